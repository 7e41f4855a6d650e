// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>
#include <condition_variable>
#include <mutex>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/intake.h"
#include "gateway/jurisdiction.h"
#include "gateway/query.h"
#include "store/sqlite/sqlite_store.h"
#include "support/failing_store.h"
#include "support/folder.h"
#include "support/manual_clock.h"

namespace r311::gateway {

inline open311::Service service(std::string code, open311::ServiceType type) {
  open311::Service made;
  made.code = std::move(code);
  made.name = "Service " + made.code;
  made.group = "Streets";
  made.type = type;
  return made;
}

inline JurisdictionPlan springfield_plan() {
  JurisdictionPlan plan;
  plan.id = "springfield.example";
  plan.name = "City of Springfield";
  plan.contact = "open311@springfield.example";
  plan.key_service = "Ask the city clerk for a key.";
  plan.zone = Zone::find("America/Chicago").value();
  auto pothole = service("POT", open311::ServiceType::realtime);
  pothole.backend_code = "S-17";
  pothole.notice = "Holes are filled within\x01 a week.";
  open311::Attribute depth;
  depth.code = "depth";
  depth.datatype = open311::Datatype::number;
  depth.required = true;
  depth.description = "Depth in cm";
  pothole.attributes.push_back(depth);
  plan.services = {{pothole, "highways"},
                   {service("BULKY", open311::ServiceType::batch), "waste"},
                   {service("ANON", open311::ServiceType::blackbox), "waste"}};
  return plan;
}

inline open311::Parameters form(const std::vector<std::pair<std::string, std::string>>& pairs) {
  open311::Parameters made;
  for (const auto& [name, value] : pairs) made.add(name, value);
  return made;
}

// One council with a real store on disk and a clock that a test ticks.
struct City {
  City() {
    auto opened = store::open_sqlite(folder.path() / "relay311.db", clock);
    store = std::make_unique<test::FailingStore>(std::move(opened.value()));
    intake.emplace(
        *store, ids, clock, [this](const std::string& destination) { wake(destination); }, awaiting);
  }

  void wake(const std::string& destination) {
    const std::lock_guard lock(mutex);
    woken.push_back(destination);
    told.notify_all();
  }

  // Posts and waits for the answer.
  Intake::Posted post(const open311::Parameters& sent, std::vector<open311::Attachment> attachments = {},
                      const std::string& idempotency_key = "") {
    const auto answered = std::make_shared<std::promise<Intake::Posted>>();
    intake->post(jurisdiction, sent, {"fixmystreet", "TRACE", idempotency_key, std::move(attachments)},
                 [answered](Intake::Posted posted) { answered->set_value(std::move(posted)); });
    return answered->get_future().get();
  }
  Intake::Posted post_pothole() {
    return post(form({{"service_code", "POT"},
                      {"lat", "41.8"},
                      {"long", "-87.6"},
                      {"description", "A hole"},
                      {"attribute[depth]", "12"}}));
  }
  Intake::Posted post_to(const std::string& code) {
    return post(form({{"service_code", code}, {"lat", "41.8"}, {"long", "-87.6"}, {"description", "Rubbish"}}));
  }

  // What waits for `backend`, as its worker sees it.
  std::vector<store::Delivery> waiting(const std::string& backend) {
    return store->due("springfield.example/" + backend, clock.now(), 100).value();
  }
  // Settles all that waits for `backend` as delivered.
  void deliver(const std::string& backend) {
    for (auto& delivery : waiting(backend)) {
      ASSERT_TRUE(store->begin(delivery, clock.now()));
      delivery.state = store::DeliveryState::sending;
      ++delivery.attempts;
      store::Settlement settlement;
      settlement.state = store::DeliveryState::delivered;
      settlement.outcome = "ok";
      settlement.reference = "WO-" + delivery.key;
      settlement.started = clock.now();
      ASSERT_TRUE(store->settle(delivery, settlement));
    }
  }

  test::Folder folder;
  test::ManualClock clock;
  IdSource ids{clock};
  Jurisdiction jurisdiction{springfield_plan()};
  std::vector<std::string> woken;  // by threads of the store, before a post is answered
  std::mutex mutex;
  std::condition_variable told;
  std::unique_ptr<test::FailingStore> store;
  std::shared_ptr<Awaiting> awaiting = std::make_shared<Awaiting>(clock, false);
  std::optional<Intake> intake;
};

}  // namespace r311::gateway
