// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "contract/store/store_contract.h"

namespace r311::test {

// What is read with and without the right to see what is private.
class PrivateRequests : public StoreContract {
 protected:
  static store::RequestQuery privates() {
    auto query = all();
    query.privates = true;
    return query;
  }
  std::vector<std::string> updates(bool privates, const std::vector<std::string>& requests = {}) {
    store::UpdateQuery query;
    query.jurisdiction = kJurisdiction;
    query.requests = requests;
    query.privates = privates;
    std::vector<std::string> texts;
    const auto found = store().updates(query);
    for (const auto& update : found.value()) texts.push_back(update.description);
    return texts;
  }
  bool readable(const std::string& id, bool privates = false) {
    return store().request(kJurisdiction, id, privates).value().has_value();
  }
  void tell(const std::string& reference, std::optional<bool> non_public, const std::string& note = "") {
    pass(std::chrono::minutes{1});
    open311::Change change;
    change.reference = reference;
    change.changed = now();
    change.note = note;
    change.non_public = non_public;
    ASSERT_EQ(apply({change}).applied, 1u);
  }
};

}  // namespace r311::test
