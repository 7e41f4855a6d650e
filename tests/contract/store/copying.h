// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "contract/store/store_contract.h"
#include "store/copy.h"
#include "support/folder.h"

namespace r311::test {

// A city that moves from one store to another, each at an address of open_store().
class Copying : public testing::Test {
 protected:
  // Of a SQLite store.
  std::string file(const std::string& name = "relay311.db") const;
  std::unique_ptr<store::Store> open(const std::string& address);
  Result<store::Copied> copy(const std::string& from, const std::string& to);
  static std::int64_t rows_of(const store::Copied& copied, const std::string& table);

  Result<store::Accepted> accept(store::Store& store, open311::AcceptedReport report,
                                 const std::string& destination = kHighways, std::vector<store::Repeat> repeats = {});

  // Reports in every state, with everything that may hang on one: 8, with 14 deliveries.
  void fill(store::Store& store);
  // All that a gateway can ask of it, as text.
  std::string told_of(store::Store& store);
  // Fills one, copies it, and finds the same in the other, which goes on.
  void moves(const std::string& from, const std::string& to);

  Folder folder_;
  ManualClock clock_;

 private:
  void settle(store::Store& store, store::Delivery delivery, store::DeliveryState state,
              const std::string& reference = {});
  store::Delivery due(store::Store& store, const std::string& id);
  void goes_on(store::Store& store);
};

}  // namespace r311::test
