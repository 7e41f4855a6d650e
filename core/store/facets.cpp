// SPDX-License-Identifier: Apache-2.0
#include "store/facets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/words.h"

namespace r311::store {
namespace {

using open311::ListFilter;

// A cell of level n is 360 degrees / 2^n wide and high: from 5.6 degrees to 38 metres of latitude.
constexpr std::array<int, 8> levels{6, 8, 10, 12, 14, 16, 18, 20};
constexpr std::int64_t most_cells = 64;

std::string plain(std::string_view value) {
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  std::string made;
  made.reserve(value.size() + 8);
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      made += c;
    } else {
      made += '-';
      made += hexadecimal[byte >> 4U];
      made += hexadecimal[byte & 0xFU];
    }
  }
  return made;
}

std::int64_t column_of(double degrees, double from, int level) {
  const double cells = std::ldexp(1.0, level);
  return static_cast<std::int64_t>(std::clamp(std::floor((degrees + from) / 360 * cells), 0.0, cells - 1));
}

std::string cell(int level, std::int64_t x, std::int64_t y) {
  return std::to_string(level) + "x" + std::to_string(x) + "y" + std::to_string(y);
}

// Words of one jurisdiction.
class Words {
 public:
  explicit Words(std::int64_t jurisdiction) : prefix_(std::to_string(jurisdiction)) {}
  void add(char letter, std::string_view value) { words_.push_back(prefix_ + letter + plain(value)); }
  std::vector<std::string> take() {
    std::sort(words_.begin(), words_.end());
    words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
    return std::move(words_);
  }

 private:
  const std::string prefix_;
  std::vector<std::string> words_;
};

class Terms {
 public:
  explicit Terms(std::int64_t jurisdiction) : jurisdiction_(jurisdiction) {}

  template <class Values>
  void any(char letter, const Values& values) {
    if (values.empty()) return;
    Words words(jurisdiction_);
    for (const auto& value : values) words.add(letter, value);
    terms_.push_back({letter, words.take()});
  }
  void one(char letter, std::string_view value) { any(letter, std::array{value}); }
  template <class Values>
  void each(char letter, const Values& values) {
    for (const auto& value : values) one(letter, value);
  }
  void area(const open311::Box& box) {
    if (const auto cells = cells_of(box); !cells.empty()) return any('g', cells);
    one('h', "");
  }
  std::vector<FacetTerm> take() { return std::move(terms_); }

 private:
  const std::int64_t jurisdiction_;
  std::vector<FacetTerm> terms_;
};

std::string_view class_word(bool closed) { return closed ? "closed" : "open"; }

}  // namespace

std::vector<std::string> facets_of(std::int64_t jurisdiction, const Searched& searched, std::string_view letters) {
  const auto wanted = [&](char letter) { return letters.find(letter) != letters.npos; };
  Words words(jurisdiction);
  if (wanted('s')) words.add('s', searched.service_code);
  if (wanted('i')) words.add('i', searched.interface_used);
  if (wanted('a')) words.add('a', searched.agency);
  if (wanted('p')) words.add('p', searched.photo ? "1" : "0");
  if (wanted('c')) words.add('c', class_word(searched.closed));
  if (wanted('x')) words.add('x', open311::word(searched.status));
  if (wanted('w')) {
    for (const std::string_view text : {searched.description, searched.address})
      for (const std::string& word : text::words(text)) words.add('w', word);
  }
  if (wanted('t')) {
    const std::string folded = text::folded(searched.address);
    for (const std::string_view three : text::trigrams(folded)) words.add('t', three);
  }
  if (searched.position && wanted('h')) words.add('h', "");
  if (searched.position && wanted('g')) {
    for (const int level : levels)
      words.add('g', cell(level, column_of(searched.position->longitude, 180, level),
                          column_of(searched.position->latitude, 90, level)));
  }
  return words.take();
}

bool needs_facets(const ListFilter& filter) {
  return !filter.statuses.empty() || filter.box || filter.circle || !filter.address.empty() ||
         !filter.agencies.empty() || !filter.interfaces.empty() || filter.photo || !filter.words.empty();
}

std::vector<FacetTerm> facet_terms(std::int64_t jurisdiction, const ListFilter& filter) {
  Terms terms(jurisdiction);
  terms.any('s', filter.service_codes);
  if (filter.closed) terms.one('c', class_word(*filter.closed));
  std::vector<std::string_view> statuses;
  for (const open311::Status status : filter.statuses) statuses.push_back(open311::word(status));
  terms.any('x', statuses);
  terms.any('a', filter.agencies);
  terms.any('i', filter.interfaces);
  if (filter.photo) terms.one('p', *filter.photo ? "1" : "0");
  terms.each('w', filter.words);
  if (!filter.address.empty()) {
    const std::string folded = text::folded(filter.address);
    terms.each('t', text::trigrams(folded));
  }
  if (filter.box) terms.area(*filter.box);
  if (filter.circle) terms.area(open311::box_around(*filter.circle));
  return terms.take();
}

bool answers(const std::vector<FacetTerm>& terms, const std::vector<std::string>& words) {
  return std::all_of(terms.begin(), terms.end(), [&](const FacetTerm& term) {
    return std::any_of(term.words.begin(), term.words.end(),
                       [&](const std::string& word) { return std::binary_search(words.begin(), words.end(), word); });
  });
}

bool holds_exactly(const ListFilter& filter, const std::optional<open311::Position>& position,
                   std::string_view address) {
  if (filter.box && !(position && holds(*filter.box, *position))) return false;
  if (filter.circle && !(position && holds(*filter.circle, *position))) return false;
  return filter.address.empty() || text::folded(address).find(text::folded(filter.address)) != std::string::npos;
}

std::vector<std::string> cells_of(const open311::Box& box) {
  std::vector<std::string> cells;
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    const auto all = std::int64_t{1} << *level;
    const std::int64_t west = column_of(box.west, 180, *level);
    std::int64_t east = column_of(box.east, 180, *level);
    if (box.west > box.east) east += all;
    const std::int64_t south = column_of(box.south, 90, *level);
    const std::int64_t north = column_of(box.north, 90, *level);
    if (east - west >= all || (east - west + 1) * (north - south + 1) > most_cells) continue;
    for (std::int64_t x = west; x <= east; ++x)
      for (std::int64_t y = south; y <= north; ++y) cells.push_back(cell(*level, x % all, y));
    break;
  }
  return cells;
}

}  // namespace r311::store
