// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "plugin/kv_port.h"

namespace r311::test {

// Adapters' durable state that lives as long as the test. Any thread may call any method.
class MemoryKv final : public plugin::KvPort {
 public:
  Result<std::optional<std::string>> get_value(const std::string& backend, const std::string& key) override {
    const std::lock_guard lock(mutex_);
    if (broken_) return fail(Kind::unavailable, "the disk is away");
    const auto found = values_.find({backend, key});
    return found == values_.end() ? std::nullopt : std::optional<std::string>(found->second);
  }

  Result<void> put_value(const std::string& backend, const std::string& key,
                         std::optional<std::string> value) override {
    const std::lock_guard lock(mutex_);
    if (broken_) return fail(Kind::unavailable, "the disk is away");
    if (value)
      values_[{backend, key}] = std::move(*value);
    else
      values_.erase({backend, key});
    return {};
  }

  // From now on every call fails with Kind::unavailable.
  void break_down() {
    const std::lock_guard lock(mutex_);
    broken_ = true;
  }

 private:
  std::mutex mutex_;
  bool broken_ = false;
  std::map<std::pair<std::string, std::string>, std::string> values_;
};

}  // namespace r311::test
