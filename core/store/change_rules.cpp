// SPDX-License-Identifier: Apache-2.0
#include "store/change_rules.h"

#include "base/digest.h"
#include "store/link_rules.h"

namespace r311::store {

std::string digest_of(const open311::Change& change) {
  PartsDigest parts;
  if (!change.update_id.empty()) {
    parts.add("id").add(change.update_id);
    if (change.non_public.value_or(false)) parts.add("private");
    return parts.hex();
  }
  parts.add("content").add(change.status ? open311::word(*change.status) : std::string_view());
  parts.add(change.backend_status).add(change.note);
  for (const LinksOfKind& links : kinds_told(change.links)) {
    parts.add(links.kind);
    for (const std::string& reference : links.references) parts.add(reference);
  }
  // Not where it is absent: what was told before there was such a word stays known.
  if (change.non_public) parts.add(*change.non_public ? "private" : "public");
  return parts.add(std::to_string(change.changed.time_since_epoch().count())).hex();
}

std::string digest_before_hiding(const open311::Change& change) {
  if (change.update_id.empty() || !change.non_public.value_or(false)) return {};
  open311::Change open = change;
  open.non_public.reset();
  return digest_of(open);
}

open311::Change only_privacy(const open311::Change& change) {
  open311::Change told;
  told.key = change.key;
  told.reference = change.reference;
  told.update_id = change.update_id;
  told.changed = change.changed;
  told.non_public = change.non_public;
  return told;
}

std::optional<open311::Change> moved_prospect(const open311::Change& change, const Target& target) {
  const bool late = target.changed && change.changed < *target.changed;
  const bool other_time = change.expected && *change.expected != target.expected;
  const bool other_notice = change.notice && *change.notice != target.notice;
  if (late || (!other_time && !other_notice)) return std::nullopt;
  open311::Change told;
  told.key = change.key;
  told.reference = change.reference;
  told.changed = change.changed;
  told.expected = change.expected;
  told.notice = change.notice;
  return told;
}

Time published(const Target& target, const open311::Change& change, Time received) {
  const Time own = published(change.changed, received, target.requested);
  const bool late = target.changed && change.changed < *target.changed;
  return change.status && !late ? std::min(std::max(own, target.last_published.value_or(own)), received) : own;
}

NewStatus new_status(const open311::Change& change) {
  if (!change.status) return {};
  return {open311::word(*change.status), open311::is_closed(*change.status)};
}

}  // namespace r311::store
