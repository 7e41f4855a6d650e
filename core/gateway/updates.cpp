// SPDX-License-Identifier: Apache-2.0
#include "gateway/updates.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/log.h"
#include "gateway/named_files.h"
#include "gateway/sameness.h"
#include "open311/read_update.h"
#include "open311/shapes.h"

namespace r311::gateway {
namespace {

open311::ReadUpdate read_as(const Jurisdiction& jurisdiction, const Updates::Said& said,
                            const open311::Service& service) {
  if (!said.request) return open311::read_update(said.fields, service, jurisdiction.zone(), said.has_files);
  return open311::read_later_details(said.fields, *said.request, service, jurisdiction.zone(), said.has_files);
}

// As an update of a request of which nobody knows what its service asks.
open311::ReadUpdate read_alone(const Jurisdiction& jurisdiction, const Updates::Said& said) {
  static const open311::Service no_questions;
  return read_as(jurisdiction, said, no_questions);
}

store::UpdateRepeat repeat_of(const Updates::Said& said, const open311::Update& update,
                              const Updates::Sending& sending) {
  const bool keyed = !sending.idempotency_key.empty();
  if (update.update_id.empty() && !keyed) return {};
  PartsDigest parts;
  parts.add(sending.sender);
  // The app's own number says more than a key, which some libraries make anew for each try.
  if (update.update_id.empty())
    parts.add("key").add(sending.idempotency_key);
  else
    parts.add("update_id").add(update.update_id);
  return {parts.hex(), keyed ? content_digest(said.fields, sending.attachments) : std::string()};
}

open311::Fault refusal(const Error& error, const std::string& request) {
  switch (error.kind) {
    case Kind::not_found:
      return {404, "service_request_id " + open311::shown(request) + " is not a request of this jurisdiction."};
    case Kind::invalid:
      return {400, "service_request_id " + open311::shown(request) +
                       " is the reference of several requests. Please name the one that is meant by its id."};
    case Kind::conflict:
      return {409, "Idempotency-Key was used before, for an update that is not the same as this one."};
    default:
      return {503, "The update could not be stored and was not accepted. Please send it again later."};
  }
}

}  // namespace

Updates::Updates(store::Store& store, IdSource& ids, const Clock& clock,
                 std::function<void(const std::string&)> delivered_to, std::string public_url)
    : store_(store),
      ids_(ids),
      clock_(clock),
      delivered_to_(std::move(delivered_to)),
      public_url_(std::move(public_url)) {}

std::vector<open311::Fault> Updates::faults(const Jurisdiction& jurisdiction, const Said& said) {
  return read_alone(jurisdiction, said).faults;
}

std::vector<open311::Fault> Updates::faults_now(const Jurisdiction& jurisdiction, const Said& said) const {
  auto sent = read(jurisdiction, said);
  return sent ? std::vector<open311::Fault>() : std::move(sent.error());
}

tl::expected<open311::ReadUpdate, std::vector<open311::Fault>> Updates::read(const Jurisdiction& jurisdiction,
                                                                             const Said& said) const {
  auto sent = read_alone(jurisdiction, said);
  // Else the store looks for the request when it takes the update, and not twice.
  if (sent.faults.empty() && (said.has_files || open311::has_answers(said.fields))) {
    const auto code = store_.service_of(jurisdiction.id(), sent.request);
    if (!code) return tl::unexpected(std::vector{refusal(code.error(), sent.request)});
    const auto offering = jurisdiction.offering();
    // Of a service that is offered no more nobody knows what it asked.
    if (const Offer* offer = offering->offer(*code)) sent = read_as(jurisdiction, said, offer->service);
  }
  if (!sent.faults.empty()) return tl::unexpected(std::move(sent.faults));
  return sent;
}

tl::expected<std::string, std::vector<open311::Fault>> Updates::post(const Jurisdiction& jurisdiction, const Said& said,
                                                                     Sending sending) const {
  auto sent = read(jurisdiction, said);
  if (!sent) return tl::unexpected(std::move(sent.error()));

  const store::UpdateRepeat repeat = repeat_of(said, sent->update, sending);
  open311::AcceptedUpdate accepted;
  accepted.jurisdiction = jurisdiction.id();
  accepted.request = std::move(sent->request);
  accepted.id = ids_.next();
  accepted.interface_used = std::move(sending.sender);
  accepted.trace = std::move(sending.trace);
  accepted.received = clock_.now();
  accepted.updated = sent->updated.value_or(accepted.received);
  accepted.update = std::move(sent->update);
  accepted.attachments = std::move(sending.attachments);
  accepted.fetch_media = jurisdiction.plan().fetch_media;

  const auto taken = store_.take_update(accepted, jurisdiction.plan().updates_elsewhere, repeat);
  if (sending.stored) sending.stored(may_name_files(taken));
  const log::Field trace{"trace", accepted.trace};
  if (!taken) {
    const open311::Fault fault = refusal(taken.error(), accepted.request);
    if (fault.code == 503)
      log::error("an update could not be stored and was not accepted", {trace, {"reason", taken.error().text}});
    return tl::unexpected(std::vector{fault});
  }
  log::info(taken->repeated ? "update was accepted before" : "update accepted",
            {trace, {"id", taken->id}, {"destination", taken->destination}});
  if (!taken->repeated) delivered_to_(taken->destination);
  return taken->id;
}

Result<ListedUpdates> Updates::list(const Jurisdiction& jurisdiction, const open311::UpdateFilter& filter, Sight sight,
                                    std::size_t most, std::size_t cap) const {
  store::UpdateQuery query;
  query.jurisdiction = jurisdiction.id();
  query.requests = filter.requests;
  query.privates = sight == Sight::privates;
  query.from = filter.from;
  query.to = filter.to;
  query.after = filter.after;
  const std::size_t whole = std::min(filter.page_size.value_or(most), most);
  const std::size_t bound = std::min(whole, cap);
  query.limit = bound + 1;  // one more than is answered tells whether something is cut off
  query.skip = (filter.page.value_or(1) - 1) * whole;
  auto found = store_.updates(query);
  if (!found) return tl::unexpected(found.error());
  ListedUpdates listed{*std::move(found), {}};
  if (listed.updates.size() > bound) {
    listed.updates.resize(bound);
    const open311::ServiceUpdate& last = listed.updates.back();
    listed.next = open311::ListPlace{last.updated, last.number};
  }
  for (open311::ServiceUpdate& update : listed.updates)
    for (const open311::Attachment& file : update.attachments)
      if (open311::is_shown(file))
        update.media_urls.push_back(public_url_ + std::string(open311::shown_files) + file.digest);
  return listed;
}

}  // namespace r311::gateway
