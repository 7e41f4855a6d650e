// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/change_rules.h"
#include "store/rows.h"
#include "store/update_record.h"
#include "store/update_rules.h"

// Rows of updates, as rows.h has those of reports.
namespace r311::store {

// Of updates u and requests r.
#define R311_UPDATE_COLUMNS                                                                           \
  "u.number, u.media, u.id, r.id, u.status, u.note, u.published, u.backend_status, u.interface_used," \
  " r.reference"
#define R311_ACCEPTED_UPDATE_COLUMNS                                                                        \
  "u.number, j.name, CASE r.own_id WHEN '' THEN r.id ELSE r.own_id END, u.id, u.interface_used, u.changed," \
  " u.received, u.update_id, u.said, u.note, u.title, u.email, u.first_name, u.last_name, u.phone,"         \
  " u.account_id, r.reference, r.service_code, r.backend_code"
#define R311_SENT_COLUMNS "number, id, echo, note, echoed, received"

// Of requests r.
#define R311_TARGET_COLUMNS                                                              \
  "r.seq, r.requested, r.changed, r.status, r.non_public, r.expected, r.service_notice," \
  " CASE r.own_id WHEN '' THEN r.id ELSE r.own_id END,"                                  \
  " (SELECT max(u.published) FROM updates u WHERE u.request = r.seq)"

template <class Row>
Target read_target(Row& row) {
  Target target;
  target.seq = row.number();
  target.requested = row.time();
  target.changed = read_moment(row);
  target.status = row.text();
  target.privacy = row.number();
  target.expected = read_moment(row);
  target.notice = row.text();
  target.own_id = row.text();
  target.last_published = read_moment(row);
  return target;
}

struct UpdateRow {
  std::int64_t number = 0;
  bool media = false;  // more of it stands in other tables
  open311::ServiceUpdate update;
};

// The place behind which a list begins. A walk is given this alone as its beginning: an index may be entered by
// whichever of several bounds comes first in time.
open311::ListPlace begin_of(const UpdateQuery& query);
// The first `most` of rows, each once, in order.
void keep_first(std::vector<UpdateRow>& rows, std::size_t most);

template <class Row>
UpdateRow read_update_row(Row& row) {
  UpdateRow read;
  read.number = read.update.number = row.number();
  read.media = row.flag();
  read.update.id = row.text();
  read.update.request = row.text();
  read.update.status = read_word<open311::Status>(row, &open311::status_of, "status");
  read.update.description = row.text();
  read.update.updated = row.time();
  read.update.external_status_code = row.text();
  read.update.interface_used = row.text();
  read.update.reference = row.text();
  return read;
}

// Without what stands in other tables.
template <class Row>
std::pair<std::int64_t, open311::AcceptedUpdate> read_accepted_update(Row& row) {
  open311::AcceptedUpdate accepted;
  open311::Update& update = accepted.update;
  const std::int64_t number = row.number();
  accepted.jurisdiction = row.text();
  accepted.request = row.text();
  accepted.id = row.text();
  accepted.interface_used = row.text();
  accepted.updated = row.time();
  accepted.received = row.time();
  update.update_id = row.text();
  const std::string_view said = row.view();
  if (!take_said(said, update)) Row::corrupt("the store holds the unknown status " + std::string(said));
  update.description = row.text();
  update.title = row.text();
  update.email = row.text();
  update.first_name = row.text();
  update.last_name = row.text();
  update.phone = row.text();
  update.account_id = row.text();
  accepted.reference = row.text();
  accepted.service_code = row.text();
  accepted.backend_code = row.text();
  return {number, std::move(accepted)};
}

template <class Row>
std::pair<std::int64_t, Sent> read_sent(Row& row) {
  Sent sent;
  const std::int64_t number = row.number();
  sent.id = row.text();
  sent.echo = row.text();
  sent.description = row.text();
  sent.echoed = row.flag();
  sent.received = row.time();
  return {number, std::move(sent)};
}

}  // namespace r311::store
