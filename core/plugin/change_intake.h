// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "open311/model.h"
#include "open311/update.h"
#include "relay311/abi/draft/changes.h"

namespace r311::plugin {

// How much one poll may tell.
struct PollBounds {
  std::size_t changes = 10'000;  // with the work orders; those left out count as well
  std::size_t bytes = std::size_t{64} << 20;
};

// Takes the changes and work orders of one poll from a plugin, copies and checks each. One that breaks the rules of
// abi/draft/changes.h is left out and logged; the others are taken. Once a bound is reached it takes no more.
// Used by one thread at a time; the strings it is made with outlive it.
class ChangeIntake {
 public:
  ChangeIntake(std::string_view backend, std::string_view trace, PollBounds bounds = {});
  ChangeIntake(const ChangeIntake&) = delete;
  ChangeIntake& operator=(const ChangeIntake&) = delete;

  const r311_change_sink* abi() const { return &abi_; }

  std::vector<open311::Change> take() { return std::move(changes_); }
  std::vector<open311::WorkOrder> take_work_orders() { return std::move(work_orders_); }
  // How many were left out, and how many URLs of those that were taken.
  std::size_t refused() const { return refused_; }
  std::size_t refused_urls() const { return refused_urls_; }
  // Whether the plugin went on after it was told that no more is taken: what its cursor stands for is then unknown.
  bool overrun() const { return overrun_; }
  // Whether there is more to tell: the plugin said so, or a bound was reached.
  bool more() const { return full_ || more_; }

 private:
  static std::int32_t add(r311_sink_handle* self, const r311_change* change) noexcept;
  static void tell_more(r311_sink_handle* self) noexcept;
  static std::int32_t add_work_order(r311_sink_handle* self, const r311_work_order* order) noexcept;
  template <class Lent, class Value>
  std::int32_t take_one(const Lent* lent, Result<Value> (*read)(const Lent&), std::vector<Value>& taken,
                        std::string_view what);

  std::string_view backend_;
  std::string_view trace_;
  PollBounds bounds_;
  std::vector<open311::Change> changes_;
  std::vector<open311::WorkOrder> work_orders_;
  std::size_t bytes_ = 0;
  std::size_t refused_ = 0;
  std::size_t refused_urls_ = 0;
  bool full_ = false;
  bool more_ = false;
  bool overrun_ = false;
  const r311_change_sink abi_;
};

// One change as a value, or what is wrong with it as a clause ("has neither reference nor idempotency key"). URLs that
// are none are not taken, for a clerk's slip must not hide a status.
Result<open311::Change> change_of(const r311_change& lent);

// One work order as a value, or what is wrong with it, likewise.
Result<open311::WorkOrder> work_order_of(const r311_work_order& lent);

// True if `reference` may name a work order: 1 to R311_REFERENCE_MOST bytes of clean UTF-8 (text::clean).
bool is_reference(std::string_view reference);

}  // namespace r311::plugin
