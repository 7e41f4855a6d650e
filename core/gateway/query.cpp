// SPDX-License-Identifier: Apache-2.0
#include "gateway/query.h"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/log.h"
#include "gateway/extension.h"
#include "gateway/refused.h"

namespace r311::gateway {

namespace {

// What is stored names uploaded files by their path, since the gateway's address may change.
std::string absolute(std::string url, const std::string& public_url) {
  return url.starts_with(open311::shown_files) ? public_url + url : url;
}

void make_absolute(open311::ServiceRequest& request, const std::string& public_url) {
  request.media_url = absolute(std::move(request.media_url), public_url);
}

// What to know about a request of which its back end says nothing is what its service says now.
void add_notice(open311::ServiceRequest& request, const Offering& offering) {
  if (!request.service_notice.empty()) return;
  if (const Offer* offer = offering.offer(request.service_code)) request.service_notice = offer->service.notice;
}

}  // namespace

Query::Query(store::Store& store, ListLimits limits, std::string public_url)
    : store_(store), limits_(limits), public_url_(std::move(public_url)) {}

Result<std::vector<open311::ServiceRequest>> Query::read(const Jurisdiction& jurisdiction,
                                                         const store::RequestQuery& query) const {
  auto found = store_.requests(query);
  if (!found) return found;
  const auto offering = jurisdiction.offering();
  for (auto& request : *found) {
    make_absolute(request, public_url_);
    add_notice(request, *offering);
  }
  return found;
}

std::size_t Query::bound(const open311::ListPart& part) const {
  std::size_t bound = part.window ? limits_.window : limits_.newest;
  if (part.size) bound = std::min(bound, *part.size);
  if (part.most) bound = std::min({bound, *part.most, limits_.newest});
  return bound;
}

Result<Listed> Query::list(const Jurisdiction& jurisdiction, const open311::ListFilter& filter,
                           const open311::ListPart& part, Sight sight, std::size_t cap) const {
  if (part.none) return Listed{};
  store::RequestQuery query;
  static_cast<open311::ListFilter&>(query) = filter;
  query.jurisdiction = jurisdiction.id();
  query.privates = sight == Sight::privates;
  if (!filter.ids.empty()) {
    query.limit = filter.ids.size();
    return read(jurisdiction, query).map([](auto&& found) { return Listed{std::move(found), {}}; });
  }

  const std::size_t whole = bound(part);
  const std::size_t most = std::min(whole, cap);
  query.after = part.after;
  if (part.page) query.skip = (*part.page - 1) * whole;
  query.limit = most + 1;  // one more than is answered tells whether something is cut off
  auto found = read(jurisdiction, query);
  if (!found) return tl::unexpected(found.error());
  Listed listed{*std::move(found), {}};
  if (listed.requests.size() > most) {
    listed.requests.resize(most);
    const auto& last = listed.requests.back();
    listed.next = open311::ListPlace{filter.order.by_updated ? last.updated : last.requested, last.number};
    if (most == limits_.window)
      log::warning("a window of requests is larger than one answer may be: some are left out",
                   {{"jurisdiction", jurisdiction.id()}, {"answered", std::to_string(most)}});
  }
  return listed;
}

Result<void> Query::extend(const Jurisdiction& jurisdiction, std::vector<open311::ServiceRequest>& requests,
                           std::size_t notes, Sight sight) const {
  store::DetailQuery query;
  query.notes = notes;
  for (const auto& request : requests) query.requests.push_back(request.number);
  auto details = store_.details(query);
  if (!details) return tl::unexpected(details.error());
  const auto offering = jurisdiction.offering();
  const Readership readership{&jurisdiction, offering.get(), public_url_, sight == Sight::privates};
  for (std::size_t i = 0; i < requests.size(); ++i)
    requests[i].extension =
        std::make_shared<const open311::Extension>(extension_of(requests[i], std::move((*details)[i]), readership));
  return {};
}

Result<void> Query::add_photos(std::vector<open311::ServiceRequest>& requests) const {
  std::unordered_map<std::int64_t, open311::ServiceRequest*> places;
  std::vector<std::int64_t> numbers;
  for (auto& request : requests) {
    if (request.media_url.empty()) continue;
    numbers.push_back(request.number);
    places.emplace(request.number, &request);
  }
  if (numbers.empty()) return {};
  auto photos = store_.further_photos(numbers);
  if (!photos) return tl::unexpected(photos.error());
  for (store::Photo& photo : *photos) {
    open311::ServiceRequest& request = *places.at(photo.request);
    std::string url = absolute(std::move(photo.url), public_url_);
    const auto& told = request.further_photos;
    if (url != request.media_url && std::find(told.begin(), told.end(), url) == told.end())
      request.further_photos.push_back(std::move(url));
  }
  return {};
}

Result<std::optional<open311::ServiceRequest>> Query::one(const Jurisdiction& jurisdiction, const std::string& id,
                                                          Sight sight) const {
  auto found = store_.request(jurisdiction.id(), id, sight == Sight::privates);
  if (!found || !*found) return found;
  make_absolute(**found, public_url_);
  add_notice(**found, *jurisdiction.offering());
  return found;
}

Result<std::optional<Query::Told>> Query::token(const Jurisdiction& jurisdiction, const std::string& token) const {
  return store_.token(jurisdiction.id(), token).map([&](const std::optional<store::TokenState>& state) {
    std::optional<Told> told;
    if (!state) return told;
    if (state->rejected) {
      told.emplace(tl::unexpected(refused_report()));
      return told;
    }
    open311::Receipt receipt;
    receipt.token = token;
    if (state->resolved) receipt.id = state->id;
    told.emplace(std::move(receipt));
    return told;
  });
}

}  // namespace r311::gateway
