// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "open311/model.h"
#include "store/privacy.h"
#include "store/store.h"
#include "store/update_rules.h"

// What becomes of a back end's change, the same in every store. Pure functions.
namespace r311::store {

// A back end that merges duplicates gives several requests one reference; one that gives all the same is broken.
inline constexpr std::int64_t kMostRequestsOfOneReference = 100;

// A request that a change names.
struct Target {
  std::int64_t seq = 0;
  Time requested{};
  std::optional<Time> changed;         // when the back end last changed it
  std::string status;                  // as it stands
  Privacy privacy = kPublic;           // likewise
  std::optional<Time> expected;        // likewise, when the work is to be done
  std::string notice;                  // likewise, what to know about it
  std::string own_id;                  // the gateway's own id of it
  std::optional<Time> last_published;  // of its updates
};

// Two changes with one digest are one change told twice, though the work may be expected at another time by then.
std::string digest_of(const open311::Change& change);
// Of a change that says that its request is private, the one that it has where it was told before without that word;
// empty where it is another change then.
std::string digest_before_hiding(const open311::Change& change);

// What it says of that alone: what else it says is known.
open311::Change only_privacy(const open311::Change& change);

// What a change or an echo that is known may say all the same: when the work is expected and what to know about it, for
// back ends tell that with every row. It makes no history. Nothing if that is known too, or if a later change was told.
std::optional<open311::Change> moved_prospect(const open311::Change& change, const Target& target);

// What a change makes of its status; nothing where it has none.
struct NewStatus {
  std::optional<std::string_view> word;
  std::optional<bool> closed;
};
NewStatus new_status(const open311::Change& change);

// By which time clients find a change. One that makes the request stand otherwise comes behind all that they may have
// read of it before: who reads an app's comment of 10:02 takes over how the request stood then, and would keep that if
// what a clerk did at 10:01 came in front of it.
Time published(const Target& target, const open311::Change& change, Time received);
// A request was updated when its change can be found, so that who reads lists by that time meets it: never before it was
// requested, and never later than that was told, as the back end's clock may be ahead.
inline Time updated(const Target& target, const open311::Change& change, Time received) {
  return std::max(published(target, change, received), target.requested);
}

// Takes one change and counts what it did. `sent(target)` tells what apps said of a request, with its numbers, and
// `echoed(number)` keeps that one of it came back; `kept(target, digest)` tells whether the history has a change, and
// `keep(target, digest, change)` keeps one there and tells whether it was new; `apply(target, change)` makes it the
// request's present state, and `set_privacy(target, told)` its privacy. A change that is older than the last one is
// history, but what it wants private is hidden all the same: no later one need have said so again.
template <class Sent, class Echoed, class Kept, class Keep, class Apply, class SetPrivacy>
void take_change(const open311::Change& change, const std::vector<Target>& targets, PollEffect& effect, Sent sent,
                 Echoed echoed, Kept kept, Keep keep, Apply apply, SetPrivacy set_privacy) {
  if (targets.empty()) {
    ++effect.unmatched;
    return;
  }
  const std::string digest = digest_of(change);
  const std::string before = digest_before_hiding(change);
  bool applied = false;
  bool late = false;
  for (const Target& target : targets) {
    std::optional<open311::Change> told = change;
    for (const auto& [number, update] : sent(target)) {
      if (!is_echo(change, update)) continue;
      echoed(number);
      told = beyond_echo(change, target.status, target.privacy);
      break;
    }
    if (told && !before.empty() && kept(target, before)) told = only_privacy(*told);
    if (!told || !keep(target, digest, *told)) {
      const auto moved = moved_prospect(change, target);
      if (moved) apply(target, *moved);
      applied = applied || moved;
      continue;
    }
    if (target.changed && change.changed < *target.changed) {
      late = true;
      if (told->non_public.value_or(false)) set_privacy(target, told->non_public);
      continue;
    }
    apply(target, *told);
    set_privacy(target, told->non_public);
    applied = true;
  }
  ++(applied ? effect.applied : late ? effect.late : effect.known);
}

}  // namespace r311::store
