// SPDX-License-Identifier: Apache-2.0
#pragma once

// When a back end told of a work order before it answered the create that made it, there are two requests of it: ours,
// and one that was taken for a clerk's. At the settlement of the create the second is merged into ours, the same in both
// stores. A request that was merged keeps its row and is read by nobody: `merged_into` names ours (0: it is none), it
// has no reference, and its id leads to ours. Where clients know requests by references, ours gets that id.
// MARK is how a store writes parameters ("?" or "$").
namespace r311::store {

// The request that a number, or a row `n` of requests, stands for. One that was merged into is never merged itself.
#define R311_STANDS_FOR "CASE n.merged_into WHEN 0 THEN n.seq ELSE n.merged_into END"
#define R311_WHOLE(PARAMETER) "(SELECT " R311_STANDS_FOR " FROM requests n WHERE n.seq = " PARAMETER ")"
// Those that a condition on `n` finds.
#define R311_WHOLE_OF(CONDITION) "SELECT " R311_STANDS_FOR " AS seq FROM requests n WHERE " CONDITION

// Of requests `d (seq, reference)` whose creates were just answered: each with one that is to be merged into it. What
// clients may never read takes nothing up.
#define R311_TO_MERGE(SETTLED)                                                                            \
  "SELECT o.seq, f.seq FROM " SETTLED                                                                     \
  " JOIN requests o ON o.seq = d.seq AND o.type <> 'blackbox'"                                            \
  " JOIN requests f ON f.destination = o.destination AND f.reference = d.reference AND f.reference <> ''" \
  " AND f.seq <> o.seq AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.request = f.seq AND e.kind = 'create')"

// The steps of merging request 2 into request 1, in this order. What the back end said of either later is what holds;
// what it said of privacy, of either. Only its own word has a zipcode.
#define R311_MERGE_STATE(MARK)                                                                       \
  "UPDATE requests AS o SET status = f.status, closed = f.closed, changed = f.changed,"              \
  " status_notes = CASE f.status_notes WHEN '' THEN o.status_notes ELSE f.status_notes END,"         \
  " expected = coalesce(f.expected, o.expected),"                                                    \
  " service_notice = CASE f.service_notice WHEN '' THEN o.service_notice ELSE f.service_notice END," \
  " backend_status = CASE f.backend_status WHEN '' THEN o.backend_status ELSE f.backend_status END"  \
  " FROM requests f WHERE o.seq = " MARK "1 AND f.seq = " MARK                                       \
  "2"                                                                                                \
  " AND (o.changed IS NULL OR f.changed >= o.changed)"
#define R311_MERGE_TIME_AND_PRIVACY(MARK)                                                                 \
  "UPDATE requests AS o SET updated = CASE WHEN f.updated > o.updated THEN f.updated ELSE o.updated END," \
  " non_public = o.non_public | f.non_public, "                                                           \
  " zipcode = CASE f.zipcode WHEN '' THEN o.zipcode ELSE f.zipcode END,"                                  \
  " visible = (o.visible OR o.veiled) AND (o.non_public | f.non_public) = 0,"                             \
  " veiled = (o.visible OR o.veiled) AND (o.non_public | f.non_public) <> 0"                              \
  " FROM requests f WHERE o.seq = " MARK "1 AND f.seq = " MARK "2"
// Two updates of apps are two, each with the id that it was answered with, also under one key.
#define R311_MERGE_SAME_UPDATES(MARK)                                                          \
  "UPDATE updates SET request = " MARK "1, digest = digest || '.' || id WHERE request = " MARK \
  "2"                                                                                          \
  " AND interface_used <> '' AND digest IN (SELECT digest FROM updates WHERE request = " MARK "1)"
// A change that was told of both is one.
#define R311_MERGE_UPDATES(MARK)                                 \
  "UPDATE updates SET request = " MARK "1 WHERE request = " MARK \
  "2"                                                            \
  " AND digest NOT IN (SELECT digest FROM updates WHERE request = " MARK "1)"
#define R311_MERGE_DELIVERIES(MARK) "UPDATE deliveries SET request = " MARK "1 WHERE request = " MARK "2"
#define R311_MERGE_LINKS(MARK)                                         \
  "UPDATE request_links SET request = " MARK "1 WHERE request = " MARK \
  "2"                                                                  \
  " AND kind NOT IN (SELECT kind FROM request_links WHERE request = " MARK "1)"
// The id is left to ours where that is about to take it.
#define R311_MERGE_AWAY(MARK)                                                                   \
  "UPDATE requests AS f SET merged_into = " MARK                                                \
  "1, visible = false, veiled = false, reference = '',"                                         \
  " id = CASE WHEN f.id = f.reference AND EXISTS (SELECT 1 FROM requests o WHERE o.seq = " MARK \
  "1"                                                                                           \
  " AND o.backend_id AND o.own_id = '') AND NOT EXISTS (SELECT 1 FROM requests x"               \
  " WHERE x.jurisdiction = f.jurisdiction AND x.id = f.id || '~' || f.seq)"                     \
  " THEN f.id || '~' || f.seq ELSE f.id END WHERE f.seq = " MARK "2"

#define R311_MERGE_STEPS(MARK)                                                                                        \
  R311_MERGE_STATE(MARK), R311_MERGE_TIME_AND_PRIVACY(MARK), R311_MERGE_SAME_UPDATES(MARK), R311_MERGE_UPDATES(MARK), \
      R311_MERGE_DELIVERIES(MARK), R311_MERGE_LINKS(MARK), R311_MERGE_AWAY(MARK)

}  // namespace r311::store
