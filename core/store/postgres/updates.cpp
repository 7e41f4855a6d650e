// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/updates.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "store/delivery_rules.h"
#include "store/merging.h"
#include "store/postgres/attempts.h"
#include "store/update_rows.h"

namespace r311::store::postgres {
namespace {

using open311::AcceptedUpdate;
using open311::ServiceUpdate;

#define R311_FOUND                                                                                        \
  "SELECT r.seq, r.requested, r.status, r.destination, (SELECT name FROM destinations d WHERE d.number =" \
  " r.destination), r.visible OR r.veiled, r.service_code FROM requests r WHERE "
// As clients name it: by its id, by the one that it had before the back end's took its place, or by its token.
#define R311_NAMED \
  R311_FOUND "r.seq = (SELECT seq FROM (" R311_WHOLE_OF("n.jurisdiction = $1 AND n.id = $2")     \
  " UNION ALL SELECT seq FROM requests WHERE jurisdiction = $1 AND own_id = $2 AND own_id <> ''" \
  " UNION ALL SELECT seq FROM requests WHERE jurisdiction = $1 AND token = $2 AND token <> '') named LIMIT 1)"
// As back ends name it. Two rows are as much as several.
#define R311_REFERRED_TO                                                                   \
  R311_FOUND                                                                               \
  "(r.visible OR r.veiled) AND r.seq IN (SELECT o.seq FROM destinations e JOIN requests o" \
  " ON o.destination = e.number AND o.reference = $2 AND o.reference <> '' WHERE e.jurisdiction = $1) LIMIT 2"
struct Looks {
  const char* named;
  const char* referred_to;
};
constexpr Looks kToRead{R311_NAMED, R311_REFERRED_TO};
// Its deliveries are about to be put in order.
constexpr Looks kLocking{R311_NAMED " FOR NO KEY UPDATE", R311_REFERRED_TO " FOR NO KEY UPDATE"};
#undef R311_FOUND
#undef R311_NAMED
#undef R311_REFERRED_TO
constexpr const char* kTakenBefore = "SELECT id, sameness FROM updates WHERE request = $1 AND digest = $2";
constexpr const char* kTake =
    "INSERT INTO updates (request, jurisdiction, digest, id, update_id, reference, says_status, said, status,"
    " backend_status, note, changed, received, published, media, interface_used, sameness, title, email, first_name,"
    " last_name, phone, account_id) VALUES ($1, $2, $3, $4, $5, '', false, $6, $7, '', $8, $9, $10, $11, $12, $13,"
    " $14, $15, $16, $17, $18, $19, $20) RETURNING number";
constexpr const char* kAddAnswer = "INSERT INTO update_answers VALUES ($1, $2, $3, $4, $5)";
constexpr const char* kAddUrl = "INSERT INTO update_media_urls VALUES ($1, $2, $3)";
constexpr const char* kAddFile = "INSERT INTO update_media VALUES ($1, $2, $3, $4, $5, $6)";
constexpr const char* kDeliver =
    "INSERT INTO deliveries (request, destination, kind, key, content, trace, state, created, due)"
    " VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $7)";

constexpr const char* kPublished =
    "SELECT " R311_UPDATE_COLUMNS
    " FROM updates u JOIN requests r ON r.seq = u.request"
    " AND (r.visible OR (r.veiled AND $6)) WHERE u.jurisdiction = $1 AND u.published <= $3"
    " AND (u.published, u.number) > ($2, $7) ORDER BY u.published, u.number LIMIT $4 OFFSET $5";
constexpr const char* kOfRequests =
    "SELECT " R311_UPDATE_COLUMNS
    " FROM requests r JOIN updates u ON u.request = r.seq WHERE r.seq IN ("
    R311_WHOLE_OF("n.jurisdiction = $1 AND n.id = ANY ($8::text[])") ")"
    " AND (r.visible OR (r.veiled AND $6)) AND u.published <= $3"
    " AND (u.published, u.number) > ($2, $7)"
    " ORDER BY u.published, u.number LIMIT $4 OFFSET $5";
constexpr const char* kUrls = "SELECT url FROM update_media_urls WHERE of_update = $1 ORDER BY position";
constexpr const char* kFiles = "SELECT " R311_FILE_COLUMNS " FROM update_media WHERE of_update = $1 ORDER BY position";
constexpr const char* kAnswers =
    "SELECT " R311_ANSWER_COLUMNS " FROM update_answers WHERE of_update = $1 ORDER BY attribute, position";
constexpr const char* kAccepted = "SELECT " R311_ACCEPTED_UPDATE_COLUMNS
                                  " FROM updates u JOIN requests r ON r.seq = u.request"
                                  " JOIN jurisdictions j ON j.number = r.jurisdiction"
                                  " WHERE u.request = " R311_WHOLE("$1") " AND u.id = $2 AND u.interface_used <> ''";
constexpr const char* kSent = "SELECT " R311_SENT_COLUMNS " FROM updates WHERE request = $1 AND interface_used <> ''";
constexpr const char* kEchoed = "UPDATE updates SET echoed = true WHERE number = $1";
constexpr const char* kKeepEcho =
    "UPDATE updates SET echo = $3 WHERE request = $1 AND id = $2 AND interface_used <> ''";

struct Found {
  std::int64_t seq = 0;
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
  found.requested = row.time();
  found.status = row.text();
  found.destination = row.number();
  found.destination_name = row.text();
  found.readable = row.flag();
  found.service_code = row.text();
  return found;
}

Found find_target(Connection& connection, const Looks& looks, std::int64_t jurisdiction, const std::string& request) {
  // One may be merged into another between a look and its lock, and then can't be read: the next look sees that.
  for (int look = 0; look < 2; ++look) {
    for (const char* const statement : {looks.named, looks.referred_to}) {
      const auto found = collect(connection.run(statement, jurisdiction, request), read_found);
      if (found.size() > 1) throw Failure{several_requests(request)};
      if (found.empty()) continue;
      if (!found.front().readable) break;
      return found.front();
    }
  }
  throw Failure{no_request(request)};
}

std::int64_t add_update(Connection& connection, const AcceptedUpdate& accepted, const Found& target,
                        std::int64_t jurisdiction, const std::string& digest, const UpdateRepeat& repeat) {
  const open311::Update& update = accepted.update;
  const Rows added = connection.run(kTake, target.seq, jurisdiction, digest, accepted.id, update.update_id,
                                    said_of(update), target.status, update.description, accepted.updated,
                                    accepted.received, published(accepted.updated, accepted.received, target.requested),
                                    !update.media_urls.empty() || !accepted.attachments.empty(),
                                    accepted.interface_used, repeat.digest, update.title, update.email,
                                    update.first_name, update.last_name, update.phone, update.account_id);
  return added.front().number();
}

void add_answers(Connection& connection, std::int64_t number, const std::vector<open311::AttributeValue>& attributes) {
  std::int64_t attribute = 0;
  for (const auto& each : attributes) {
    std::int64_t position = 0;
    for (const auto& value : each.values)
      connection.run(kAddAnswer, number, attribute, position++, each.code, std::optional(value));
    if (each.values.empty())
      connection.run(kAddAnswer, number, attribute, position, each.code, std::optional<std::string>());
    ++attribute;
  }
}

void add_files(Connection& connection, std::int64_t number, const std::vector<open311::Attachment>& files) {
  std::int64_t position = 0;
  for (const auto& file : files)
    connection.run(kAddFile, number, position++, file.digest, file.file_name, file.content_type, file.size);
}

std::vector<std::string> read_urls(Connection& connection, std::int64_t number) {
  return collect(connection.run(kUrls, number), [](Row& row) { return row.text(); });
}

std::vector<open311::Attachment> read_files(Connection& connection, std::int64_t number) {
  return collect(connection.run(kFiles, number), read_attachment<Row>);
}

}  // namespace

UpdateTaken take_update(Connection& connection, Names& names, std::int64_t jurisdiction, const AcceptedUpdate& accepted,
                        const UpdateRoutes& routes, const UpdateRepeat& repeat, Time now) {
  if (const auto fit = check_update(accepted); !fit) throw Failure{fit.error()};
  const Found target = find_target(connection, kLocking, jurisdiction, accepted.request);
  const std::string digest = digest_of(accepted, repeat);
  if (const Rows before = connection.run(kTakenBefore, target.seq, digest); !before.empty()) {
    Row row = before.front();
    UpdateTaken taken{row.text(), true, target.destination_name};
    if (const auto same = check_same(row.view(), repeat); !same) throw Failure{same.error()};
    return taken;
  }
  const std::int64_t number = add_update(connection, accepted, target, jurisdiction, digest, repeat);
  add_answers(connection, number, accepted.update.attributes);
  add_media_urls(connection, number, accepted.update.media_urls);
  add_files(connection, number, accepted.attachments);
  const auto route = routes.find(target.destination_name);
  const bool elsewhere = route != routes.end();
  const std::int64_t to =
      elsewhere ? names.destination(connection, route->second).value_or(target.destination) : target.destination;
  for (const FollowUp& next : deliveries_of(accepted)) {
    connection.run(kDeliver, target.seq, to, word(next.kind), next.key, next.content, next.trace, now);
  }
  order_followers(connection, {target.seq});
  return {accepted.id, false, elsewhere ? route->second : target.destination_name};
}

std::vector<ServiceUpdate> read_updates(Connection& connection, Names& names, const UpdateQuery& query) {
  const auto jurisdiction = names.jurisdiction(connection, query.jurisdiction);
  if (!jurisdiction) return {};
  constexpr std::size_t most = std::numeric_limits<std::int32_t>::max();
  const Time to = query.to.value_or(Time::max());
  const auto limit = static_cast<std::int64_t>(std::min(query.limit, most));
  const auto skip = static_cast<std::int64_t>(std::min(query.skip, most));
  const auto after = begin_of(query);
  Parameters parameters(*jurisdiction, after.moment, to, limit, skip, query.privates, after.number);
  if (!query.requests.empty()) parameters.push(query.requests);
  const Rows rows = connection.run_with(query.requests.empty() ? kPublished : kOfRequests, parameters);
  std::vector<ServiceUpdate> updates;
  for (auto& read : collect(rows, read_update_row<Row>)) {
    if (read.media) {
      read.update.media_urls = read_urls(connection, read.number);
      read.update.attachments = read_files(connection, read.number);
    }
    updates.push_back(std::move(read.update));
  }
  return updates;
}

std::string read_service_of(Connection& connection, Names& names, const std::string& jurisdiction,
                            const std::string& request) {
  const auto number = names.jurisdiction(connection, jurisdiction);
  if (!number) throw Failure{no_request(request)};
  return find_target(connection, kToRead, *number, request).service_code;
}

AcceptedUpdate read_accepted_update(Connection& connection, std::int64_t request, const std::string& id) {
  const Rows rows = connection.run(kAccepted, request, id);
  if (rows.empty()) throw Failure{no_update(id)};
  Row row = rows.front();
  auto [number, accepted] = store::read_accepted_update(row);
  const Rows answers = connection.run(kAnswers, number);
  std::int64_t present = -1;
  for (int i = 0; i < answers.size(); ++i) {
    Row answer = answers[i];
    read_answer(answer, accepted.update.attributes, present);
  }
  accepted.update.media_urls = read_urls(connection, number);
  accepted.attachments = read_files(connection, number);
  return std::move(accepted);
}

std::vector<std::pair<std::int64_t, Sent>> read_sent(Connection& connection, std::int64_t request) {
  return collect(connection.run(kSent, request), store::read_sent<Row>);
}

void mark_echoed(Connection& connection, std::int64_t number) { connection.run(kEchoed, number); }

void keep_echo(Connection& connection, std::int64_t request, const std::string& id, const std::string& echo) {
  if (!echo.empty()) connection.run(kKeepEcho, request, id, echo);
}

void add_media_urls(Connection& connection, std::int64_t number, const std::vector<std::string>& urls) {
  std::int64_t position = 0;
  for (const std::string& url : urls) connection.run(kAddUrl, number, position++, url);
}

}  // namespace r311::store::postgres
