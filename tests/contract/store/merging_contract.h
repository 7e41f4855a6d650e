// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "contract/store/store_contract.h"

namespace r311::test {

// A back end that tells of a work order before it answers the create that made it.
class Merging : public StoreContract {
 protected:
  // The poll tells of the work order, which it can't know for ours: clients know it as `id`.
  void find(const std::string& id, const std::string& reference, open311::Status status = open311::Status::open) {
    store::FoundOrder found;
    found.report = plain_report(id, now());
    found.report.reference = reference;
    found.report.interface_used.clear();
    found.status = status;
    ASSERT_EQ(store().apply({kHighways, "c", {}, {found}})->made, 1u);
  }
  // The back end says of it, at this time.
  void tell(const std::string& reference, const std::string& note, open311::Status status,
            const std::string& update_id = {}) {
    open311::Change change;
    change.reference = reference;
    change.changed = now();
    change.note = note;
    change.status = status;
    change.update_id = update_id;
    ASSERT_EQ(apply({change}).applied, 1u);
  }
  store::UpdateTaken say(const std::string& request, const std::string& id, const std::string& key = {}) {
    open311::AcceptedUpdate update;
    update.jurisdiction = kJurisdiction;
    update.request = request;
    update.id = id;
    update.interface_used = "fixmystreet";
    update.updated = update.received = now();
    update.update.description = "Text of " + id;
    return store().take_update(update, {}, {key, key}).value();
  }
  std::vector<open311::ServiceUpdate> updates(const std::vector<std::string>& requests = {}) {
    store::UpdateQuery query;
    query.jurisdiction = kJurisdiction;
    query.requests = requests;
    return store().updates(query).value();
  }
  std::vector<std::string> update_ids(const std::vector<std::string>& requests = {}) {
    std::vector<std::string> all;
    for (const auto& each : updates(requests)) all.push_back(each.id);
    return all;
  }
};

}  // namespace r311::test
