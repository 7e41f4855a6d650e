// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "support/gateway_process.h"

namespace r311::test {

// A back end behind the misbehaving adapter. Its jurisdiction is NAME.example, with the one service POT.
struct FaultyBackEnd {
  std::string name;
  bool remembers = false;  // a key that it has makes no second work order; declared duplicate_safe
  std::string more;        // further lines of its configuration, each "    key: value\n"
  bool finds = false;      // it can be asked what became of a key
  bool probes = false;     // it tells whether it is down
};

// A work order as the back end has it.
struct WorkOrder {
  std::string key;
  std::string reference;
  std::string text;
};

// A delivery as the gateway's store has it.
struct StoredDelivery {
  std::string destination;
  std::string key;
  std::string state;
  std::string reason;
};

// A configuration of such back ends and all their files, in a folder of its own. Its answers are fresh each time;
// any thread, but order() is for one.
class FaultyCity {
 public:
  // `head`: the first lines of its configuration.
  explicit FaultyCity(const std::vector<FaultyBackEnd>& back_ends, const std::string& head = "");

  const std::filesystem::path& config() const { return config_; }
  const std::filesystem::path& data() const { return data_; }

  // What the adapter of that back end does from its next call on; tests/faults/adapter/orders.h has the words.
  void order(const std::string& back_end, const std::string& orders) const;
  // Ends its hangs, for good.
  void release(const std::string& back_end) const;

  std::vector<WorkOrder> work_orders(const std::string& back_end) const;  // in the order of creating
  std::vector<std::string> called(const std::string& back_end) const;     // the key of each submit that began
  std::size_t calls(const std::string& back_end) const { return called(back_end).size(); }
  // In the order of acceptance, read from the store's file whether or not a gateway has it; none if there is no store.
  std::vector<StoredDelivery> deliveries(const std::string& back_end) const;
  std::size_t count(const std::string& back_end, const std::string& state) const;

 private:
  TemporaryDirectory folder_;
  std::filesystem::path config_, data_, backend_;
};

}  // namespace r311::test
