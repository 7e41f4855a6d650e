// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "open311/update.h"
#include "store/privacy.h"
#include "store/store.h"
#include "store/update_record.h"

// What becomes of updates, the same in every store. Pure functions.
namespace r311::store {

// Clients read updates in windows of time that end at the present, FixMyStreet in such of the last two hours, and drop
// what lies outside. So an update counts as made when its author says, but never later than it came, nor by more than
// this earlier: what was made on Friday and could be had on Monday only would never be read.
inline constexpr std::chrono::minutes longest_before_it_came{30};
Time published(Time made, Time received, Time requested);
// Lists of requests are read so too. A work order that came about in the back end by other means counts as requested
// when it was opened there, within the same bounds.
Time opened(Time told, Time received);

// Kind::internal: an update to be stored lacks what it is found by, which no client can leave out.
Result<void> check_update(const open311::AcceptedUpdate& update);

Error no_request(const std::string& request);  // Kind::not_found
// Kind::invalid: back ends know several requests by the reference `request`.
Error several_requests(const std::string& request);
Error no_update(const std::string& id);  // Kind::not_found
// Kind::conflict: an update that was taken before, with content `before`, is not the same as its repetition.
Result<void> check_same(std::string_view before, const UpdateRepeat& repeat);

// Kind::invalid: a work order to become a request lacks what it is found by.
Result<void> check_found(const FoundOrder& found, const std::string& destination);

// What an app says of the status, as it is kept for the back end: a word of ours, "reopen", or nothing. Clients are told
// how the request stood when the update came instead, since FixMyStreet says open in every plain comment.
std::string_view said_of(const open311::Update& update);
// Reads it back. False: it is no such word.
bool take_said(std::string_view said, open311::Update& to);

// What is handed over of an update: itself, then each of its files, those that are fetched last.
std::vector<FollowUp> deliveries_of(const open311::AcceptedUpdate& update);

// The files of a report are handed over behind its create.
std::vector<FollowUp> deliveries_of(const open311::AcceptedReport& report);

// What tells the updates of one request from each other: of an app's, by the key of its repetition or else by its id.
std::string digest_of(const open311::AcceptedUpdate& update, const UpdateRepeat& repeat);

// The update_id of a change of the back end, which it keeps also in a store that was made anew: `request` is the
// gateway's own id of the request, `digest` tells the change from others of it.
std::string update_id_of(std::string_view request, std::string_view digest);

// An update of an app, as far as it tells its echo.
struct Sent {
  std::string id;
  std::string echo;  // the back end's own id of it, once it is delivered and has one
  std::string description;
  bool echoed = false;  // its echo was seen
  Time received{};
};

// Whether a change is what the back end tells of an update that it got from us: it says so by our key, or by the id
// that it gave the update; failing both, its text is the same, it is not much older, and no other was.
bool is_echo(const open311::Change& change, const Sent& sent);

// What an echo says beyond what is known: its status, if the request does not stand so, its links and whether it is
// private. Nothing if that is all: when the work is expected is taken of what is known too (change_rules.h).
std::optional<open311::Change> beyond_echo(const open311::Change& echo, std::string_view present_status,
                                           Privacy present_privacy);

}  // namespace r311::store
