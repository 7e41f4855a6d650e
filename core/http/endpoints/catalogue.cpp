// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/api.h"
#include "http/conditions.h"
#include "open311/shapes.h"

// What is served from memory: GeoReport v2, "Service Discovery", "GET Service List" and "GET Service Definition".
namespace r311::http {
namespace {

constexpr std::string_view shared_for_a_minute = "public, max-age=60";

constexpr std::string_view not_whole_yet =
    "Not all services of this jurisdiction could be had from the systems that define them. Please try again soon.";

// `owner` holds the document for as long as the answer needs it; empty where it outlives the server.
void send_document(const Request& request, const gateway::Document& document, std::shared_ptr<const void> owner,
                   std::string_view content_type, Response& response) {
  const std::string& tag = document.tag(response.format());
  Answer answer;
  answer.headers.reserve(4);
  answer.headers.emplace_back("ETag", tag);
  answer.headers.emplace_back("Cache-Control", shared_for_a_minute);
  if (names_tag(request.header("If-None-Match"), tag)) {
    answer.status = 304;
  } else {
    answer.content_type = content_type;
    answer.shared_body = {std::move(owner), &document.body(response.format())};
  }
  response.send(std::move(answer));
}

}  // namespace

void Api::discovery(const Request& request, const std::string&, ResponsePointer response) {
  send_document(request, catalogue_.discovery(), nullptr, open311::bare_media_type(response->format()), *response);
}

void Api::services(const Request& request, const std::string&, ResponsePointer response) {
  const gateway::Jurisdiction* here = jurisdiction(request, *response);
  if (here == nullptr) return;
  auto offering = here->offering();
  if (!offering->whole()) return response->fault(503, std::string(not_whole_yet));
  const gateway::Document& document = offering->services();
  send_document(request, document, std::move(offering), open311::media_type(response->format()), *response);
}

void Api::definition(const Request& request, const std::string& code, ResponsePointer response) {
  const gateway::Jurisdiction* here = jurisdiction(request, *response);
  if (here == nullptr) return;
  auto offering = here->offering();
  const gateway::Offer* offer = offering->offer(code);
  if (offer == nullptr && !offering->whole()) return response->fault(503, std::string(not_whole_yet));
  if (offer == nullptr)
    return response->fault(404, "service_code " + open311::shown(code) + " is not a service of this jurisdiction.");
  send_document(request, offer->definition, std::move(offering), open311::media_type(response->format()), *response);
}

}  // namespace r311::http
