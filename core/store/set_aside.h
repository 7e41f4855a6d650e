// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "open311/update.h"
#include "store/rows.h"
#include "store/update_record.h"

// Work orders that came about in a back end by other means and whose code no service has yet. They wait, by destination
// and the back end's reference, for a service that has it. Of what changes say of them meanwhile, this is kept with
// them: the status and its code, whether they are private, when the work is expected and its notice. Notes, photos,
// links and the history are not. The same in both stores. MARK is how a store writes parameters ("?" or "$").
namespace r311::store {

#define R311_SET_ASIDE_COLUMNS                                                                         \
  "reference, backend_code, description, status, backend_status, address_string, latitude, longitude," \
  " requested, non_public, expected, service_notice, zipcode, status_unknown"

// Of one that is told again: what was kept stays where no text is told now, or where changes told it since.
#define R311_STAYS_ASIDE(WORD) \
  "(excluded." WORD " = '' OR (orders_set_aside.changed IS NOT NULL AND orders_set_aside." WORD " <> ''))"
#define R311_STAYS_OR_AS_TOLD(COLUMN, STAYS) \
  COLUMN " = CASE WHEN " STAYS " THEN orders_set_aside." COLUMN " ELSE excluded." COLUMN " END"
// Unless the destination has a request of that reference. One that is told again is as it was told last, but stays
// private if it was, and stands as changes said (as_it_stood).
#define R311_SET_ASIDE(MARK) \
  "INSERT INTO orders_set_aside (destination, since, " R311_SET_ASIDE_COLUMNS ") SELECT " MARK "1, " MARK "2, " MARK \
  "3, " MARK "4, " MARK "5, " MARK "6, " MARK "7, " MARK "8, " MARK "9, " MARK "10, " MARK "11, " MARK "12, " MARK   \
  "13, " MARK "14, " MARK "15, " MARK                                                                                \
  "16"                                                                                                               \
  " WHERE NOT EXISTS (SELECT 1 FROM destinations d JOIN requests r ON r.destination = d.number AND r.reference"      \
  " = " MARK "3 AND r.reference <> '' WHERE d.name = " MARK                                                          \
  "1)"                                                                                                               \
  " ON CONFLICT (destination, reference) DO UPDATE SET backend_code = excluded.backend_code,"                        \
  " description = excluded.description, " R311_STAYS_OR_AS_TOLD("status", R311_STAYS_ASIDE("status")) ", "           \
  R311_STAYS_OR_AS_TOLD("backend_status", R311_STAYS_ASIDE("backend_status")) ", "                                   \
  R311_STAYS_OR_AS_TOLD("status_unknown", R311_STAYS_ASIDE("backend_status")) ","                                    \
  " address_string = excluded.address_string, latitude = excluded.latitude, longitude = excluded.longitude,"         \
  " requested = excluded.requested, non_public = orders_set_aside.non_public OR excluded.non_public,"                \
  " zipcode = excluded.zipcode, " R311_STAYS_OR_AS_TOLD(                                                             \
      "expected", "orders_set_aside.changed IS NOT NULL OR excluded.expected IS NULL") ", "                          \
  R311_STAYS_OR_AS_TOLD("service_notice", "orders_set_aside.changed IS NOT NULL OR excluded.service_notice = ''")
// Tells how it stood, and when changes said so; that whole, for `IS NULL` is wrong behind RETURNING in SQLite 3.40.
#define R311_NO_LONGER_ASIDE(MARK)                                                   \
  "DELETE FROM orders_set_aside WHERE destination = " MARK "1 AND reference = " MARK \
  "2 RETURNING " R311_SET_ASIDE_COLUMNS ", changed"

// What a change says of one, unless a later one was told.
#define R311_TELL_SET_ASIDE(MARK)                                                                                      \
  "UPDATE orders_set_aside SET changed = " MARK "3, status = CASE " MARK "4 WHEN '' THEN status ELSE " MARK            \
  "4 END, backend_status = CASE " MARK "5 WHEN '' THEN backend_status ELSE " MARK "5 END, non_public = coalesce(" MARK \
  "6, non_public), expected = CASE WHEN " MARK "7 THEN " MARK "8 ELSE expected END, service_notice = coalesce(" MARK   \
  "9, service_notice), status_unknown = CASE " MARK "5 WHEN '' THEN status_unknown ELSE " MARK                         \
  "10 END WHERE destination = " MARK "1 AND reference = " MARK "2 AND (changed IS NULL OR changed <= " MARK "3)"
// Whenever it was said.
#define R311_HIDE_SET_ASIDE(MARK) \
  "UPDATE orders_set_aside SET non_public = " MARK "3 WHERE destination = " MARK "1 AND reference = " MARK "2"

#define R311_COUNT_SET_ASIDE(MARK) "SELECT count(*) FROM orders_set_aside WHERE destination = " MARK "1"
#define R311_DROP_OLDEST_ASIDE(MARK)                                   \
  "DELETE FROM orders_set_aside WHERE destination = " MARK             \
  "1 AND reference IN"                                                 \
  " (SELECT reference FROM orders_set_aside WHERE destination = " MARK \
  "1"                                                                  \
  " ORDER BY since, requested, reference LIMIT " MARK "2) RETURNING reference"
#define R311_CODES_SET_ASIDE(MARK) "SELECT DISTINCT backend_code FROM orders_set_aside WHERE destination = " MARK "1"
#define R311_ORDERS_SET_ASIDE(MARK)                                                                                \
  "SELECT " R311_SET_ASIDE_COLUMNS " FROM orders_set_aside WHERE destination = " MARK "1 AND backend_code = " MARK \
  "2 ORDER BY since, requested, reference LIMIT " MARK "3"

inline std::string_view word_or_none(const std::optional<open311::Status>& status) {
  return status ? open311::word(*status) : std::string_view();
}

template <class Row>
open311::WorkOrder read_order_set_aside(Row& row) {
  open311::WorkOrder order;
  order.reference = row.text();
  order.backend_code = row.text();
  order.description = row.text();
  order.status = open311::status_of(row.view());  // absent: none was told
  order.backend_status = row.text();
  order.address_string = row.text();
  order.position = read_position(row);
  order.requested = row.time();
  order.non_public = row.flag();
  order.expected = read_moment(row);
  order.notice = row.text();
  order.zipcode = row.text();
  order.status_unknown = row.flag();
  return order;
}

// An order that was set aside and has a service now, as it is told and as it stood aside until then, `changed`: by what
// changes said. It stays private if it was. What is told wins over what was told before, what changes said over both.
FoundOrder as_it_stood(FoundOrder told, const open311::WorkOrder& aside, bool changed);

// Of the row of one that is no longer aside.
template <class Row>
FoundOrder read_as_it_stood(FoundOrder told, Row& row) {
  const open311::WorkOrder aside = read_order_set_aside(row);
  return as_it_stood(std::move(told), aside, read_moment(row).has_value());
}

}  // namespace r311::store
