// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "base/result.h"

namespace r311::plugin {

// Where adapters keep durable state; core/app joins it to the store, which this folder does not know.
// Any thread may call. Does not throw.
class KvPort {
 public:
  virtual ~KvPort() = default;
  // Nothing if `backend` has no such key.
  virtual Result<std::optional<std::string>> get_value(const std::string& backend, const std::string& key) = 0;
  // Durable once it returns success. No value removes the key.
  virtual Result<void> put_value(const std::string& backend, const std::string& key,
                                 std::optional<std::string> value) = 0;
};

}  // namespace r311::plugin
