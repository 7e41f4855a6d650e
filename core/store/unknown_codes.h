// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "open311/model.h"
#include "store/update_record.h"

// Status codes that adapters have no word for, counted for operators: each new change once, however often polls tell it
// again. The same in both stores. MARK is how a store writes parameters ("?" or "$").
namespace r311::store {

// Of one destination; those that come then are counted together, under no code.
inline constexpr std::int64_t kMostUnknownCodes = 200;

// Of one destination, with a code, what it counts as, how often, when, and the bound.
#define R311_COUNT_UNKNOWN_CODE(MARK)                                                                        \
  "INSERT INTO unknown_codes (destination, code, counts_as, count, last) SELECT " MARK                       \
  "1, CASE WHEN (SELECT count(*) FROM unknown_codes WHERE destination = " MARK "1) < " MARK                  \
  "6 OR EXISTS (SELECT 1 FROM unknown_codes WHERE destination = " MARK "1 AND code = " MARK "2) THEN " MARK  \
  "2 ELSE '' END, " MARK "3, " MARK "4, " MARK                                                               \
  "5 WHERE true ON CONFLICT (destination, code) DO UPDATE SET count = unknown_codes.count + excluded.count," \
  " counts_as = excluded.counts_as, last = excluded.last"
#define R311_FORGET_UNKNOWN_CODE(MARK) "DELETE FROM unknown_codes WHERE destination = " MARK "1 AND code = " MARK "2"
#define R311_UNKNOWN_CODES(MARK) \
  "SELECT " R311_UNKNOWN_CODE_COLUMNS " FROM unknown_codes WHERE destination = " MARK "1 ORDER BY last DESC, code"

// What one poll brings of the codes of one destination.
class CodesTold {
 public:
  // A change or a work order that is new.
  void add(const open311::Change& change);
  void add(const FoundOrder& found);

  struct Count {
    std::int64_t count = 0;
    std::string_view counts_as;  // of the last
  };
  const std::map<std::string, Count>& unknown() const { return unknown_; }
  // Codes that the adapter has a word for.
  const std::set<std::string>& known() const { return known_; }

 private:
  void add(const std::string& code, bool unknown, std::string_view counts_as);

  std::map<std::string, Count> unknown_;
  std::set<std::string> known_;
};

}  // namespace r311::store
