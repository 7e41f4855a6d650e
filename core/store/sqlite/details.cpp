// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/details.h"

#include <string>

#include "store/detail_rows.h"

namespace r311::store::sqlite {
namespace {

// CROSS: the numbers lead, whatever the planner thinks of them.
#define R311_EACH "(SELECT value AS asked FROM json_each(?1)) n CROSS JOIN"
constexpr const char* kDetails = R311_DETAILS(R311_EACH);
constexpr const char* kAnswers = R311_DETAIL_ANSWERS(R311_EACH);
constexpr const char* kLaterAnswers = R311_DETAIL_LATER_ANSWERS(R311_EACH);
constexpr const char* kUrls = R311_DETAIL_URLS(R311_EACH);
constexpr const char* kFiles = R311_DETAIL_FILES(R311_EACH);
constexpr const char* kHistory = R311_DETAIL_HISTORY(R311_EACH, "?2");
constexpr const char* kLinks = R311_DETAIL_LINKS(R311_EACH, "?2");
constexpr const char* kChildren = R311_DETAIL_CHILDREN(R311_EACH, "?2");
constexpr const char* kFurtherPhotos = R311_FURTHER_PHOTOS(R311_EACH);
#undef R311_EACH

std::string json_of(const std::vector<std::int64_t>& numbers) {
  std::string list = "[";
  for (const std::int64_t number : numbers) list += (list.size() > 1 ? "," : "") + std::to_string(number);
  return list + "]";
}

}  // namespace

std::vector<RequestDetail> read_details(Connection& connection, const DetailQuery& query) {
  Details details(query.requests);
  const std::string numbers = json_of(query.requests);
  const auto read = [&](const char* sql, auto add, const auto&... more) {
    Query rows = connection.query(sql);
    rows.with(numbers, more...);
    while (rows.step()) {
      Row row = rows.row();
      (details.*add)(row);
    }
  };
  read(kDetails, &Details::add_request<Row>);
  read(kAnswers, &Details::add_answer<Row>);
  read(kLaterAnswers, &Details::add_later_answer<Row>);
  read(kUrls, &Details::add_url<Row>);
  read(kFiles, &Details::add_file<Row>);
  read(kHistory, &Details::add_entry<Row>, static_cast<std::int64_t>(query.notes));
  read(kLinks, &Details::add_link<Row>, static_cast<std::int64_t>(query.links));
  read(kChildren, &Details::add_link<Row>, static_cast<std::int64_t>(query.links));
  return details.take();
}

std::vector<Photo> read_further_photos(Connection& connection, const std::vector<std::int64_t>& requests) {
  Query rows = connection.query(kFurtherPhotos);
  return collect(rows.with(json_of(requests)), read_photo<Row>);
}

}  // namespace r311::store::sqlite
