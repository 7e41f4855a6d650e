// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/report_rows.h"

#include "store/delivery_rules.h"
#include "store/merging.h"
#include "store/rows.h"

namespace r311::store::sqlite {
namespace {

using open311::AcceptedReport;

constexpr const char* kReport =
    "SELECT " R311_REPORT_COLUMNS
    " FROM requests r JOIN jurisdictions j ON j.number = r.jurisdiction WHERE r.seq = " R311_WHOLE("?1");
constexpr const char* kAnswers =
    "SELECT " R311_ANSWER_COLUMNS " FROM request_answers WHERE request = ?1 ORDER BY attribute, position";
constexpr const char* kUrls = "SELECT url FROM request_further_media_urls WHERE request = ?1 ORDER BY position";
constexpr const char* kMedia = "SELECT " R311_FILE_COLUMNS " FROM request_media WHERE request = ?1 ORDER BY position";

void read_answers(Connection& connection, std::int64_t request, open311::Report& report) {
  Query query = connection.query(kAnswers);
  query.with(request);
  std::int64_t present = -1;
  while (query.step()) {
    Row row = query.row();
    read_answer(row, report.attributes, present);
  }
}

void read_media(Connection& connection, std::int64_t request, AcceptedReport& accepted) {
  {
    Query query = connection.query(kUrls);
    query.with(request);
    while (query.step()) accepted.report.media_urls.push_back(query.row().text());
  }
  Query query = connection.query(kMedia);
  accepted.attachments = collect(query.with(request), read_attachment<Row>);
}

}  // namespace

AcceptedReport read_report(Connection& connection, std::int64_t request) {
  AcceptedReport accepted;
  {
    Query query = connection.query(kReport);
    if (!query.with(request).step()) throw Failure{no_report(request)};
    Row row = query.row();
    accepted = read_accepted_report(row);
  }
  read_answers(connection, request, accepted.report);
  read_media(connection, request, accepted);
  return accepted;
}

}  // namespace r311::store::sqlite
