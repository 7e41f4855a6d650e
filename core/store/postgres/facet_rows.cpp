// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/facet_rows.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "base/log.h"
#include "store/postgres/schema.h"

namespace r311::store::postgres {
namespace {

// 2^n milliseconds: from four and a half hours to seventeen years.
constexpr std::array<int, 6> kLengths{24, 27, 30, 33, 36, 39};
constexpr int kGrowth = 3;  // eight of a length make one of the next
// Where times begin and end that can be told apart: 1831 and 2109.
constexpr std::int64_t kFarthest = std::int64_t{1} << 42U;

constexpr std::int64_t kFilledAtOnce = 5'000;
constexpr std::int64_t kToldEvery = 100'000;
constexpr const char* kNext = "SELECT " R311_CANDIDATE_COLUMNS
                              " FROM requests r WHERE r.seq > $1 AND r.type <> 'blackbox' ORDER BY r.seq LIMIT $2";
constexpr const char* kOfNumbers =
    "SELECT " R311_CANDIDATE_COLUMNS " FROM unnest($1::bigint[]) AS n (seq) JOIN requests r ON r.seq = n.seq";
constexpr const char* kAdd =
    "INSERT INTO request_facets (seq, requested, latitude, longitude, facets)"
    " SELECT seq, requested, latitude, longitude, array_to_tsvector(string_to_array(words, ' '))"
    " FROM unnest($1::bigint[], $2::bigint[], $3::double precision[], $4::double precision[], $5::text[])"
    " AS n (seq, requested, latitude, longitude, words) ON CONFLICT (seq) DO UPDATE SET facets = excluded.facets";
// An index that is made at once is smaller and sooner made.
constexpr const char* kEmpty =
    "TRUNCATE request_facets; DELETE FROM facet_backlog; DROP INDEX IF EXISTS request_facets_words";

std::int64_t moment_of(Time time) {
  return std::clamp<std::int64_t>(time.time_since_epoch().count(), -kFarthest, kFarthest);
}
std::int64_t number_of(Time time, int length) { return moment_of(time) >> length; }
Time first_of(std::int64_t number, int length) { return Time{Milliseconds{number * (std::int64_t{1} << length)}}; }

std::string word_of(std::int64_t jurisdiction, std::int64_t number, int length) {
  return std::to_string(jurisdiction) + "b" + std::to_string(length) + (number < 0 ? "m" : "p") +
         std::to_string(std::abs(number));
}

std::string public_word(std::int64_t jurisdiction) { return std::to_string(jurisdiction) + "v"; }
std::string private_word(std::int64_t jurisdiction) { return std::to_string(jurisdiction) + "u"; }

// Of candidates; answers the number of the last.
std::int64_t add_rows(Connection& connection, const Rows& rows) {
  std::vector<std::int64_t> numbers, requested;
  std::vector<std::optional<double>> latitude, longitude;
  std::vector<std::string> words;
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    const Candidate one = read_candidate(row);
    const auto& position = one.searched.position;
    numbers.push_back(one.seq);
    requested.push_back(one.requested.time_since_epoch().count());
    latitude.push_back(position ? std::optional(position->latitude) : std::nullopt);
    longitude.push_back(position ? std::optional(position->longitude) : std::nullopt);
    words.push_back(facet_words(one));
  }
  connection.run(kAdd, numbers, requested, latitude, longitude, words);
  return numbers.empty() ? 0 : numbers.back();
}

}  // namespace

std::string facet_words(const Candidate& one) {
  std::string all;
  for (const std::string& word : facets_of(one.jurisdiction, one.searched)) all += word + " ";
  for (const int length : kLengths) all += word_of(one.jurisdiction, number_of(one.requested, length), length) + " ";
  if (one.visible) return all + public_word(one.jurisdiction);
  if (one.veiled) return all + private_word(one.jurisdiction);
  all.pop_back();
  return all;
}

FacetTerm readable_term(std::int64_t jurisdiction, bool privates) {
  FacetTerm term{'v', {public_word(jurisdiction)}};
  if (privates) term.words.push_back(private_word(jurisdiction));
  return term;
}

std::string facet_query(const std::vector<FacetTerm>& terms) {
  std::string all;
  for (const FacetTerm& term : terms) {
    std::string any;
    for (const std::string& word : term.words) any += (any.empty() ? "'" : " | '") + word + "'";
    all += (all.empty() ? "(" : " & (") + any + ")";
  }
  return all;
}

std::vector<Days> days_between(std::int64_t jurisdiction, Time first, Time last, bool ascending) {
  std::vector<Days> parts;
  Time begin = Time{Milliseconds{moment_of(first)}};
  Time end = Time{Milliseconds{moment_of(last)}};
  for (const int length : kLengths) {
    if (begin > end) return parts;
    const bool longest = length == kLengths.back();
    std::int64_t from = number_of(begin, length);
    std::int64_t to = number_of(end, length);
    // Up to where a stretch of the next length begins or ends.
    if (ascending && !longest) to = std::min(to, ((from >> kGrowth << kGrowth) | ((1 << kGrowth) - 1)));
    if (!ascending && !longest) from = std::max(from, to >> kGrowth << kGrowth);
    Days part{std::max(begin, first_of(from, length)), std::min(end, first_of(to + 1, length) - Milliseconds{1}), {}};
    part.words.letter = 'b';
    for (std::int64_t number = from; number <= to; ++number)
      part.words.words.push_back(word_of(jurisdiction, number, length));
    (ascending ? begin : end) = ascending ? part.last + Milliseconds{1} : part.first - Milliseconds{1};
    parts.push_back(std::move(part));
  }
  return parts;
}

void add_facets(Connection& connection, const std::vector<std::int64_t>& requests) {
  add_rows(connection, connection.run(kOfNumbers, requests));
}

void fill_facets(Connection& connection) {
  connection.script(kEmpty);
  std::int64_t last = 0;
  std::int64_t filled = 0;
  for (;;) {
    const Rows rows = connection.run(kNext, last, kFilledAtOnce);
    if (rows.empty()) break;
    last = add_rows(connection, rows);
    filled += rows.size();
    if (filled % kToldEvery == 0) log::info("requests are made searchable", {{"done", std::to_string(filled)}});
  }
  connection.script(kSearchIndex);
}

}  // namespace r311::store::postgres
