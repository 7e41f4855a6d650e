// SPDX-License-Identifier: Apache-2.0
#include "http/api.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/log.h"
#include "open311/shapes.h"

namespace r311::http {
namespace {

constexpr std::size_t logged_of_a_path = 200;

std::string_view refusal_text(int status) {
  switch (status) {
    case 408:
      return "The request did not come whole in time.";
    case 413:
      return "The body is larger than this server takes.";
    case 414:
      return "The address is longer than this server takes.";
    case 417:
      return "Expect may ask for 100-continue only.";
    case 431:
      return "The headers are larger than this server takes.";
    case 500:
      return "The server could not answer this.";
    case 501:
      return "Of transfer codings this server knows chunked only.";
    case 503:
      return "The server has too much to do at the moment. Please try again soon.";
    case 505:
      return "This server speaks HTTP/1.1 and HTTP/1.0.";
    default:
      return "This is not a well-formed HTTP request.";
  }
}

std::string logged_path(std::string_view path) { return std::string(path.substr(0, logged_of_a_path)); }

Answer options_answer(const std::string& allow) {
  Answer answer;
  answer.status = 204;
  answer.headers = {
      {"Allow", allow},
      {"Access-Control-Allow-Methods", allow},
      {"Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-API-Key"},
      {"Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id"},
      {"Access-Control-Max-Age", "86400"}};
  return answer;
}

}  // namespace

// The API. Extensions are .xml and .json throughout.
struct Api::Row {
  Place place;
  Endpoint endpoint;
  bool cached;

  static const std::array<Row, 8>& all();
};

const std::array<Api::Row, 8>& Api::Row::all() {
  static const std::array<Row, 8> rows{{
      {{"GET", "/open311/v2/discovery"}, &Api::discovery, true},
      {{"GET", "/open311/discovery"}, &Api::discovery, true},
      {{"GET", "/open311/v2/services"}, &Api::services, true},
      {{"GET", "/open311/v2/services/*"}, &Api::definition, true},
      {{"POST", "/open311/v2/requests"}, &Api::post, false},
      {{"GET", "/open311/v2/requests"}, &Api::requests, false},
      {{"GET", "/open311/v2/requests/*"}, &Api::one_request, false},
      {{"GET", "/open311/v2/tokens/*"}, &Api::token, false},
  }};
  return rows;
}

std::span<const Place> Api::places() {
  static const auto places = [] {
    std::array<Place, 8> result;
    std::transform(Row::all().begin(), Row::all().end(), result.begin(), [](const Row& row) { return row.place; });
    return result;
  }();
  return places;
}

const Api::Row& Api::row(std::size_t number) { return Row::all()[number]; }

Api::Api(const gateway::Catalogue& catalogue, const gateway::KeyRing& keys, gateway::Intake& intake,
         store::Store& store, Workers& workers, IdSource& ids, const Clock& clock, const store::MediaFiles* media,
         ApiOptions options)
    : catalogue_(catalogue),
      keys_(keys),
      intake_(intake),
      query_(store),
      workers_(workers),
      ids_(ids),
      clock_(clock),
      media_(media),
      options_(options) {}

void Api::handle(const Request& request, Respond respond) {
  const Routed routed = route(places(), request.method, request.path);
  const bool cached = routed.row && row(*routed.row).cached;
  auto response = std::make_shared<Response>(
      Response::Terms{routed.format.value_or(open311::Format::xml), ids_.next(), std::string(request.method),
                      logged_path(request.path), cached && !options_.log_cached},
      clock_, std::move(respond));
  if (routed.row) return (this->*row(*routed.row).endpoint)(request, routed.rest, std::move(response));
  if (request.method == "OPTIONS" && (!routed.allow.empty() || request.path == "*"))
    return response->send(options_answer(routed.allow.empty() ? "GET, HEAD, POST, OPTIONS" : routed.allow));
  if (routed.allow.empty())
    return response->fault(404, "There is nothing at this address. Paths end in .xml or .json, as services.xml does.");
  Answer answer = errors(response->format(), {{405, "This address takes " + routed.allow + " only."}});
  answer.headers.emplace_back("Allow", routed.allow);
  response->send(std::move(answer));
}

Answer Api::refuse(int status, std::string_view path) {
  const auto format = read_path(path).format.value_or(open311::Format::xml);
  Answer answer = errors(format, {{status, std::string(refusal_text(status))}});
  std::string trace = ids_.next();
  log::info("request refused", {{"path", logged_path(path)}, {"status", std::to_string(status)}, {"trace", trace}});
  answer.headers.emplace_back("Access-Control-Allow-Origin", "*");
  answer.headers.emplace_back("X-Request-Id", std::move(trace));
  return answer;
}

const gateway::Jurisdiction* Api::jurisdiction(const open311::Parameters& sent,
                                               std::vector<open311::Fault>& faults) const {
  const auto id = sent.get("jurisdiction_id");
  const gateway::Jurisdiction* found = catalogue_.find(id.value_or(""));
  if (found != nullptr) return found;
  if (!id) {
    faults.push_back({400, "jurisdiction_id was not provided."});
  } else {
    faults.push_back({404, "jurisdiction_id " + open311::shown(*id) + " is not known here."});
  }
  return nullptr;
}

}  // namespace r311::http
