// SPDX-License-Identifier: Apache-2.0
#include "row_reading.h"

#include <cmath>
#include <string_view>
#include <utility>

namespace sql {
namespace {

using relay311::Change;
using relay311::Level;
using relay311::WorkOrder;

constexpr std::string_view blanks = " \t\r\n";

// The years 1900 to 9999, which the gateway takes.
constexpr Time earliest{std::chrono::milliseconds(-2'208'988'800'000)};
constexpr Time latest{std::chrono::milliseconds(253'402'300'799'999)};

// How MySQL writes that there is no date.
constexpr std::string_view no_date = "0000-00-00";

// The words of a text that blanks part.
std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    all.emplace_back(text.substr(at, end - at));
    at = text.find_first_not_of(blanks, end);
  }
  return all;
}

// Empty for NULL as well: a row is how the work order stands now.
std::optional<std::string> word_if_there(const Row& row, const std::string& column) {
  if (column.empty()) return std::nullopt;
  return row.word(column);
}

}  // namespace

Change status_of(const Change& change) {
  Change status;
  status.reference = change.reference;
  status.idempotency_key = change.idempotency_key;
  status.status = change.status;
  status.backend_status = change.backend_status;
  status.changed = change.changed;
  return status;
}

void RowReading::tell_left_out(const PollQuery& query, const relay311::Call& call) {
  if (without_time_ > 0)
    host_.log(Level::warning, &call,
              std::to_string(without_time_) + " rows of " + query.name + " have no time that can be read in " +
                  query.time + "; they were left out");
  if (without_name_ > 0)
    host_.log(Level::debug, &call, std::to_string(without_name_) + " rows of " + query.name + " name no work order");
  if (odd_expected_ > 0)
    host_.log(Level::warning, &call,
              std::to_string(odd_expected_) + " rows of " + query.name +
                  " have an `expected` that is no time of the years 1900 to 9999; it was left out");
  without_time_ = without_name_ = odd_expected_ = 0;
}

std::optional<Time> RowReading::time(const Row& row, const PollQuery& query) {
  const auto moment = local_.read(row.text_or_empty(query.time));
  without_time_ += moment ? 0 : 1;
  return moment;
}

std::optional<std::optional<Time>> RowReading::expected(const Row& row, const std::string& column) {
  if (column.empty()) return std::nullopt;
  const std::string text = row.word(column);
  if (text.empty() || text.compare(0, no_date.size(), no_date) == 0) return std::optional<Time>();
  const auto moment = local_.read(text);
  if (moment && *moment >= earliest && *moment <= latest) return moment;
  ++odd_expected_;
  return std::nullopt;
}

bool RowReading::apply_status(const Row& row, const PollQuery& query, std::string& code,
                              std::optional<std::string>& status, bool& unknown, const relay311::Call& call) {
  code = row.word(query.status);
  if (code.empty()) return true;
  StatusMap::Meaning meaning = statuses_.read(code);
  status = std::move(meaning.status);
  unknown = meaning.unknown_count > 0;
  if (worth_telling(meaning.unknown_count))
    host_.log(Level::warning, &call,
              "the back end's status " + code.substr(0, 64) + " is not in from_backend, seen " +
                  times(meaning.unknown_count) + "; the report " +
                  (status ? "counts as " + *status : "keeps its status"));
  return !meaning.ignored;
}

std::optional<Told> ChangeReading::read(const Row& row, const relay311::Call& call) {
  Change change;
  change.reference = row.word(query_.reference);
  change.idempotency_key = row.word(query_.key);
  change.note = row.text(query_.note);
  change.update_id = row.word(query_.update_id);
  change.update_key = row.word(query_.update_key);
  change.media_urls = words(row.text_or_empty(query_.media_url));
  change.duplicate_of = word_if_there(row, query_.duplicate_of);
  change.parent = word_if_there(row, query_.parent);
  if (!query_.related.empty()) change.related = words(row.text_or_empty(query_.related));
  change.non_public = row.truth(query_.non_public);
  change.expected = expected(row, query_.expected);
  change.notice = word_if_there(row, query_.notice);
  const auto moment = time(row, query_);
  const bool named = !change.reference.empty() || !change.idempotency_key.empty();
  if (!named) without_name();
  if (!moment || !named) return std::nullopt;
  change.changed = *moment;
  if (!apply_status(row, query_, change.backend_status, change.status, change.status_unknown, call))
    return std::nullopt;
  Told told{*moment, {}};
  const std::string& code = change.backend_status;
  if (!code.empty() && !statuses().knows(code)) {
    codes_.note(code, *moment);
  } else if (const auto until = codes_.told_until(code); until && *moment <= *until) {
    told.also = status_of(change);
    change.status = statuses().of_unknown();
  }
  told.what = std::move(change);
  return told;
}

std::optional<Told> WorkOrderReading::read(const Row& row, const relay311::Call& call) {
  WorkOrder order;
  order.reference = row.word(query_.reference);
  order.backend_code = row.word(query_.backend_code);
  order.description = row.text_or_empty(query_.description);
  order.address_string = row.text_or_empty(query_.address);
  order.latitude = row.number(query_.latitude);
  order.longitude = row.number(query_.longitude);
  order.non_public = row.truth(query_.non_public).value_or(false);
  order.expected = expected(row, query_.expected).value_or(std::nullopt);
  order.notice = row.word(query_.notice);
  order.zipcode = row.word(query_.zipcode);
  // Old systems write 0, 0 or national grid numbers where there is no place: better none than a wrong one.
  if (order.latitude && order.longitude &&
      (std::fabs(*order.latitude) > 90 || std::fabs(*order.longitude) > 180 ||
       (*order.latitude == 0 && *order.longitude == 0)))
    order.latitude = order.longitude = std::nullopt;
  const auto moment = time(row, query_);
  if (order.reference.empty()) without_name();
  if (!moment || order.reference.empty()) return std::nullopt;
  order.requested = *moment;
  if (!apply_status(row, query_, order.backend_status, order.status, order.status_unknown, call)) return std::nullopt;
  return Told{*moment, std::move(order)};
}

}  // namespace sql
