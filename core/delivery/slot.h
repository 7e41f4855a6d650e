// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "delivery/destination.h"
#include "delivery/instances.h"

// What belongs to one call of a destination; for its own sources only.
namespace r311::delivery {

// An adapter instance, given back in the end; empty if there was none.
class Lent {
 public:
  explicit Lent(Instances& from) : from_(&from), instance_(from.take()) {}
  Lent(Lent&& other) noexcept : from_(other.from_), instance_(std::move(other.instance_)) {}
  ~Lent() {
    if (instance_) from_->give_back(std::move(instance_));
  }
  Lent& operator=(Lent&&) = delete;
  explicit operator bool() const { return instance_ != nullptr; }
  plugin::Adapter& operator*() const { return *instance_; }
  plugin::Adapter* operator->() const { return instance_.get(); }

 private:
  Instances* from_;
  std::shared_ptr<plugin::Adapter> instance_;
};

// A slot that is taken, until it ends.
class Destination::Slot {
 public:
  explicit Slot(Destination& of) : destination(of) {}
  ~Slot() {
    if (call == nullptr) return;
    const std::lock_guard lock(destination.mutex_);
    destination.calls_.close(*call);
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  Destination& destination;
  Call* call = nullptr;          // this thread's to read; changed under the destination's mutex
  std::optional<Lent> instance;  // null: there is no adapter
};

}  // namespace r311::delivery
