// SPDX-License-Identifier: Apache-2.0
#include "store/update_rules.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "store/delivery_rules.h"
#include "store/followed_file.h"

namespace r311::store {
namespace {

constexpr std::string_view reopen = "reopen";
constexpr std::size_t digits_of_digest = 16;
constexpr std::chrono::hours echo_within{48};  // clocks are off, and a queue may have been long

void add_files(std::vector<FollowUp>& to, std::size_t uploaded, std::size_t named, const std::string& owner,
               const std::string& trace, const std::string& update) {
  for (std::size_t i = 0; i < uploaded + named; ++i) {
    const FollowedFile file{i < uploaded ? i : i - uploaded, update, i >= uploaded};
    to.push_back({DeliveryKind::media, file.key(owner), trace, file.text()});
  }
}

}  // namespace

Time published(Time made, Time received, Time requested) { return std::max(opened(made, received), requested); }

Time opened(Time told, Time received) { return std::clamp(told, received - longest_before_it_came, received); }

Result<void> check_update(const open311::AcceptedUpdate& update) {
  if (!update.jurisdiction.empty() && !update.request.empty() && !update.id.empty()) return {};
  return fail(Kind::internal, "an update to be stored needs a jurisdiction, a request and an id");
}

Result<void> check_found(const FoundOrder& found, const std::string& destination) {
  if (!found.report.reference.empty()) return check_report(found.report, destination);
  return fail(Kind::invalid, "a work order to become a request needs a reference");
}

Error no_request(const std::string& request) {
  return {Kind::not_found, "there is no request " + text::one_line(text::first(request, 100))};
}

Error several_requests(const std::string& request) {
  return {Kind::invalid, "several requests have the reference " + text::one_line(text::first(request, 100))};
}

Error no_update(const std::string& id) { return {Kind::not_found, "the store has no update " + id}; }

Result<void> check_same(std::string_view before, const UpdateRepeat& repeat) {
  if (before.empty() || repeat.digest.empty() || before == repeat.digest) return {};
  return fail(Kind::conflict, "another update was accepted under the same key before");
}

std::string_view said_of(const open311::Update& update) {
  if (!update.status) return {};
  return update.reopens ? reopen : open311::word(*update.status);
}

bool take_said(std::string_view said, open311::Update& to) {
  to.reopens = said == reopen;
  to.status = to.reopens ? open311::Status::open : open311::status_of(said);
  return to.status || said.empty();
}

std::vector<FollowUp> deliveries_of(const open311::AcceptedUpdate& update) {
  const std::string& trace = update.trace.empty() ? update.id : update.trace;
  std::vector<FollowUp> all{{DeliveryKind::update, update.id, trace, update.id}};
  add_files(all, update.attachments.size(), update.fetch_media ? update.update.media_urls.size() : 0, update.id, trace,
            update.id);
  return all;
}

std::vector<FollowUp> deliveries_of(const open311::AcceptedReport& report) {
  const std::string& trace = report.trace.empty() ? report.id : report.trace;
  std::vector<FollowUp> all;
  add_files(all, report.attachments.size(), report.fetch_media ? report.report.media_urls.size() : 0, report.id, trace,
            {});
  return all;
}

std::string digest_of(const open311::AcceptedUpdate& update, const UpdateRepeat& repeat) {
  PartsDigest parts;
  parts.add("app").add(repeat.key.empty() ? "id" : "key").add(repeat.key.empty() ? update.id : repeat.key);
  return parts.hex();
}

std::string update_id_of(std::string_view request, std::string_view digest) {
  return std::string(request) + "-" + std::string(digest.substr(0, digits_of_digest));
}

bool is_echo(const open311::Change& change, const Sent& sent) {
  if (!change.update_key.empty()) return change.update_key == sent.id;
  if (!sent.echo.empty()) return change.update_id == sent.echo;
  const auto text = text::trim(change.note);
  const auto apart = change.changed - sent.received;
  return !sent.echoed && !text.empty() && text == text::trim(sent.description) && apart <= echo_within &&
         apart >= -echo_within;
}

std::optional<open311::Change> beyond_echo(const open311::Change& echo, std::string_view present_status,
                                           Privacy present_privacy) {
  const bool stands_so = !echo.status || open311::word(*echo.status) == present_status;
  if (stands_so && !echo.links.told() && !new_privacy(present_privacy, echo.non_public)) return std::nullopt;
  open311::Change rest = echo;
  rest.note.clear();
  rest.media_urls.clear();
  return rest;
}

}  // namespace r311::store
