// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "relay311/plugin.hpp"

namespace sql {

using Kind = relay311::OptionKind;

// Every option of `adapter: sql`; README.md says what they mean.
inline constexpr relay311::Option option_table[] = {
    {"database", Kind::text, "where it is: sqlite:FILE, postgresql://..., mysql://... or odbc:...",
     relay311::required | relay311::secret},
    {"time_zone", Kind::zone, "the zone of the back end's local times", relay311::required},
    {"time_format", Kind::text, "how the back end writes local times, as strftime does (%d-%b-%Y %H:%M)"},
    {"statements", Kind::file, "the YAML file with the SQL", relay311::required},
    {"statements/submit", Kind::list, "creates a work order; all in one transaction"},
    {"statements/submit/#/sql", Kind::text, "one statement, with parameters such as :description", relay311::required},
    {"statements/submit/#/reference", Kind::text, "the column of its result that is the work order's reference"},
    {"statements/find", Kind::map, "finds the work order of an earlier submit"},
    {"statements/find/sql", Kind::text, "gives the work order that keeps :idempotency_key, or no row",
     relay311::required},
    {"statements/find/reference", Kind::text, "the column of its result that is the work order's reference",
     relay311::required},
    {"statements/changes/sql", Kind::text, "finds what changed since :since, in the order of the change",
     relay311::required},
    {"statements/changes/reference", Kind::text, "the column of the work order's reference"},
    {"statements/changes/key", Kind::text, "the column that keeps :idempotency_key"},
    {"statements/changes/status", Kind::text, "the column of the back end's status"},
    {"statements/changes/changed", Kind::text, "the column of the time of the change", relay311::required},
    {"statements/changes/note", Kind::text, "the column of a note for the citizen"},
    {"statements/changes/update_id", Kind::text, "the column of the back end's own id of the change"},
    {"statements/changes/cursor", Kind::text, "a column that grows with each change, for :since in place of the time"},
    {"statements/changes/overlap", Kind::duration, "how far each poll reads back behind the last change", 0, "2m"},
    {"statements/changes/first", Kind::duration, "how far the first poll of all reads back", 0, "1d"},
    {"statements/changes/limit", Kind::integer, "rows of one poll", 0, "500"},
    {"statements/probe", Kind::text, "a statement without effect that shows that all is well", 0, "SELECT 1"},
    {"statements/statuses/from_backend", Kind::map, "the back end's codes as GeoReport's words"},
    {"statements/statuses/from_backend/?", Kind::choice, "what this code means", 0, nullptr,
     "open|closed|fixed|in_progress|planned|action_scheduled|investigating|duplicate|not_councils_responsibility|"
     "no_further_action|internal_referral|cancelled|for_triage|ignore"},
    {"statements/statuses/unknown", Kind::choice, "what a code that is not listed does to the status", 0, "keep",
     "keep|open|closed"},
    {"statements/statuses/to_backend/open", Kind::text, "the back end's code of a new report, for :status"},
    {"statements/limits", Kind::map,
     "how long the text of a parameter may be: a number of characters, or characters, bytes and mark"},
    {"statements/types", Kind::map, "how a parameter is bound where text does not serve"},
    {"statements/types/?", Kind::choice, "the type", 0, nullptr, "text|number|integer|boolean|local_time"},
    {"statements/separator", Kind::text, "between several values of one attribute", 0, ", "},
};

}  // namespace sql
