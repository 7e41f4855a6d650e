// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/acceptance.h"

#include <string_view>

#include "store/delivery_rules.h"
#include "store/privacy.h"
#include "store/shown_media.h"
#include "store/sqlite/repeats.h"
#include "store/update_rules.h"

namespace r311::store::sqlite {
namespace {

using open311::AcceptedReport;

constexpr const char* kAddRequest =
    "INSERT INTO requests (jurisdiction, destination, id, token, type, visible, closed, status, requested, updated,"
    " service_code, service_name, service_group, backend_code, interface_used, latitude, longitude, address_string,"
    " address_id, media_url, email, device_id, account_id, first_name, last_name, phone, description, backend_id,"
    " agency_responsible, title, detail, name_public, non_public, veiled)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
    " ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)";
constexpr const char* kAddAnswer = "INSERT INTO request_answers VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr const char* kAddUrl = "INSERT INTO request_further_media_urls VALUES (?1, ?2, ?3)";
constexpr const char* kAddMedia = "INSERT INTO request_media VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
// Behind the create.
constexpr const char* kAddFollower =
    "INSERT INTO deliveries (request, destination, kind, key, content, trace, state, created, due, held)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?7, 1)";
constexpr const char* kAddDelivery =
    "INSERT INTO deliveries (request, destination, key, trace, state, created, due)"
    " VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5)";

void add_answers(Connection& connection, std::int64_t request, const std::vector<open311::AttributeValue>& attributes) {
  std::int64_t number = 0;
  for (const auto& attribute : attributes) {
    std::int64_t position = 0;
    for (const auto& value : attribute.values) {
      connection.query(kAddAnswer).with(request, number, position, attribute.code, value).run();
      ++position;
    }
    if (attribute.values.empty()) {
      connection.query(kAddAnswer).with(request, number, position, attribute.code, std::nullopt).run();
    }
    ++number;
  }
}

void add_media(Connection& connection, std::int64_t request, const AcceptedReport& accepted) {
  const auto& urls = accepted.report.media_urls;
  for (std::size_t i = 1; i < urls.size(); ++i) {
    connection.query(kAddUrl).with(request, static_cast<std::int64_t>(i), urls[i]).run();
  }
  std::int64_t position = 0;
  for (const auto& file : accepted.attachments) {
    connection.query(kAddMedia)
        .with(request, position, file.digest, file.file_name, file.content_type, file.size)
        .run();
    ++position;
  }
}

}  // namespace

std::int64_t add_request(Desk& desk, const AcceptedReport& accepted, std::int64_t jurisdiction,
                         std::int64_t destination) {
  const open311::Report& report = accepted.report;
  std::optional<double> latitude;
  std::optional<double> longitude;
  if (report.position) {
    latitude = report.position->latitude;
    longitude = report.position->longitude;
  }
  const std::string url = shown_media_url(accepted);
  const bool readable = readable_at_once(accepted);
  desk.connection.query(kAddRequest)
      .with(jurisdiction, destination, accepted.id, accepted.token, open311::word(accepted.type),
            readable && !accepted.non_public, open311::word(open311::Status::open), accepted.requested,
            accepted.service_code, accepted.service_name, accepted.service_group, accepted.backend_code,
            accepted.interface_used, latitude, longitude, report.address_string, report.address_id, url, report.email,
            report.device_id, report.account_id, report.first_name, report.last_name, report.phone, report.description,
            accepted.backend_id, accepted.agency, report.title, report.detail, report.name_public,
            privacy_of(accepted.non_public), readable && accepted.non_public)
      .run();
  return desk.connection.last_row();
}

void Acceptance::write(Desk& desk) {
  if (const auto fit = check_report(report_, destination_); !fit) throw Failure{fit.error()};
  Connection& connection = desk.connection;
  const std::int64_t jurisdiction = desk.names.jurisdiction(connection, report_.jurisdiction);
  if (auto first = find_repeated(desk, jurisdiction, repeats_)) {
    accepted_ = *std::move(first);
    return;
  }
  const std::int64_t destination = desk.names.destination(connection, destination_, jurisdiction);
  const std::int64_t request = add_request(desk, report_, jurisdiction, destination);
  add_answers(connection, request, report_.report.attributes);
  add_media(connection, request, report_);
  const std::string& trace = report_.trace.empty() ? report_.id : report_.trace;
  connection.query(kAddDelivery).with(request, destination, report_.id, trace, desk.clock.now()).run();
  for (const FollowUp& next : deliveries_of(report_))
    connection.query(kAddFollower)
        .with(request, destination, word(next.kind), next.key, next.content, next.trace, desk.clock.now())
        .run();
  keep_repeats(desk, jurisdiction, request, repeats_);
  accepted_ = answer_of(report_);
}

void Acceptance::done(Result<void> result) {
  if (!result) return written_(tl::unexpected<Error>(std::move(result).error()));
  written_(std::move(accepted_));
}

}  // namespace r311::store::sqlite
