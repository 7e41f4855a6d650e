// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "http/api.h"
#include "http/client_key.h"
#include "http/next_link.h"

// mySociety's extension of GeoReport v2, "GET Service Request Updates".
namespace r311::http {

void Api::updates(const Request& request, const std::string&, ResponsePointer response) {
  if (request.pressed) return response->overloaded();
  auto kept = request.keep();
  const bool taken = workers_.offer(Workers::Kind::read, [this, kept = std::move(kept), response] {
    open311::Parameters sent;
    if (!open311::read_form(kept->query, sent)) return response->faults({open311::too_many_parameters()});
    list_updates(sent.only(open311::update_list_parameters), key_of(*kept, sent), *response);
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
  auto document = updates_document(*here, filter, sight(key, *here, response), response.format());
  if (!document) return response.failure(document.error());
  if (!*document) return response.fault(503, std::string(too_many_large_lists));
  std::string link;
  if ((*document)->next) link = next_link(sent, open311::update_cursor_of(*(*document)->next));
  response.document(std::move((*document)->body), std::move(link));
}

// As list_document().
Result<std::optional<Api::ListDocument>> Api::updates_document(const gateway::Jurisdiction& here,
                                                               const open311::UpdateFilter& asked, gateway::Sight sight,
                                                               open311::Format format) {
  const auto made = [&](const gateway::ListedUpdates& found) -> std::optional<ListDocument> {
    return ListDocument{open311::render_updates(format, found.updates, here.view()), found.next};
  };
  const std::size_t bound = std::min(asked.page_size.value_or(options_.most_updates), options_.most_updates);
  auto found = updates_.list(here, asked, sight, options_.most_updates, options_.small_list);
  if (!found) return tl::unexpected(found.error());
  if (!found->next || bound <= options_.small_list) return made(*found);
  const auto permit = large_lists_.take();
  if (!permit) return std::nullopt;
  found = updates_.list(here, asked, sight, options_.most_updates);
  if (!found) return tl::unexpected(found.error());
  if (found->next && !asked.page_size)
    log::warning("a window of updates is larger than one answer may be: some are left out",
                 {{"jurisdiction", here.id()}, {"answered", std::to_string(bound)}});
  return made(*found);
}

}  // namespace r311::http
