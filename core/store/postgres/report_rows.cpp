// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/report_rows.h"

#include <string>

namespace r311::store::postgres {
namespace {

using open311::AcceptedReport;
using open311::ServiceType;

constexpr const char* kReport =
    "SELECT j.name, CASE r.own_id WHEN '' THEN r.id ELSE r.own_id END, r.token, r.interface_used, r.service_code,"
    " r.service_name, r.service_group, r.backend_code, r.type, r.requested, r.latitude, r.longitude, r.address_string,"
    " r.address_id, r.media_url, r.email, r.device_id, r.account_id, r.first_name, r.last_name, r.phone,"
    " r.description, r.reference, r.backend_id"
    " FROM requests r JOIN jurisdictions j ON j.number = r.jurisdiction WHERE r.seq = $1";
constexpr const char* kAnswers =
    "SELECT attribute, code, value FROM request_answers WHERE request = $1 ORDER BY attribute, position";
constexpr const char* kUrls = "SELECT url FROM request_further_media_urls WHERE request = $1 ORDER BY position";
constexpr const char* kMedia =
    "SELECT digest, file_name, content_type, size FROM request_media WHERE request = $1 ORDER BY position";

void read_answers(Connection& connection, std::int64_t request, open311::Report& report) {
  const Rows rows = connection.run(kAnswers, request);
  std::int64_t present = -1;
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    const std::int64_t attribute = row.number();
    std::string code = row.text();
    if (attribute != present) {
      report.attributes.push_back({std::move(code), {}});
      present = attribute;
    }
    if (!row.null()) report.attributes.back().values.push_back(row.text());
  }
}

void read_media(Connection& connection, std::int64_t request, AcceptedReport& accepted) {
  const Rows urls = connection.run(kUrls, request);
  for (int i = 0; i < urls.size(); ++i) accepted.report.media_urls.push_back(urls[i].text());
  const Rows files = connection.run(kMedia, request);
  for (int i = 0; i < files.size(); ++i) {
    Row row = files[i];
    open311::Attachment file;
    file.digest = row.text();
    file.file_name = row.text();
    file.content_type = row.text();
    file.size = row.number();
    accepted.attachments.push_back(std::move(file));
  }
}

AcceptedReport read_columns(Row row) {
  AcceptedReport accepted;
  open311::Report& report = accepted.report;
  accepted.jurisdiction = row.text();
  accepted.id = row.text();
  accepted.token = row.text();
  accepted.interface_used = row.text();
  accepted.service_code = row.text();
  accepted.service_name = row.text();
  accepted.service_group = row.text();
  accepted.backend_code = row.text();
  accepted.type = service_type_of(row.view());
  accepted.requested = row.time();
  if (row.null()) {
    row.skip();
    row.skip();
  } else {
    const double latitude = row.real();
    report.position = open311::Position{latitude, row.real()};
  }
  report.address_string = row.text();
  report.address_id = row.text();
  if (std::string url = row.text(); !url.empty()) report.media_urls.push_back(std::move(url));
  report.email = row.text();
  report.device_id = row.text();
  report.account_id = row.text();
  report.first_name = row.text();
  report.last_name = row.text();
  report.phone = row.text();
  report.description = row.text();
  accepted.reference = row.text();
  accepted.backend_id = row.flag();
  return accepted;
}

}  // namespace

ServiceType service_type_of(std::string_view text) {
  for (const ServiceType type : {ServiceType::realtime, ServiceType::batch, ServiceType::blackbox}) {
    if (open311::word(type) == text) return type;
  }
  throw Failure{{Kind::corrupt, "the store holds a report of the unknown type " + std::string(text)}};
}

AcceptedReport read_report(Connection& connection, std::int64_t request) {
  const Rows rows = connection.run(kReport, request);
  if (rows.empty()) {
    throw Failure{{Kind::not_found, "the store has no report number " + std::to_string(request)}};
  }
  AcceptedReport accepted = read_columns(rows.front());
  read_answers(connection, request, accepted.report);
  read_media(connection, request, accepted);
  return accepted;
}

}  // namespace r311::store::postgres
