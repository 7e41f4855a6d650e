// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
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

// Takes its call out of the destination's when it ends.
class Destination::Slot {
 public:
  Slot(Destination& of, Call& its, Lent lent) : destination(of), call(its), instance(std::move(lent)) {}
  ~Slot() {
    const std::lock_guard lock(destination.mutex_);
    destination.calls_.erase(call.delivery.id);
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  Destination& destination;
  Call& call;  // its delivery and purpose are this thread's to read; it is changed under the destination's mutex
  Lent instance;
};

}  // namespace r311::delivery
