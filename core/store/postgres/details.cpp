// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/details.h"

#include "store/detail_rows.h"

namespace r311::store::postgres {
namespace {

#define R311_EACH "unnest($1::bigint[]) AS n (asked) JOIN"
constexpr const char* kDetails = R311_DETAILS(R311_EACH);
constexpr const char* kAnswers = R311_DETAIL_ANSWERS(R311_EACH);
constexpr const char* kLaterAnswers = R311_DETAIL_LATER_ANSWERS(R311_EACH);
constexpr const char* kUrls = R311_DETAIL_URLS(R311_EACH);
constexpr const char* kFiles = R311_DETAIL_FILES(R311_EACH);
constexpr const char* kHistory = R311_DETAIL_HISTORY(R311_EACH, "$2");
constexpr const char* kLinks = R311_DETAIL_LINKS(R311_EACH, "$2");
constexpr const char* kChildren = R311_DETAIL_CHILDREN(R311_EACH, "$2");
constexpr const char* kFurtherPhotos = R311_FURTHER_PHOTOS(R311_EACH);
#undef R311_EACH

}  // namespace

std::vector<RequestDetail> read_details(Connection& connection, const DetailQuery& query) {
  Details details(query.requests);
  const auto read = [&](const char* sql, auto add, const auto&... more) {
    const Rows rows = connection.run(sql, query.requests, more...);
    for (int i = 0; i < rows.size(); ++i) {
      Row row = rows[i];
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
  return collect(connection.run(kFurtherPhotos, requests), read_photo<Row>);
}

}  // namespace r311::store::postgres
