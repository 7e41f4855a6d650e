// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/acceptance.h"

#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "store/delivery_rules.h"
#include "store/postgres/keys.h"
#include "store/privacy.h"
#include "store/shown_media.h"
#include "store/update_rules.h"

namespace r311::store::postgres {
namespace {

using open311::AcceptedReport;

// More than accepts can add, so that expired keys never pile up.
constexpr std::int64_t kSweptPerKey = 4;
constexpr std::int64_t kNumbersInStock = 500;

constexpr const char* kNumbers = "SELECT nextval('requests_seq') FROM generate_series(1, $1)";
// A number may have been given out twice where the server crashed in between: only with its id it proves anything.
constexpr const char* kStored =
    "SELECT r.seq, r.jurisdiction = n.jurisdiction AND CASE r.own_id WHEN '' THEN r.id ELSE r.own_id END = n.id"
    " FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS n (seq, jurisdiction, id)"
    " JOIN requests r ON r.seq = n.seq";
// Everything of all reports in one statement. What stands in the way of a report (its id or token is taken) leaves out
// that report and nothing else.
constexpr const char* kStore =
    "WITH stored AS (INSERT INTO requests (seq, jurisdiction, destination, id, token, type, backend_id, visible,"
    " status, requested, updated, service_code, service_name, service_group, backend_code, interface_used, latitude,"
    " longitude, address_string, address_id, media_url, email, device_id, account_id, first_name, last_name, phone,"
    " description, agency_responsible, title, detail, name_public, non_public, veiled)"
    " SELECT seq, jurisdiction, destination, id, token, type, backend_id, visible, $28, requested,"
    " requested, service_code, service_name, service_group, backend_code, interface_used, latitude, longitude,"
    " address_string, address_id, media_url, email, device_id, account_id, first_name, last_name, phone, description,"
    " agency, title, detail, name_public, non_public, veiled"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::boolean[],"
    " $8::boolean[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],"
    " $15::double precision[], $16::double precision[], $17::text[], $18::text[], $19::text[], $20::text[],"
    " $21::text[], $22::text[], $23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $49::text[],"
    " $50::text[], $51::text[], $52::boolean[], $53::bigint[], $54::boolean[])"
    " AS n (seq, jurisdiction, destination, id, token, type, backend_id, visible, requested, service_code,"
    " service_name, service_group, backend_code, interface_used, latitude, longitude, address_string, address_id,"
    " media_url, email, device_id, account_id, first_name, last_name, phone, description, trace, agency,"
    " title, detail, name_public, non_public, veiled) ON CONFLICT DO NOTHING RETURNING seq, destination, id, type),"
    " sent AS (INSERT INTO deliveries (request, destination, kind, key, trace, state, created, due)"
    " SELECT seq, destination, 'create', id, trace, 'waiting', $29, $29"
    " FROM stored JOIN unnest($1::bigint[], $27::text[]) AS t (seq, trace) USING (seq) ORDER BY seq"
    " RETURNING request),"
    // Joined with the creates, behind which they stand: a delivery's number says which follows which.
    " followed AS (INSERT INTO deliveries (request, destination, kind, key, content, trace, state, held, created, due)"
    " SELECT s.seq, s.destination, f.kind, f.key, f.content, f.trace, 'waiting', true, $29, $29"
    " FROM unnest($44::bigint[], $45::text[], $46::text[], $47::text[], $48::text[])"
    " WITH ORDINALITY AS f (seq, kind, key, content, trace, number) JOIN stored s USING (seq)"
    " JOIN (SELECT request FROM sent GROUP BY request) c ON c.request = s.seq ORDER BY f.number),"
    " answered AS (INSERT INTO request_answers SELECT a.* FROM unnest($30::bigint[], $31::bigint[], $32::bigint[],"
    " $33::text[], $34::text[]) AS a (seq, attribute, position, code, value) JOIN stored USING (seq)),"
    " linked AS (INSERT INTO request_further_media_urls SELECT u.* FROM unnest($35::bigint[], $36::bigint[],"
    " $37::text[]) AS u (seq, position, url) JOIN stored USING (seq)),"
    " attached AS (INSERT INTO request_media SELECT m.* FROM unnest($38::bigint[], $39::bigint[], $40::text[],"
    " $41::text[], $42::text[], $43::bigint[]) AS m (seq, position, digest, file_name, content_type, size)"
    " JOIN stored USING (seq)),"
    " to_index AS (INSERT INTO facet_backlog SELECT seq FROM stored WHERE type <> 'blackbox')"
    " SELECT seq FROM stored";

// The rows of a batch, column by column.
struct Columns {
  std::vector<std::int64_t> seq, jurisdiction, destination, requested, non_public;
  std::vector<bool> backend_id, visible, name_public, veiled;
  std::vector<std::optional<double>> latitude, longitude;
  std::vector<std::string> id, token, type, service_code, service_name, service_group, backend_code, interface_used,
      address_string, address_id, media_url, email, device_id, account_id, first_name, last_name, phone, description,
      trace, agency, title, detail;

  std::vector<std::int64_t> answer_seq, answer_attribute, answer_position;
  std::vector<std::string> answer_code;
  std::vector<std::optional<std::string>> answer_value;

  std::vector<std::int64_t> url_seq, url_position;
  std::vector<std::string> url;

  std::vector<std::int64_t> media_seq, media_position, media_size;
  std::vector<std::string> media_digest, media_name, media_type;

  std::vector<std::int64_t> next_seq;
  std::vector<std::string> next_kind, next_key, next_content, next_trace;

  void add(const Acceptance& one, std::int64_t of_jurisdiction, std::int64_t of_destination);

 private:
  void add_answers(const Acceptance& one);
  void add_media(const Acceptance& one);
};

void Columns::add(const Acceptance& one, std::int64_t of_jurisdiction, std::int64_t of_destination) {
  const AcceptedReport& accepted = one.report;
  const open311::Report& report = accepted.report;
  seq.push_back(one.seq);
  jurisdiction.push_back(of_jurisdiction);
  destination.push_back(of_destination);
  requested.push_back(accepted.requested.time_since_epoch().count());
  backend_id.push_back(accepted.backend_id);
  visible.push_back(readable_at_once(accepted) && !accepted.non_public);
  veiled.push_back(readable_at_once(accepted) && accepted.non_public);
  non_public.push_back(privacy_of(accepted.non_public));
  latitude.push_back(report.position ? std::optional(report.position->latitude) : std::nullopt);
  longitude.push_back(report.position ? std::optional(report.position->longitude) : std::nullopt);
  id.push_back(accepted.id);
  token.push_back(accepted.token);
  type.emplace_back(open311::word(accepted.type));
  service_code.push_back(accepted.service_code);
  service_name.push_back(accepted.service_name);
  service_group.push_back(accepted.service_group);
  backend_code.push_back(accepted.backend_code);
  interface_used.push_back(accepted.interface_used);
  address_string.push_back(report.address_string);
  address_id.push_back(report.address_id);
  media_url.push_back(shown_media_url(accepted));
  email.push_back(report.email);
  device_id.push_back(report.device_id);
  account_id.push_back(report.account_id);
  first_name.push_back(report.first_name);
  last_name.push_back(report.last_name);
  phone.push_back(report.phone);
  description.push_back(report.description);
  trace.push_back(accepted.trace.empty() ? accepted.id : accepted.trace);
  agency.push_back(accepted.agency);
  title.push_back(report.title);
  detail.push_back(report.detail);
  name_public.push_back(report.name_public);
  add_answers(one);
  add_media(one);
}

void Columns::add_answers(const Acceptance& one) {
  std::int64_t number = 0;
  for (const auto& attribute : one.report.report.attributes) {
    std::int64_t position = 0;
    const auto answer = [&](std::optional<std::string> value) {
      answer_seq.push_back(one.seq);
      answer_attribute.push_back(number);
      answer_position.push_back(position++);
      answer_code.push_back(attribute.code);
      answer_value.push_back(std::move(value));
    };
    for (const auto& value : attribute.values) answer(value);
    if (attribute.values.empty()) answer(std::nullopt);
    ++number;
  }
}

void Columns::add_media(const Acceptance& one) {
  const auto& urls = one.report.report.media_urls;
  for (std::size_t i = 1; i < urls.size(); ++i) {
    url_seq.push_back(one.seq);
    url_position.push_back(static_cast<std::int64_t>(i));
    url.push_back(urls[i]);
  }
  std::int64_t position = 0;
  for (const auto& file : one.report.attachments) {
    media_seq.push_back(one.seq);
    media_position.push_back(position++);
    media_digest.push_back(file.digest);
    media_name.push_back(file.file_name);
    media_type.push_back(file.content_type);
    media_size.push_back(file.size);
  }
  for (const FollowUp& next : deliveries_of(one.report)) {
    next_seq.push_back(one.seq);
    next_kind.emplace_back(word(next.kind));
    next_key.push_back(next.key);
    next_content.push_back(next.content);
    next_trace.push_back(next.trace);
  }
}

std::unordered_set<std::int64_t> numbers_in(const Rows& rows) {
  std::unordered_set<std::int64_t> numbers;
  for (int i = 0; i < rows.size(); ++i) numbers.insert(rows[i].number());
  return numbers;
}

// Numbers that were stored by an earlier run whose commit was not answered are as good as stored now.
void add_stored_before(Connection& connection, const Columns& c, const Batch& batch,
                       std::unordered_set<std::int64_t>& stored) {
  const Rows rows = connection.run(kStored, c.seq, c.jurisdiction, c.id);
  bool taken = false;
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    const std::int64_t seq = row.number();
    if (row.flag()) {
      stored.insert(seq);
      continue;
    }
    taken = true;
    for (Acceptance* one : batch) {
      if (one->seq == seq) one->seq = 0;
    }
  }
  if (taken) throw Failure{{Kind::unavailable, "the server gave out numbers twice"}, Trouble::again};
}

std::unordered_set<std::int64_t> write(Connection& connection, const Columns& c, const Batch& batch, Time now) {
  auto stored = numbers_in(connection.run(
      kStore, c.seq, c.jurisdiction, c.destination, c.id, c.token, c.type, c.backend_id, c.visible, c.requested,
      c.service_code, c.service_name, c.service_group, c.backend_code, c.interface_used, c.latitude, c.longitude,
      c.address_string, c.address_id, c.media_url, c.email, c.device_id, c.account_id, c.first_name, c.last_name,
      c.phone, c.description, c.trace, open311::word(open311::Status::open), now, c.answer_seq, c.answer_attribute,
      c.answer_position, c.answer_code, c.answer_value, c.url_seq, c.url_position, c.url, c.media_seq, c.media_position,
      c.media_digest, c.media_name, c.media_type, c.media_size, c.next_seq, c.next_kind, c.next_key, c.next_content,
      c.next_trace, c.agency, c.title, c.detail, c.name_public, c.non_public, c.veiled));
  if (stored.size() < c.seq.size()) add_stored_before(connection, c, batch, stored);
  return stored;
}

}  // namespace

void number_requests(Connection& connection, const Batch& batch, std::deque<std::int64_t>& stock) {
  if (stock.size() < batch.size()) {
    const Rows rows = connection.run(kNumbers, static_cast<std::int64_t>(batch.size()) + kNumbersInStock);
    for (int i = 0; i < rows.size(); ++i) stock.push_back(rows[i].number());
  }
  for (Acceptance* one : batch) {
    if (one->seq != 0) continue;
    one->seq = stock.front();
    stock.pop_front();
  }
}

std::vector<Result<Accepted>> store_batch(Connection& connection, Names& names, const Batch& batch, Time now) {
  std::vector<std::optional<Result<Accepted>>> answers(batch.size());
  std::vector<std::int64_t> jurisdictions(batch.size());
  std::vector<std::int64_t> destinations(batch.size());
  std::vector<KeyClaim> claims;
  std::vector<std::size_t> claimants;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Acceptance& one = *batch[i];
    if (auto fit = check_report(one.report, one.destination); !fit) {
      answers[i] = tl::unexpected<Error>(std::move(fit).error());
      continue;
    }
    jurisdictions[i] = names.make_jurisdiction(connection, one.report.jurisdiction);
    destinations[i] = names.make_destination(connection, one.destination, jurisdictions[i]);
    if (one.repeats.empty()) continue;
    claims.push_back({jurisdictions[i], one.seq, &one.repeats});
    claimants.push_back(i);
  }

  // Without keys one statement does it all, and commits itself.
  if (!claims.empty()) {
    connection.begin();
    auto first = claim_keys(connection, claims, now);
    for (std::size_t i = 0; i < claims.size(); ++i) answers[claimants[i]] = std::move(first[i]);
  }
  Columns columns;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!answers[i]) columns.add(*batch[i], jurisdictions[i], destinations[i]);
  }
  std::unordered_set<std::int64_t> stored;
  if (!columns.seq.empty()) stored = write(connection, columns, batch, now);

  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (answers[i]) continue;
    const Acceptance& one = *batch[i];
    if (stored.contains(one.seq)) {
      answers[i] = answer_of(one.report);
      continue;
    }
    if (!one.repeats.empty()) release_keys(connection, {jurisdictions[i], one.seq, &one.repeats});
    answers[i] = fail(Kind::conflict, "the jurisdiction has a request of this id or token already");
  }
  if (!claims.empty()) {
    sweep_keys(connection, now, kSweptPerKey * static_cast<std::int64_t>(claims.size()));
    connection.commit();
  }

  std::vector<Result<Accepted>> results;
  results.reserve(answers.size());
  for (auto& answer : answers) results.push_back(*std::move(answer));
  return results;
}

}  // namespace r311::store::postgres
