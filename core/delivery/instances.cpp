// SPDX-License-Identifier: Apache-2.0
#include "delivery/instances.h"

#include <utility>

#include "base/log.h"

namespace r311::delivery {

Instances::Instances(std::string destination, std::shared_ptr<plugin::Adapter> first, MakeAdapter more)
    : destination_(std::move(destination)), first_(std::move(first)), more_(first_ ? std::move(more) : nullptr) {
  if (first_) idle_.push_back(first_);
}

std::shared_ptr<plugin::Adapter> Instances::take_idle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return nullptr;
  auto instance = std::move(idle_.back());
  idle_.pop_back();
  return instance;
}

std::shared_ptr<plugin::Adapter> Instances::take() {
  if (auto instance = take_idle()) return instance;
  const std::lock_guard lock(making_);
  if (auto instance = take_idle()) return instance;
  if (!more_) return nullptr;
  auto made = more_();
  if (made && *made) return std::move(*made);
  log::error("no further instance of an adapter could be made; the destination goes on with those that it has",
             {{"destination", destination_}, {"reason", made ? "the maker gave none" : made.error().text}});
  more_ = nullptr;
  return nullptr;
}

void Instances::give_back(std::shared_ptr<plugin::Adapter> instance) {
  if (!instance) return;
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(instance));
}

}  // namespace r311::delivery
