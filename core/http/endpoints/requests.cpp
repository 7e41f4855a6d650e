// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "http/api.h"
#include "open311/shapes.h"

// What is read from the store: GeoReport v2, "GET Service Requests", "GET Service Request" and "GET service_request_id
// from a token".
namespace r311::http {
namespace {

constexpr std::string_view too_many_large_lists =
    "This list is a large one, and others are being made at the moment. Please try again soon, or ask for a shorter "
    "time between start_date and end_date.";

// Not in GeoReport; some clients send it.
std::optional<std::size_t> page_size(const open311::Parameters& sent, std::vector<open311::Fault>& faults) {
  const auto text = sent.get("page_size");
  std::size_t size = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), size);
  if (error == std::errc() && end == text->data() + text->size() && size > 0) return size;
  faults.push_back({400, "page_size must be a whole number from 1, not " + open311::shown(*text) + "."});
  return std::nullopt;
}

}  // namespace

void Api::requests(const Request& request, const std::string&, ResponsePointer response) {
  if (request.pressed) return response->overloaded();
  // Parsed by the worker too: a list of ids may have 100 kB.
  auto kept = request.keep();
  const bool taken = workers_.offer(Workers::Kind::read, [this, kept = std::move(kept), response] {
    open311::Parameters sent;
    if (!open311::read_form(kept->query, sent)) return response->faults({open311::too_many_parameters()});
    list_requests(sent, *response);
  });
  if (!taken) response->overloaded();
}

void Api::list_requests(const open311::Parameters& sent, Response& response) {
  std::vector<open311::Fault> faults;
  const gateway::Jurisdiction* here = jurisdiction(sent, faults);
  auto [filter, mistakes] = open311::read_filter(sent, here != nullptr ? here->zone() : Zone::utc(), clock_.now());
  faults.insert(faults.end(), mistakes.begin(), mistakes.end());
  const auto size = page_size(sent, faults);
  if (!faults.empty()) return response.faults(faults);
  const bool window = sent.get("start_date") || sent.get("end_date");
  auto document = list_document(*here, filter, {window, size}, response.format());
  if (!document) return response.failure(document.error());
  if (!*document) return response.fault(503, std::string(too_many_large_lists));
  response.document(std::move(**document));
}

// Nothing: the list is large, and as many such as may be at once are being made. What it takes to make one is given
// back before the answer goes out, so that a client may ask for the next as soon as it has this one.
Result<std::optional<std::string>> Api::list_document(const gateway::Jurisdiction& here,
                                                      const open311::ListFilter& filter, const gateway::ListWish& wish,
                                                      open311::Format format) {
  const std::size_t small = options_.small_list;
  if (filter.ids.size() <= small) {
    gateway::ListWish first = wish;
    first.limit = std::min(wish.limit.value_or(small + 1), small + 1);  // one more tells that there are more
    const auto found = query_.list(here, filter, first);
    if (!found) return tl::unexpected(found.error());
    if (found->size() <= small) return open311::render_requests(format, *found, here.view());
  }
  const auto permit = large_lists_.take();
  if (!permit) return std::nullopt;
  const auto found = query_.list(here, filter, wish);
  if (!found) return tl::unexpected(found.error());
  return open311::render_requests(format, *found, here.view());
}

void Api::one_request(const Request& request, const std::string& id, ResponsePointer response) {
  const gateway::Jurisdiction* here = jurisdiction(request, *response);
  if (here == nullptr) return;
  const bool taken = workers_.offer(Workers::Kind::read, [this, here, id, response] {
    auto found = query_.one(*here, id);
    if (!found) return response->failure(found.error());
    if (!*found)
      return response->fault(404,
                             "service_request_id " + open311::shown(id) + " is not a request of this jurisdiction.");
    std::vector<open311::ServiceRequest> one;
    one.push_back(std::move(**found));
    response->document(open311::render_requests(response->format(), one, here->view()));
  });
  if (!taken) response->overloaded();
}

void Api::token(const Request& request, const std::string& token, ResponsePointer response) {
  const gateway::Jurisdiction* here = jurisdiction(request, *response);
  if (here == nullptr) return;
  const bool taken = workers_.offer(Workers::Kind::read, [this, here, token, response] {
    const auto found = query_.token(*here, token);
    if (!found) return response->failure(found.error());
    if (!*found)
      return response->fault(404, "token " + open311::shown(token) + " was not given out by this jurisdiction.");
    response->document(open311::render_receipt(response->format(), **found));
  });
  if (!taken) response->overloaded();
}

}  // namespace r311::http
