// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "plugin/adapter.h"

namespace r311::delivery {

// Makes one more adapter instance for a destination. Any thread, one call at a time.
using MakeAdapter = std::function<Result<std::shared_ptr<plugin::Adapter>>()>;

// The adapter instances of one destination: one at first, further ones made when all are in use. A call that hangs
// keeps its instance for good. Any thread may call any method.
class Instances {
 public:
  // `first` may be null: there is no adapter. `more` may be null: there is only the one.
  Instances(std::string destination, std::shared_ptr<plugin::Adapter> first, MakeAdapter more);

  bool any() const { return first_ != nullptr; }
  bool can(plugin::Ability ability) const { return first_ != nullptr && first_->can(ability); }

  // One that nobody else uses until it is given back; null if there is none and none can be made.
  std::shared_ptr<plugin::Adapter> take();
  void give_back(std::shared_ptr<plugin::Adapter> instance);

 private:
  std::shared_ptr<plugin::Adapter> take_idle();

  const std::string destination_;
  const std::shared_ptr<plugin::Adapter> first_;
  std::mutex making_;  // making one takes time, in which others are given back and taken
  MakeAdapter more_;   // null once it failed
  std::mutex mutex_;
  std::vector<std::shared_ptr<plugin::Adapter>> idle_;  // the last one given back is taken first
};

}  // namespace r311::delivery
