// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "delivery/destination.h"
#include "store/sqlite/sqlite_store.h"
#include "support/failing_store.h"
#include "support/folder.h"
#include "support/manual_clock.h"
#include "support/scripted_adapter.h"

namespace r311::delivery {

// A destination whose calls may take 30 seconds, with back-off from 5 seconds to 15 minutes, for a week.
inline DestinationPlan usual_plan() {
  DestinationPlan plan;
  plan.window = 4;
  plan.deadline = std::chrono::seconds{30};
  plan.poll_every = std::chrono::minutes{1};
  plan.retry_first = std::chrono::seconds{5};
  plan.retry_most = std::chrono::minutes{15};
  plan.give_up_after = std::chrono::hours{7 * 24};
  return plan;
}

// One council with a real store on disk, a clock that a test ticks, and chance that always chooses the longest pause.
class Town {
 public:
  explicit Town(std::string destination = "springfield.example/highways") : name(std::move(destination)) { open(); }

  // As a restart of the process: what was not on disk is gone.
  void restart() {
    store.reset();
    open();
  }

  // Stores a report and its delivery; `id` is both the report's and the key of its create.
  void accept(const std::string& id) {
    open311::AcceptedReport report;
    report.jurisdiction = "springfield.example";
    report.id = id;
    report.service_code = "POT";
    report.service_name = "Pothole";
    report.backend_code = "POT";
    report.requested = clock->now();
    report.report.position = {51.5, -0.1};
    report.report.description = "A hole";
    const auto written = std::make_shared<std::promise<Result<store::Accepted>>>();
    store->accept(std::move(report), name,
                  [written](Result<store::Accepted> result) { written->set_value(std::move(result)); });
    EXPECT_TRUE(written->get_future().get());
  }

  DestinationPlan plan() const {
    auto made = usual_plan();
    made.name = name;
    made.jurisdiction = "springfield.example";
    made.backend = "highways";
    return made;
  }
  DestinationPlan duplicate_safe_plan() const {
    auto made = plan();
    made.duplicate_safe = true;
    return made;
  }

  Surroundings surroundings() const {
    return {store, clock, ids, [] { return 1.0; }};
  }

  std::shared_ptr<Destination> destination(std::shared_ptr<plugin::Adapter> adapter, const DestinationPlan& as) const {
    return std::make_shared<Destination>(as, surroundings(), std::move(adapter));
  }
  std::shared_ptr<Destination> destination(std::shared_ptr<plugin::Adapter> adapter) const {
    return destination(std::move(adapter), plan());
  }

  std::int64_t count(store::DeliveryState state) const {
    const auto census = store->census(name).value();
    for (const auto& [each, number] : census)
      if (each == state) return number;
    return 0;
  }
  // All attempts of the nth delivery that was accepted, from 1.
  std::vector<store::Attempt> attempts(std::int64_t delivery) const { return store->attempts(delivery).value(); }

  const std::string name;
  test::Folder folder;
  std::shared_ptr<test::ManualClock> clock = std::make_shared<test::ManualClock>();
  std::shared_ptr<IdSource> ids = std::make_shared<IdSource>(*clock);
  std::shared_ptr<test::FailingStore> store;

 private:
  void open() {
    auto opened = store::open_sqlite(folder.path() / "relay311.db", *clock);
    store = std::make_shared<test::FailingStore>(std::move(opened.value()));
  }
};

}  // namespace r311::delivery
