// SPDX-License-Identifier: Apache-2.0
#include "http/api.h"

#include <array>
#include <utility>

#include "base/log.h"
#include "open311/shapes.h"

namespace r311::http {
namespace {

constexpr std::size_t logged_of_a_path = 200;

struct Refusal {
  int status;
  std::string_view text;
};

// What a client is told of what never became a request.
constexpr Refusal refusals[] = {
    {408, "The request did not come whole in time."},
    {413, "The body is larger than this server takes."},
    {414, "The address is longer than this server takes."},
    {417, "Expect may ask for 100-continue only."},
    {431, "The headers are larger than this server takes."},
    {500, "The server could not answer this."},
    {501, "Of transfer codings this server knows chunked only."},
    {503, overload_text},
    {505, "This server speaks HTTP/1.1 and HTTP/1.0."},
};

std::string_view refusal_text(int status) {
  for (const Refusal& known : refusals)
    if (known.status == status) return known.text;
  return "This is not a well-formed HTTP request.";
}

std::string logged_path(std::string_view path) { return std::string(path.substr(0, logged_of_a_path)); }

Answer options_answer(const std::string& allow) {
  Answer answer;
  answer.status = 204;
  answer.headers = {
      {"Allow", allow},
      {"Access-Control-Allow-Methods", allow},
      {"Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-API-Key"},
      {"Access-Control-Max-Age", "86400"}};
  return answer;
}

}  // namespace

struct Api::Row {
  Place place;
  Endpoint endpoint;
  bool cached;  // answered from memory
};

// The API. Extensions are .xml and .json throughout.
std::span<const Api::Row> Api::rows() {
  static const auto all = std::to_array<Row>({
      {{"GET", "/open311/v2/discovery"}, &Api::discovery, true},
      {{"GET", "/open311/discovery"}, &Api::discovery, true},
      {{"GET", "/open311/v2/services"}, &Api::services, true},
      {{"GET", "/open311/v2/services/*"}, &Api::definition, true},
      {{"POST", "/open311/v2/requests"}, &Api::post_report, false},
      {{"POST", "/open311/v2/requests/*"}, &Api::post_details, false},
      {{"POST", "/open311/v2/servicerequestupdates"}, &Api::post_update, false},
      {{"GET", "/open311/v2/servicerequestupdates"}, &Api::updates, false},
      {{"GET", "/open311/v2/requests"}, &Api::requests, false},
      {{"GET", "/open311/v2/requests/*"}, &Api::one_request, false},
      {{"GET", "/open311/v2/tokens/*"}, &Api::token, false},
  });
  return all;
}

std::span<const Place> Api::places() {
  static const auto all = [] {
    std::vector<Place> places;
    for (const Row& row : rows()) places.push_back(row.place);
    return places;
  }();
  return all;
}

Api::Api(const gateway::Catalogue& catalogue, const gateway::KeyRing& keys, gateway::Intake& intake,
         gateway::Updates& updates, store::Store& store, Workers& workers, IdSource& ids, const Clock& clock,
         const media::MediaFiles* media, ApiOptions options)
    : catalogue_(catalogue),
      keys_(keys),
      intake_(intake),
      updates_(updates),
      query_(store, {}, options.public_url),
      files_(store),
      workers_(workers),
      ids_(ids),
      clock_(clock),
      media_(media),
      options_(std::move(options)) {}

void Api::handle(const Request& request, Respond respond) {
  Routed routed = route(places(), request.method, request.path);
  const Row* row = routed.row ? &rows()[*routed.row] : nullptr;
  const bool quiet = row != nullptr && row->cached && !options_.log_cached;
  auto response =
      std::make_shared<Response>(Response::Terms{routed.format.value_or(open311::Format::xml), ids_.next(),
                                                 std::string(request.method), logged_path(request.path), quiet},
                                 clock_, std::move(respond));
  const bool file = request.path.starts_with(open311::shown_files);
  if (file && (request.method == "GET" || request.method == "HEAD")) return show_media(request, response);
  if (row != nullptr) return (this->*row->endpoint)(request, routed.rest, std::move(response));
  if (file) routed.allow = "GET, HEAD, OPTIONS";
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
  answer.for_any_page = true;
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

const gateway::Jurisdiction* Api::jurisdiction(const Request& request, Response& response) const {
  open311::Parameters sent;
  return jurisdiction(request, sent, response);
}

const gateway::Jurisdiction* Api::jurisdiction(const Request& request, open311::Parameters& sent,
                                               Response& response) const {
  std::vector<open311::Fault> faults;
  if (!open311::read_form(request.query, sent)) {
    response.faults({open311::too_many_parameters()});
    return nullptr;
  }
  const gateway::Jurisdiction* found = jurisdiction(sent, faults);
  if (found == nullptr) response.faults(faults);
  return found;
}

gateway::Sight Api::sight(const std::string& key, const gateway::Jurisdiction& here, Response& response) const {
  const auto decision = keys_.decide(key, gateway::Right::see_private, here.id());
  if (decision.answer != gateway::KeyRing::Answer::allowed) return gateway::Sight::everybody;
  response.keep_private();
  return gateway::Sight::privates;
}

std::vector<std::string> Api::private_jurisdictions(const std::string& key) const {
  std::vector<std::string> seen;
  if (key.empty()) return seen;
  for (std::string& id : catalogue_.ids()) {
    if (keys_.decide(key, gateway::Right::see_private, id).answer == gateway::KeyRing::Answer::allowed)
      seen.push_back(std::move(id));
  }
  return seen;
}

}  // namespace r311::http
