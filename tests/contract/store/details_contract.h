// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract/store/store_contract.h"

namespace r311::test {

// What every store tells of requests beyond what stands in a list.
class Details : public StoreContract {
 protected:
  std::vector<store::RequestDetail> details(const std::vector<std::string>& ids, std::size_t notes = 100) {
    store::DetailQuery query;
    query.notes = notes;
    for (const std::string& id : ids) query.requests.push_back(request(id).number);
    const auto found = store().details(query);
    EXPECT_TRUE(found) << found.error().text;
    EXPECT_EQ(found ? found->size() : 0, ids.size());
    return found.value_or(std::vector<store::RequestDetail>(ids.size()));
  }
  store::RequestDetail detail(const std::string& id, std::size_t notes = 100) { return details({id}, notes).front(); }

  void tell(const std::string& reference, const std::string& note, std::optional<open311::Status> status = {}) {
    open311::Change change;
    change.reference = reference;
    change.changed = now();
    change.note = note;
    change.status = status;
    apply({change});
  }
  void link(const std::string& reference, open311::Links links) {
    pass(std::chrono::minutes{1});
    open311::Change change;
    change.reference = reference;
    change.changed = now();
    change.links = std::move(links);
    EXPECT_EQ(apply({change}).applied, 1U);
  }
  static std::vector<std::string> ids_of(const std::vector<store::Linked>& linked) {
    std::vector<std::string> ids;
    for (const auto& each : linked) ids.push_back(each.id);
    return ids;
  }
  void say(const std::string& request, const std::string& text, std::optional<open311::Status> status = {}) {
    open311::Update update;
    update.description = text;
    update.status = status;
    say(request, std::move(update));
  }
  void answer(const std::string& request, std::vector<open311::AttributeValue> answers) {
    open311::Update update;
    update.attributes = std::move(answers);
    say(request, std::move(update));
  }
  void say(const std::string& request, open311::Update said) {
    open311::AcceptedUpdate update;
    update.jurisdiction = kJurisdiction;
    update.request = request;
    update.id = request + "-" + std::to_string(++said_);
    update.interface_used = "fixmystreet";
    update.updated = update.received = now();
    update.update = std::move(said);
    const auto taken = store().take_update(update, {}, {});
    ASSERT_TRUE(taken) << taken.error().text;
  }
  static std::vector<std::string> texts(const store::RequestDetail& detail) {
    std::vector<std::string> texts;
    for (const auto& entry : detail.history) texts.push_back(entry.text);
    return texts;
  }

 private:
  int said_ = 0;
};

}  // namespace r311::test
