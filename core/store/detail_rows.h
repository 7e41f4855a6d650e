// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/link_rules.h"
#include "store/request_detail.h"
#include "store/rows.h"

// Details of a page of requests, as rows.h has requests: a few statements for all of them, each of whose rows begins
// with the number of its request. EACH is the store's own table of numbers, `n (asked)`, with its join.
namespace r311::store {

#define R311_DETAILS(EACH)                                                                                           \
  "SELECT r.seq, r.interface_used, r.reference, (SELECT max(a.started + a.took) FROM deliveries d"                   \
  " JOIN attempts a ON a.delivery = d.id WHERE d.request = r.seq AND d.kind = 'create'"                              \
  " AND d.state = 'delivered'), r.media_url, r.title, r.detail, r.name_public, r.first_name, r.last_name FROM " EACH \
  " requests r ON r.seq = n.asked"
#define R311_DETAIL_ANSWERS(EACH)                        \
  "SELECT a.request, " R311_ANSWER_COLUMNS " FROM " EACH \
  " request_answers a ON a.request = n.asked"            \
  " ORDER BY a.request, a.attribute, a.position"
// What updates of apps answered, oldest first.
#define R311_DETAIL_LATER_ANSWERS(EACH)                                               \
  "SELECT u.request, u.number, " R311_ANSWER_COLUMNS " FROM " EACH                    \
  " updates u ON u.request = n.asked JOIN update_answers a ON a.of_update = u.number" \
  " ORDER BY u.request, u.number, a.attribute, a.position"
#define R311_DETAIL_URLS(EACH)                           \
  "SELECT u.request, u.url FROM " EACH                   \
  " request_further_media_urls u ON u.request = n.asked" \
  " ORDER BY u.request, u.position"
#define R311_DETAIL_FILES(EACH)                        \
  "SELECT m.request, " R311_FILE_COLUMNS " FROM " EACH \
  " request_media m ON m.request = n.asked"            \
  " ORDER BY m.request, m.position"
// What a request names behind the first URL, then its uploaded images.
#define R311_FURTHER_PHOTOS(EACH)                                                       \
  "SELECT request, url FROM (SELECT u.request, 1 AS kind, u.position, u.url FROM " EACH \
  " request_further_media_urls u ON u.request = n.asked UNION ALL"                      \
  " SELECT m.request, 2, m.position, '/media/' || m.digest FROM " EACH                  \
  " request_media m ON m.request = n.asked WHERE m.content_type LIKE 'image/%') p"      \
  " ORDER BY request, kind, position"
// With how many there are at most, of each request. An entry without text and status tells a reader nothing.
#define R311_DETAIL_HISTORY(EACH, MOST)                                                                         \
  "SELECT request, comments, published, says_status, status, note, interface_used FROM ("                       \
  "SELECT u.request, u.number, u.published, u.says_status, u.status, u.note, u.interface_used,"                 \
  " count(*) FILTER (WHERE u.note <> '') OVER (PARTITION BY u.request) AS comments,"                            \
  " row_number() OVER (PARTITION BY u.request ORDER BY u.published DESC, u.number DESC) AS place"               \
  " FROM " EACH " updates u ON u.request = n.asked AND (u.note <> '' OR u.says_status)) h WHERE place <= " MOST \
  " ORDER BY request, published, number"

// What the links of each lead to, and whose parent it is; with how many of a kind there are at most.
#define R311_DETAIL_LINKS(EACH, MOST)                                                                      \
  "SELECT request, kind, id, status FROM (SELECT l.request, l.kind, t.id, t.status, row_number() OVER"     \
  " (PARTITION BY l.request, l.kind ORDER BY t.seq) AS place FROM " EACH                                   \
  " request_links l"                                                                                       \
  " ON l.request = n.asked JOIN requests t ON t.destination = l.destination AND t.reference = l.reference" \
  " AND t.reference <> '' AND t.seq <> l.request AND t.visible) found WHERE place <= " MOST                \
  " ORDER BY request, kind, place"
#define R311_DETAIL_CHILDREN(EACH, MOST)                                                                         \
  "SELECT request, 'child' AS kind, id, status FROM (SELECT p.seq AS request, c.id, c.status, row_number() OVER" \
  " (PARTITION BY p.seq ORDER BY c.seq DESC) AS place FROM " EACH                                                \
  " requests p ON p.seq = n.asked"                                                                               \
  " AND p.reference <> '' JOIN request_links l ON l.destination = p.destination AND l.reference = p.reference"   \
  " AND l.kind = 'parent' AND l.request <> p.seq JOIN requests c ON c.seq = l.request AND c.visible) found"      \
  " WHERE place <= " MOST " ORDER BY request, place"

// Takes the rows; the details come out in the order in which they were asked for. For one thread.
class Details {
 public:
  explicit Details(const std::vector<std::int64_t>& requests) : all_(requests.size()) {
    for (std::size_t i = 0; i < requests.size(); ++i) places_.emplace(requests[i], i);
  }
  std::vector<RequestDetail> take() { return std::move(all_); }

  template <class Row>
  void add_request(Row& row) {
    RequestDetail& detail = of(row.number());
    detail.interface_used = row.text();
    detail.reference = row.text();
    detail.delivered = read_moment(row);
    std::string url = row.text();
    if (!url.empty() && !url.starts_with(open311::shown_files)) detail.media_urls.push_back(std::move(url));
    detail.title = row.text();
    detail.detail = row.text();
    detail.name_public = row.flag();
    detail.first_name = row.text();
    detail.last_name = row.text();
  }
  template <class Row>
  void add_answer(Row& row) {
    const std::int64_t request = row.number();
    if (request != answered_) attribute_ = -1;
    answered_ = request;
    read_answer(row, of(request).attributes, attribute_);
  }
  // Behind those of the report: what is answered anew takes the place of what was.
  template <class Row>
  void add_later_answer(Row& row) {
    const std::int64_t request = row.number();
    const std::int64_t update = row.number();
    const std::int64_t attribute = row.number();
    std::string code = row.text();
    auto& all = of(request).attributes;
    if (update != answering_ || attribute != attribute_ || request != answered_) {
      std::erase_if(all, [&](const auto& answer) { return answer.code == code; });
      all.push_back({std::move(code), {}});
    }
    answered_ = request, answering_ = update, attribute_ = attribute;
    if (!row.null()) all.back().values.push_back(row.text());
  }
  template <class Row>
  void add_url(Row& row) {
    RequestDetail& detail = of(row.number());
    detail.media_urls.push_back(row.text());
  }
  template <class Row>
  void add_file(Row& row) {
    RequestDetail& detail = of(row.number());
    detail.attachments.push_back(read_attachment(row));
  }
  template <class Row>
  void add_entry(Row& row) {
    RequestDetail& detail = of(row.number());
    detail.comments = row.number();
    HistoryEntry& entry = detail.history.emplace_back();
    entry.published = row.time();
    const bool says_status = row.flag();
    const auto status = read_word<open311::Status>(row, &open311::status_of, "status");
    if (says_status) entry.status = status;
    entry.text = row.text();
    entry.interface_used = row.text();
  }
  template <class Row>
  void add_link(Row& row) {
    RequestDetail& detail = of(row.number());
    const std::string kind = row.text();
    Linked linked;
    linked.id = row.text();
    linked.status = read_word<open311::Status>(row, &open311::status_of, "status");
    if (kind == related_to_it) return detail.related.push_back(std::move(linked));
    if (kind == child_of_it) return detail.children.push_back(std::move(linked));
    std::optional<Linked>& one = kind == duplicate_of ? detail.duplicate_of : detail.parent;
    if (!one) one = std::move(linked);
  }

 private:
  RequestDetail& of(std::int64_t request) { return all_[places_.at(request)]; }

  std::vector<RequestDetail> all_;
  std::unordered_map<std::int64_t, std::size_t> places_;
  std::int64_t answered_ = -1;
  std::int64_t answering_ = -1;
  std::int64_t attribute_ = -1;
};

template <class Row>
Photo read_photo(Row& row) {
  const std::int64_t request = row.number();
  return {request, row.text()};
}

}  // namespace r311::store
