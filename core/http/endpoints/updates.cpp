// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "http/api.h"
#include "http/client_key.h"

// mySociety's extension of GeoReport v2, "GET Service Request Updates".
namespace r311::http {
namespace {

// Bounds the memory of one answer. A client whose window has more meets exactly that many and asks for a later one.
constexpr std::size_t most_updates = 10'000;

}  // namespace

void Api::updates(const Request& request, const std::string&, ResponsePointer response) {
  if (request.pressed) return response->overloaded();
  auto kept = request.keep();
  const bool taken = workers_.offer(Workers::Kind::read, [this, kept = std::move(kept), response] {
    open311::Parameters sent;
    if (!open311::read_form(kept->query, sent)) return response->faults({open311::too_many_parameters()});
    list_updates(sent, key_of(*kept, sent), *response);
  });
  if (!taken) response->overloaded();
}

void Api::list_updates(const open311::Parameters& sent, const std::string& key, Response& response) {
  std::vector<open311::Fault> faults;
  const gateway::Jurisdiction* here = jurisdiction(sent, faults);
  auto [filter, mistakes] =
      open311::read_update_filter(sent, here != nullptr ? here->zone() : Zone::utc(), clock_.now());
  faults.insert(faults.end(), mistakes.begin(), mistakes.end());
  if (!faults.empty()) return response.faults(faults);
  const auto found = updates_.list(*here, filter, sight(key, *here, response), most_updates);
  if (!found) return response.failure(found.error());
  response.document(open311::render_updates(response.format(), *found, here->view()));
}

}  // namespace r311::http
