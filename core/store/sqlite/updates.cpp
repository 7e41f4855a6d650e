// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/updates.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "store/delivery_rules.h"
#include "store/merging.h"
#include "store/sqlite/attempts.h"
#include "store/sqlite/names.h"
#include "store/update_rows.h"

namespace r311::store::sqlite {

const char* const kPublished = "SELECT " R311_UPDATE_COLUMNS
                               " FROM updates u CROSS JOIN requests r ON r.seq = u.request"
                               " AND (r.visible OR (r.veiled AND ?6)) WHERE u.jurisdiction = ?1"
                               " AND u.published <= ?3 AND (u.published, u.number) > (?2, ?7)"
                               " ORDER BY u.published, u.number LIMIT ?4 OFFSET ?5";

namespace {

using open311::AcceptedUpdate;
using open311::ServiceUpdate;

// Of requests r and destinations d.
#define R311_FOUND_COLUMNS                                                                                            \
  "r.seq, CASE r.own_id WHEN '' THEN r.id ELSE r.own_id END, r.requested, r.status, r.destination, d.name, r.visible" \
  " OR r.veiled, r.service_code"
// As clients name it: by its id, by the one that it had before the back end's took its place, or by its token.
constexpr const char* kNamed = "SELECT " R311_FOUND_COLUMNS
    " FROM (" R311_WHOLE_OF("n.jurisdiction = ?1 AND n.id = ?2")
    " UNION ALL SELECT seq FROM requests WHERE jurisdiction = ?1 AND own_id = ?2 AND own_id <> ''"
    " UNION ALL SELECT seq FROM requests WHERE jurisdiction = ?1 AND token = ?2 AND token <> '') named"
    " JOIN requests r ON r.seq = named.seq JOIN destinations d ON d.number = r.destination LIMIT 1";
// As back ends name it. Two rows are as much as several.
constexpr const char* kReferredTo =
    "SELECT " R311_FOUND_COLUMNS
    " FROM destinations d JOIN requests r ON r.destination = d.number AND r.reference = ?2 AND r.reference <> ''"
    " AND (r.visible OR r.veiled) WHERE d.jurisdiction = ?1 LIMIT 2";
#undef R311_FOUND_COLUMNS
constexpr const char* kTakenBefore = "SELECT u.id, u.sameness FROM updates u WHERE u.request = ?1 AND u.digest = ?2";
constexpr const char* kTake =
    "INSERT INTO updates (request, jurisdiction, digest, id, update_id, reference, says_status, said, status,"
    " backend_status, note, changed, received, published, media, interface_used, sameness, title, email, first_name,"
    " last_name, phone, account_id) VALUES (?1, ?2, ?3, ?4, ?5, '', 0, ?6, ?7, '', ?8, ?9, ?10, ?11, ?12, ?13,"
    " ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
constexpr const char* kAddAnswer = "INSERT INTO update_answers VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr const char* kAddUrl = "INSERT INTO update_media_urls VALUES (?1, ?2, ?3)";
constexpr const char* kAddFile = "INSERT INTO update_media VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr const char* kDeliver =
    "INSERT INTO deliveries (request, destination, kind, key, content, trace, state, created, due)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?7)";

constexpr const char* kOfRequest =
    "SELECT " R311_UPDATE_COLUMNS
    " FROM (" R311_WHOLE_OF("n.jurisdiction = ?1 AND n.id = ?2") ") w JOIN requests r ON r.seq = w.seq"
    " JOIN updates u ON u.request = r.seq WHERE (r.visible OR (r.veiled AND ?5)) AND u.published <= ?3"
    " AND (u.published, u.number) > (?4, ?6) ORDER BY u.published, u.number LIMIT ?7";
constexpr const char* kUrls = "SELECT url FROM update_media_urls WHERE of_update = ?1 ORDER BY position";
constexpr const char* kFiles = "SELECT " R311_FILE_COLUMNS " FROM update_media WHERE of_update = ?1 ORDER BY position";
constexpr const char* kAnswers =
    "SELECT " R311_ANSWER_COLUMNS " FROM update_answers WHERE of_update = ?1 ORDER BY attribute, position";
constexpr const char* kAccepted = "SELECT " R311_ACCEPTED_UPDATE_COLUMNS
                                  " FROM updates u JOIN requests r ON r.seq = u.request"
                                  " JOIN jurisdictions j ON j.number = r.jurisdiction"
                                  " WHERE u.request = " R311_WHOLE("?1") " AND u.id = ?2 AND u.interface_used <> ''";
constexpr const char* kSent = "SELECT " R311_SENT_COLUMNS " FROM updates WHERE request = ?1 AND interface_used <> ''";
constexpr const char* kEchoed = "UPDATE updates SET echoed = 1 WHERE number = ?1";
constexpr const char* kKeepEcho =
    "UPDATE updates SET echo = ?3 WHERE request = ?1 AND id = ?2 AND interface_used <> ''";

struct Found {
  std::int64_t seq = 0;
  std::string own_id;
  Time requested{};
  std::string status;
  std::int64_t destination = 0;
  std::string destination_name;
  bool readable = false;
  std::string service_code;
};

Found read_found(Row& row) {
  Found found;
  found.seq = row.number();
  found.own_id = row.text();
  found.requested = row.time();
  found.status = row.text();
  found.destination = row.number();
  found.destination_name = row.text();
  found.readable = row.flag();
  found.service_code = row.text();
  return found;
}

Found find_target(Connection& connection, std::int64_t jurisdiction, const std::string& request) {
  for (const char* const statement : {kNamed, kReferredTo}) {
    Query query = connection.query(statement);
    const auto found = collect(query.with(jurisdiction, request), read_found);
    if (found.size() > 1) throw Failure{several_requests(request)};
    if (found.empty()) continue;
    if (!found.front().readable) break;
    return found.front();
  }
  throw Failure{no_request(request)};
}

std::optional<UpdateTaken> taken_before(Connection& connection, const Found& target, const std::string& digest,
                                        const UpdateRepeat& repeat) {
  Query query = connection.query(kTakenBefore);
  if (!query.with(target.seq, digest).step()) return std::nullopt;
  Row row = query.row();
  UpdateTaken taken{row.text(), true, target.destination_name};
  if (const auto same = check_same(row.view(), repeat); !same) throw Failure{same.error()};
  return taken;
}

std::int64_t add_update(Connection& connection, const AcceptedUpdate& accepted, const Found& target,
                        std::int64_t jurisdiction, const std::string& digest, const UpdateRepeat& repeat) {
  const open311::Update& update = accepted.update;
  connection.query(kTake)
      .with(target.seq, jurisdiction, digest, accepted.id, update.update_id, said_of(update), target.status,
            update.description, accepted.updated, accepted.received,
            published(accepted.updated, accepted.received, target.requested),
            !update.media_urls.empty() || !accepted.attachments.empty(), accepted.interface_used, repeat.digest,
            update.title, update.email, update.first_name, update.last_name, update.phone, update.account_id)
      .run();
  return connection.last_row();
}

void add_answers(Connection& connection, std::int64_t number, const std::vector<open311::AttributeValue>& attributes) {
  std::int64_t attribute = 0;
  for (const auto& each : attributes) {
    std::int64_t position = 0;
    for (const auto& value : each.values)
      connection.query(kAddAnswer).with(number, attribute, position++, each.code, value).run();
    if (each.values.empty())
      connection.query(kAddAnswer).with(number, attribute, position, each.code, std::nullopt).run();
    ++attribute;
  }
}

void add_files(Connection& connection, std::int64_t number, const std::vector<open311::Attachment>& files) {
  std::int64_t position = 0;
  for (const auto& file : files) {
    connection.query(kAddFile)
        .with(number, position++, file.digest, file.file_name, file.content_type, file.size)
        .run();
  }
}

// Everything of an update that stands in other tables.
void complete(Connection& connection, UpdateRow& row) {
  if (!row.media) return;
  Query urls = connection.query(kUrls);
  urls.with(row.number);
  row.update.media_urls = collect(urls, [](Row& each) { return each.text(); });
  Query files = connection.query(kFiles);
  row.update.attachments = collect(files.with(row.number), read_attachment<Row>);
}

// A bound that no list reaches stands for none.
std::size_t rows_of(std::size_t bound) {
  return std::min<std::size_t>(bound, std::numeric_limits<std::int32_t>::max());
}

std::vector<UpdateRow> of_requests(Connection& connection, std::int64_t jurisdiction, const UpdateQuery& query) {
  std::vector<std::string> once = query.requests;
  std::sort(once.begin(), once.end());
  once.erase(std::unique(once.begin(), once.end()), once.end());
  std::vector<UpdateRow> rows;
  const auto after = begin_of(query);
  const std::size_t wanted = rows_of(query.skip) + rows_of(query.limit);
  for (const std::string& request : once) {
    Query found = connection.query(kOfRequest);
    found.with(jurisdiction, request, query.to.value_or(Time::max()), after.moment, query.privates, after.number,
               static_cast<std::int64_t>(wanted));
    for (auto& row : collect(found, read_update_row<Row>)) rows.push_back(std::move(row));
    if (rows.size() > 2 * wanted) keep_first(rows, wanted);
  }
  keep_first(rows, wanted);
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(query.skip, rows.size())));
  return rows;
}

std::vector<UpdateRow> of_all(Connection& connection, std::int64_t jurisdiction, const UpdateQuery& query) {
  const auto after = begin_of(query);
  Query found = connection.query(kPublished);
  found.with(jurisdiction, after.moment, query.to.value_or(Time::max()),
             static_cast<std::int64_t>(rows_of(query.limit)), static_cast<std::int64_t>(rows_of(query.skip)),
             query.privates, after.number);
  return collect(found, read_update_row<Row>);
}

}  // namespace

UpdateTaken take_update(Desk& desk, const AcceptedUpdate& accepted, const UpdateRoutes& routes,
                        const UpdateRepeat& repeat) {
  if (const auto fit = check_update(accepted); !fit) throw Failure{fit.error()};
  Connection& connection = desk.connection;
  const auto jurisdiction = find_jurisdiction(connection, accepted.jurisdiction);
  if (!jurisdiction) throw Failure{no_request(accepted.request)};
  const Found target = find_target(connection, *jurisdiction, accepted.request);
  const std::string digest = digest_of(accepted, repeat);
  if (auto before = taken_before(connection, target, digest, repeat)) return *std::move(before);

  const std::int64_t number = add_update(connection, accepted, target, *jurisdiction, digest, repeat);
  add_answers(connection, number, accepted.update.attributes);
  add_media_urls(connection, number, accepted.update.media_urls);
  add_files(connection, number, accepted.attachments);
  const auto route = routes.find(target.destination_name);
  const bool elsewhere = route != routes.end();
  const std::int64_t to =
      elsewhere ? desk.names.destination(connection, route->second, *jurisdiction) : target.destination;
  const Time now = desk.clock.now();
  for (const FollowUp& next : deliveries_of(accepted))
    connection.query(kDeliver).with(target.seq, to, word(next.kind), next.key, next.content, next.trace, now).run();
  order_followers(connection, target.seq);
  return {accepted.id, false, elsewhere ? route->second : target.destination_name};
}

std::vector<ServiceUpdate> read_updates(Connection& connection, const UpdateQuery& query) {
  const auto jurisdiction = find_jurisdiction(connection, query.jurisdiction);
  if (!jurisdiction) return {};
  auto rows =
      query.requests.empty() ? of_all(connection, *jurisdiction, query) : of_requests(connection, *jurisdiction, query);
  std::vector<ServiceUpdate> updates;
  updates.reserve(rows.size());
  for (UpdateRow& row : rows) {
    complete(connection, row);
    updates.push_back(std::move(row.update));
  }
  return updates;
}

std::string read_service_of(Connection& connection, const std::string& jurisdiction, const std::string& request) {
  const auto number = find_jurisdiction(connection, jurisdiction);
  if (!number) throw Failure{no_request(request)};
  return find_target(connection, *number, request).service_code;
}

AcceptedUpdate read_accepted_update(Connection& connection, std::int64_t request, const std::string& id) {
  std::int64_t number = 0;
  AcceptedUpdate accepted;
  {
    Query query = connection.query(kAccepted);
    if (!query.with(request, id).step()) throw Failure{no_update(id)};
    Row row = query.row();
    std::tie(number, accepted) = store::read_accepted_update(row);
  }
  {
    Query query = connection.query(kAnswers);
    query.with(number);
    std::int64_t present = -1;
    while (query.step()) {
      Row row = query.row();
      read_answer(row, accepted.update.attributes, present);
    }
  }
  Query urls = connection.query(kUrls);
  urls.with(number);
  accepted.update.media_urls = collect(urls, [](Row& each) { return each.text(); });
  Query files = connection.query(kFiles);
  accepted.attachments = collect(files.with(number), read_attachment<Row>);
  return accepted;
}

std::vector<std::pair<std::int64_t, Sent>> read_sent(Connection& connection, std::int64_t request) {
  Query query = connection.query(kSent);
  return collect(query.with(request), store::read_sent<Row>);
}

void mark_echoed(Connection& connection, std::int64_t number) { connection.query(kEchoed).with(number).run(); }

void keep_echo(Connection& connection, std::int64_t request, const std::string& id, const std::string& echo) {
  if (!echo.empty()) connection.query(kKeepEcho).with(request, id, echo).run();
}

void add_media_urls(Connection& connection, std::int64_t number, const std::vector<std::string>& urls) {
  std::int64_t position = 0;
  for (const std::string& url : urls) connection.query(kAddUrl).with(number, position++, url).run();
}

}  // namespace r311::store::sqlite
