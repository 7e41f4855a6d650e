// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "store/store.h"
#include "support/manual_clock.h"

// What every implementation of Store promises. An implementation joins by instantiating the suite with its kind.
namespace r311::test {

// Where one test's store lives. Opened more than once, it is the same store; destroyed, nothing of it is left.
class StorePlace {
 public:
  virtual ~StorePlace() = default;
  virtual std::unique_ptr<store::Store> open(const Clock& clock) = 0;
  // So much time passes for leases that are told by another clock than that of open().
  virtual void pass(Milliseconds) {}
};

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StorePlace>()> place;
  bool shared = false;  // several processes may have it open

  friend void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }
};

inline constexpr const char* kJurisdiction = "springfield.example";
inline constexpr const char* kHighways = "springfield.example/highways";

// A report that uses every field, requested at `requested`.
open311::AcceptedReport full_report(const std::string& id, Time requested);
// One that uses as few as there may be.
open311::AcceptedReport plain_report(const std::string& id, Time requested);

class StoreContract : public testing::TestWithParam<StoreKind> {
 protected:
  StoreContract() : place_(GetParam().place()), store_(place_->open(clock_)) {}

  store::Store& store() { return *store_; }
  // The process ends and starts again.
  void reopen() {
    store_.reset();
    store_ = place_->open(clock_);
  }

  // Accepts and waits for the disk.
  Result<store::Accepted> accept(open311::AcceptedReport report, const std::string& destination = kHighways,
                                 std::vector<store::Repeat> repeats = {});
  // Accepts a realtime pothole of `id`, requested now.
  void accept_plain(const std::string& id);

  // The one delivery of `id`, which must be due.
  store::Delivery due_delivery(const std::string& id, const std::string& destination = kHighways);
  // Begins and settles it as it was handed out.
  store::Settled settle(store::Delivery delivery, store::DeliveryState state, const std::string& reference = {});
  // Accepts and delivers: the back end knows it as `reference`.
  void accept_delivered(const std::string& id, const std::string& reference);

  std::vector<std::string> ids(const store::RequestQuery& query);
  open311::ServiceRequest request(const std::string& id);
  // Adds a delivery behind those of the request; its content is "content of KEY".
  void follow(std::int64_t request, store::DeliveryKind kind, const std::string& key);
  // A report 1 with a photo (1-photo) and a note (1-note) behind its create. Answers the store's number of it.
  std::int64_t accept_with_followers();
  // Keys of what is due at the highways.
  std::vector<std::string> due_keys();
  // What an operator called pat does "because".
  std::int64_t act(store::OperatorAction action, const store::DeliveryFilter& filter = {});
  // Of the create of `id`.
  store::DeliveryState state_of(const std::string& id);
  store::PollEffect apply(std::vector<open311::Change> changes, const std::string& cursor = "c");

  Time now() const { return clock_.now(); }
  // Time passes for all.
  void pass(Milliseconds by) {
    clock_.advance(by);
    place_->pass(by);
  }
  static store::RequestQuery all() {
    store::RequestQuery query;
    query.jurisdiction = kJurisdiction;
    return query;
  }

  ManualClock clock_;
  std::unique_ptr<StorePlace> place_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace r311::test
