// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <random>
#include <string>
#include <vector>

#include "contract/store/store_contract.h"

namespace r311::test {

// A request as the test knows it.
struct Known {
  open311::AcceptedReport report;
  open311::Status status = open311::Status::open;
  Time updated{};
  std::int64_t number = 0;
};

// Searches in a town of requests, beside a plain scan of what the test knows of them.
class Search : public StoreContract {
 protected:
  // Accepts so many requests, of which some change then.
  void populate(int count);
  // Each of about half of them has another status then.
  void change_some();
  // Asks so often, and compares with what it should be answered.
  void expect_right_answers(int rounds);
  store::RequestQuery random_query(int count);
  // What answers a query, in the order that is asked for; parts and places are left out.
  std::vector<const Known*> expected(const store::RequestQuery& query) const;
  static std::vector<std::string> part_of(const std::vector<const Known*>& found, std::size_t skip, std::size_t limit);

  std::vector<std::string> found_by(const std::string& words);
  void accept_text(const std::string& id, const std::string& address, const std::string& description);

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  template <class Value>
  Value choose(const std::vector<Value>& values) {
    return values[static_cast<std::size_t>(pick(static_cast<int>(values.size())))];
  }

  std::mt19937 random_{311};
  std::vector<Known> known_;
  const Time begun_ = now();
};

}  // namespace r311::test
