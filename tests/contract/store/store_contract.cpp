// SPDX-License-Identifier: Apache-2.0
#include "contract/store/store_contract.h"

#include <future>
#include <utility>

namespace r311::test {

using open311::AcceptedReport;

AcceptedReport plain_report(const std::string& id, Time requested) {
  AcceptedReport accepted;
  accepted.jurisdiction = kJurisdiction;
  accepted.id = id;
  accepted.service_code = "POT";
  accepted.service_name = "Pothole";
  accepted.requested = requested;
  accepted.report.address_string = "1 Main Street";
  return accepted;
}

AcceptedReport full_report(const std::string& id, Time requested) {
  AcceptedReport accepted = plain_report(id, requested);
  accepted.token = "token-" + id;
  accepted.interface_used = "fixmystreet";
  accepted.trace = "T-" + accepted.id;
  accepted.service_group = "Streets & \"roads\"";
  accepted.backend_code = "RD/01:a";
  accepted.type = open311::ServiceType::batch;
  open311::Report& report = accepted.report;
  report.position = open311::Position{51.501364, -0.141890};
  report.address_string = "Brücke 7, «Altstadt»";
  report.address_id = "uprn:10033544614";
  report.description = "title: Loch\n\ndetail: 'tief'; DROP TABLE requests; -- 🕳️ العربية 深い\n";
  report.email = "citizen@example.org";
  report.device_id = "device-1";
  report.account_id = "account-1";
  report.first_name = "Zoë";
  report.last_name = "O'Example";
  report.phone = "+44 20 0000 0000";
  report.media_urls = {"https://img.example/1.jpeg", "https://img.example/2.jpeg?a=b&c=d", "https://img.example/3.png"};
  report.title = "Loch";
  report.detail = "'tief'";
  report.name_public = true;
  report.attributes = {{"depth", {"12"}}, {"where", {"lane", "verge", "lane"}}, {"none", {}}, {"depth", {"13"}}};
  accepted.attachments = {{std::string(64, 'a'), "7.0.full.jpeg", "image/jpeg", 123456},
                          {std::string(64, 'b'), "../../etc/passwd", "application/pdf", 0}};
  return accepted;
}

Result<store::Accepted> StoreContract::accept(AcceptedReport report, const std::string& destination,
                                              std::vector<store::Repeat> repeats) {
  // Shared: the store may still be in set_value when the answer is here already.
  const auto written = std::make_shared<std::promise<Result<store::Accepted>>>();
  auto answer = written->get_future();
  store_->accept(std::move(report), destination, std::move(repeats),
                 [written](Result<store::Accepted> result) { written->set_value(std::move(result)); });
  return answer.get();
}

void StoreContract::accept_plain(const std::string& id) {
  const auto accepted = accept(plain_report(id, now()));
  ASSERT_TRUE(accepted) << accepted.error().text;
}

store::Delivery StoreContract::due_delivery(const std::string& id, const std::string& destination) {
  const auto due = store_->due(destination, now(), 100000);
  EXPECT_TRUE(due) << due.error().text;
  if (due) {
    for (const auto& delivery : *due) {
      if (delivery.key == id) return delivery;
    }
  }
  ADD_FAILURE() << "no delivery of " << id << " is due";
  return {};
}

store::Settled StoreContract::settle(store::Delivery delivery, store::DeliveryState state,
                                     const std::string& reference) {
  const auto begun = store_->begin(delivery, now());
  EXPECT_TRUE(begun) << begun.error().text;
  ++delivery.attempts;
  store::Settlement settlement;
  settlement.state = state;
  settlement.due = now() + std::chrono::minutes{5};
  settlement.outcome = "OUTCOME";
  settlement.reason = "why";
  settlement.reference = reference;
  settlement.started = now();
  settlement.took = Milliseconds{7};
  const auto settled = store_->settle(delivery, settlement);
  EXPECT_TRUE(settled) << settled.error().text;
  return settled.value_or(store::Settled{});
}

void StoreContract::accept_delivered(const std::string& id, const std::string& reference) {
  accept_plain(id);
  settle(due_delivery(id), store::DeliveryState::delivered, reference);
}

std::vector<std::string> StoreContract::ids(const store::RequestQuery& query) {
  const auto requests = store_->requests(query);
  EXPECT_TRUE(requests) << requests.error().text;
  std::vector<std::string> found;
  if (requests) {
    for (const auto& request : *requests) found.push_back(request.id);
  }
  return found;
}

open311::ServiceRequest StoreContract::request(const std::string& id) {
  const auto found = store_->request(kJurisdiction, id);
  EXPECT_TRUE(found && *found) << id;
  return found && *found ? **found : open311::ServiceRequest{};
}

void StoreContract::follow(std::int64_t request, store::DeliveryKind kind, const std::string& key) {
  const auto added = store_->follow(request, {kind, key, "T-" + key, "content of " + key});
  ASSERT_TRUE(added) << added.error().text;
}

std::int64_t StoreContract::accept_with_followers() {
  accept_plain("1");
  const auto request = due_delivery("1").request;
  follow(request, store::DeliveryKind::media, "1-photo");
  follow(request, store::DeliveryKind::update, "1-note");
  return request;
}

std::vector<std::string> StoreContract::due_keys() {
  std::vector<std::string> keys;
  const auto due = store_->due(kHighways, now(), 100).value();
  for (const auto& delivery : due) keys.push_back(delivery.key);
  return keys;
}

std::int64_t StoreContract::act(store::OperatorAction action, const store::DeliveryFilter& filter) {
  const auto moved = store_->act(filter, action, "because", "pat", now());
  EXPECT_TRUE(moved) << moved.error().text;
  return moved.value_or(-1);
}

store::DeliveryState StoreContract::state_of(const std::string& id) {
  const auto story = store_->story(kJurisdiction, id);
  EXPECT_TRUE(story && *story) << id;
  return story && *story ? (*story)->deliveries.at(0).delivery.state : store::DeliveryState::unknown;
}

store::PollEffect StoreContract::apply(std::vector<open311::Change> changes, const std::string& cursor) {
  const auto effect = store_->apply({kHighways, cursor, std::move(changes)});
  EXPECT_TRUE(effect) << effect.error().text;
  return effect.value_or(store::PollEffect{});
}

}  // namespace r311::test
