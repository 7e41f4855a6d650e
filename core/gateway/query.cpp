// SPDX-License-Identifier: Apache-2.0
#include "gateway/query.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace r311::gateway {

namespace {

// What is stored names uploaded files by their path, since the gateway's address may change.
void make_absolute(open311::ServiceRequest& request, const std::string& public_url) {
  if (request.media_url.starts_with(open311::shown_files)) request.media_url.insert(0, public_url);
}

}  // namespace

Query::Query(store::Store& store, ListLimits limits, std::string public_url)
    : store_(store), limits_(limits), public_url_(std::move(public_url)) {}

Result<std::vector<open311::ServiceRequest>> Query::read(const store::RequestQuery& query) const {
  auto found = store_.requests(query);
  if (found)
    for (auto& request : *found) make_absolute(request, public_url_);
  return found;
}

Result<std::vector<open311::ServiceRequest>> Query::list(const Jurisdiction& jurisdiction,
                                                         const open311::ListFilter& filter,
                                                         const ListWish& wish) const {
  store::RequestQuery query;
  query.jurisdiction = jurisdiction.id();
  if (!filter.ids.empty()) {
    query.ids = filter.ids;
    query.limit = filter.ids.size();
    return read(query);
  }

  std::size_t bound = wish.window ? limits_.window : limits_.newest;
  if (wish.limit) bound = std::min(bound, *wish.limit);
  query.service_codes = filter.service_codes;
  query.closed = filter.closed;
  query.from = filter.from;
  query.to = filter.to;
  query.limit = bound + 1;  // one more than is answered tells whether something is cut off
  auto found = read(query);
  if (found && found->size() > bound) {
    found->resize(bound);
    if (wish.window && !wish.limit)
      log::warning("a window of requests is larger than one answer may be: the oldest are left out",
                   {{"jurisdiction", jurisdiction.id()}, {"answered", std::to_string(bound)}});
  }
  return found;
}

Result<std::optional<open311::ServiceRequest>> Query::one(const Jurisdiction& jurisdiction,
                                                          const std::string& id) const {
  auto found = store_.request(jurisdiction.id(), id);
  if (found && *found) make_absolute(**found, public_url_);
  return found;
}

Result<std::optional<open311::Receipt>> Query::token(const Jurisdiction& jurisdiction, const std::string& token) const {
  return store_.token(jurisdiction.id(), token).map([&](const std::optional<store::TokenState>& state) {
    std::optional<open311::Receipt> receipt;
    if (state) {
      receipt.emplace();
      receipt->token = token;
      if (state->resolved) receipt->id = state->id;
    }
    return receipt;
  });
}

}  // namespace r311::gateway
