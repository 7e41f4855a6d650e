// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "open311/model.h"
#include "store/delivery_record.h"
#include "store/privacy.h"

// What rows hold, the same in both stores: which columns are read, in which order, and what they become. A `Row` is a
// store's own: its columns are taken from left to right, and its corrupt() throws that store's Failure.
namespace r311::store {

// Of deliveries: others of its request wait until it is through. A follow-up that was rejected or parked holds up
// nothing, nor does a file that is fetched from elsewhere (followed_file.h). In the words of the index deliveries_holding.
#define R311_HOLDS_OTHERS_UP                                                          \
  "state <> 'delivered' AND (state NOT IN ('rejected', 'parked') OR kind = 'create')" \
  " AND (kind <> 'media' OR substr(content, 1, 1) <> 'u')"
// Likewise deliveries_following.
#define R311_FOLLOWS "state = 'waiting' AND kind <> 'create'"

#define R311_DELIVERY_COLUMNS "id, request, kind, key, content, trace, state, attempts, created, due, reason"
// Of deliveries.
#define R311_LISTED_COLUMNS                                                     \
  R311_DELIVERY_COLUMNS                                                         \
  ", (SELECT r.id FROM requests r WHERE r.seq = deliveries.request) AS report," \
  " (SELECT d.name FROM destinations d WHERE d.number = deliveries.destination) AS destination_name"
#define R311_ATTEMPT_COLUMNS "number, started, took, outcome, reason"
#define R311_NOTE_COLUMNS "at, action, who, reason"
#define R311_ANSWER_COLUMNS "attribute, code, value"
#define R311_FILE_COLUMNS "digest, file_name, content_type, size"
// Of requests r.
#define R311_REQUEST_COLUMNS                                                                                       \
  "r.id, r.status, r.status_notes, r.service_name, r.service_code, r.requested, r.updated, r.address_string,"      \
  " r.address_id, r.latitude, r.longitude, r.media_url, r.description, r.agency_responsible, r.seq, r.non_public," \
  " r.expected, r.service_notice, r.zipcode"
// Of requests r and jurisdictions j.
#define R311_REPORT_COLUMNS                                                                                           \
  "j.name, CASE r.own_id WHEN '' THEN r.id ELSE r.own_id END, r.token, r.interface_used, r.service_code,"             \
  " r.service_name, r.service_group, r.backend_code, r.type, r.requested, r.latitude, r.longitude, r.address_string," \
  " r.address_id, r.media_url, r.email, r.device_id, r.account_id, r.first_name, r.last_name, r.phone,"               \
  " r.description, r.reference, r.backend_id, r.title, r.detail, r.name_public, r.non_public"
// Of destinations d: when what is in a state was accepted first. By the index of that state, so that a long queue costs
// nothing.
#define R311_OLDEST(state)                                                                         \
  "SELECT * FROM (SELECT created FROM deliveries WHERE destination = d.number AND state = '" state \
  "' AND state <> 'delivered' ORDER BY id LIMIT 1) AS " state
// Of destinations d.
#define R311_STANDING_COLUMNS                                                                            \
  "d.name, d.last_reason, (SELECT min(created) FROM (" R311_OLDEST("waiting") " UNION ALL " R311_OLDEST( \
      "sending") " UNION ALL " R311_OLDEST("unknown") ") AS unfinished), d.last_failure"

#define R311_UNKNOWN_CODE_COLUMNS "code, counts_as, count, last"
#define R311_NODE_STANDING_COLUMNS "node, destination, circuit, window_size, in_flight, last_reason, updated, next_try"

// The value whose word the next column holds; `what` names it where there is no such word.
template <class Value, class Row>
Value read_word(Row& row, std::optional<Value> (*value_of)(std::string_view), const char* what) {
  const std::string_view text = row.view();
  if (const auto value = value_of(text)) return *value;
  Row::corrupt("the store holds the unknown " + std::string(what) + " " + std::string(text));
}

template <class Row>
DeliveryState read_state(Row& row) {
  return read_word<DeliveryState>(row, &delivery_state_of, "delivery state");
}

template <class Row>
DeliveryKind read_kind(Row& row) {
  return read_word<DeliveryKind>(row, &delivery_kind_of, "kind of delivery");
}

template <class Row>
open311::ServiceType read_service_type(Row& row) {
  return read_word<open311::ServiceType>(row, &open311::service_type_of, "type of service");
}

template <class Row>
std::optional<Time> read_moment(Row& row) {
  if (!row.null()) return row.time();
  row.skip();
  return std::nullopt;
}

template <class Row>
std::optional<open311::Position> read_position(Row& row) {
  if (row.null()) {
    row.skip();
    row.skip();
    return std::nullopt;
  }
  const double latitude = row.real();
  return open311::Position{latitude, row.real()};
}

template <class Row>
Delivery read_delivery(Row& row, const std::string& destination) {
  Delivery delivery;
  delivery.id = row.number();
  delivery.request = row.number();
  delivery.kind = read_kind(row);
  delivery.destination = destination;
  delivery.key = row.text();
  delivery.content = row.text();
  delivery.trace = row.text();
  delivery.state = read_state(row);
  delivery.attempts = static_cast<int>(row.number());
  delivery.created = row.time();
  delivery.due = row.time();
  delivery.reason = row.text();
  return delivery;
}

template <class Row>
ListedDelivery read_listed(Row& row) {
  ListedDelivery listed{read_delivery(row, {}), row.text()};
  listed.delivery.destination = row.text();
  return listed;
}

template <class Row>
Attempt read_attempt(Row& row) {
  Attempt attempt;
  attempt.number = static_cast<int>(row.number());
  attempt.started = row.time();
  attempt.took = Milliseconds{row.number()};
  attempt.outcome = row.text();
  attempt.reason = row.text();
  return attempt;
}

template <class Row>
OperatorNote read_note(Row& row) {
  OperatorNote note;
  note.at = row.time();
  note.action = read_word<OperatorAction>(row, &operator_action_of, "action");
  note.who = row.text();
  note.reason = row.text();
  return note;
}

template <class Row>
UnknownCode read_unknown_code(Row& row) {
  UnknownCode unknown;
  unknown.code = row.text();
  unknown.counts_as = row.text();
  unknown.count = row.number();
  unknown.last = row.time();
  return unknown;
}

// Without its counts.
template <class Row>
DestinationStanding read_standing(Row& row) {
  DestinationStanding standing;
  standing.name = row.text();
  standing.last_reason = row.text();
  standing.oldest = read_moment(row);
  standing.last_failure = read_moment(row);
  return standing;
}

template <class Row>
NodeStanding read_node_standing(Row& row) {
  NodeStanding standing;
  standing.node = row.text();
  standing.destination = row.text();
  standing.circuit = row.text();
  standing.window = static_cast<int>(row.number());
  standing.in_flight = static_cast<int>(row.number());
  standing.last_reason = row.text();
  standing.updated = row.time();
  standing.next_try = read_moment(row);
  return standing;
}

template <class Row>
std::pair<DeliveryState, std::int64_t> read_count(Row& row) {
  const DeliveryState state = read_state(row);
  return {state, row.number()};
}

template <class Row>
open311::ServiceRequest read_service_request(Row& row) {
  open311::ServiceRequest request;
  request.id = row.text();
  request.status = read_word<open311::Status>(row, &open311::status_of, "status");
  request.status_notes = row.text();
  request.service_name = row.text();
  request.service_code = row.text();
  request.requested = row.time();
  request.updated = row.time();
  request.address = row.text();
  request.address_id = row.text();
  request.position = read_position(row);
  request.media_url = row.text();
  request.description = row.text();
  request.agency_responsible = row.text();
  request.number = row.number();
  request.non_public = row.number() != kPublic;
  request.expected = read_moment(row);
  request.service_notice = row.text();
  request.zipcode = row.text();
  return request;
}

// Without what stands in other tables.
template <class Row>
open311::AcceptedReport read_accepted_report(Row& row) {
  open311::AcceptedReport accepted;
  open311::Report& report = accepted.report;
  accepted.jurisdiction = row.text();
  accepted.id = row.text();
  accepted.token = row.text();
  accepted.interface_used = row.text();
  accepted.service_code = row.text();
  accepted.service_name = row.text();
  accepted.service_group = row.text();
  accepted.backend_code = row.text();
  accepted.type = read_service_type(row);
  accepted.requested = row.time();
  report.position = read_position(row);
  report.address_string = row.text();
  report.address_id = row.text();
  std::string url = row.text();
  if (!url.empty() && !url.starts_with(open311::shown_files)) report.media_urls.push_back(std::move(url));
  report.email = row.text();
  report.device_id = row.text();
  report.account_id = row.text();
  report.first_name = row.text();
  report.last_name = row.text();
  report.phone = row.text();
  report.description = row.text();
  accepted.reference = row.text();
  accepted.backend_id = row.flag();
  report.title = row.text();
  report.detail = row.text();
  report.name_public = row.flag();
  accepted.non_public = row.number() != kPublic;
  return accepted;
}

// Adds one of the answers, which come by attribute and position. `present`: the attribute of the last one, at first -1.
template <class Row>
void read_answer(Row& row, std::vector<open311::AttributeValue>& answers, std::int64_t& present) {
  const std::int64_t attribute = row.number();
  std::string code = row.text();
  if (attribute != present) answers.push_back({std::move(code), {}});
  present = attribute;
  if (!row.null()) answers.back().values.push_back(row.text());
}

template <class Row>
open311::Attachment read_attachment(Row& row) {
  open311::Attachment file;
  file.digest = row.text();
  file.file_name = row.text();
  file.content_type = row.text();
  file.size = row.number();
  return file;
}

}  // namespace r311::store
