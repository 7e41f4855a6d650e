// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "open311/model.h"
#include "relay311/abi/draft/changes.h"

namespace r311::plugin {

// How much one poll may tell.
struct PollBounds {
  std::size_t changes = 10'000;  // those left out count as well
  std::size_t bytes = std::size_t{64} << 20;
};

// Takes the changes of one poll from a plugin, copies and checks each. A change that breaks the rules of
// abi/draft/changes.h is left out and logged; the others are taken. Once a bound is reached it takes no more.
// Used by one thread at a time; the strings it is made with outlive it.
class ChangeIntake {
 public:
  ChangeIntake(std::string_view backend, std::string_view trace, PollBounds bounds = {});
  ChangeIntake(const ChangeIntake&) = delete;
  ChangeIntake& operator=(const ChangeIntake&) = delete;

  const r311_change_sink* abi() const { return &abi_; }

  std::vector<open311::Change> take() { return std::move(changes_); }
  // How many were left out.
  std::size_t refused() const { return refused_; }
  // Whether the plugin went on after it was told that no more is taken: what its cursor stands for is then unknown.
  bool overrun() const { return overrun_; }
  // Whether there is more to tell: the plugin said so, or a bound was reached.
  bool more() const { return full_ || more_; }

 private:
  static std::int32_t add(r311_sink_handle* self, const r311_change* change) noexcept;
  static void tell_more(r311_sink_handle* self) noexcept;
  std::int32_t take_one(const r311_change* lent);

  std::string_view backend_;
  std::string_view trace_;
  PollBounds bounds_;
  std::vector<open311::Change> changes_;
  std::size_t bytes_ = 0;
  std::size_t refused_ = 0;
  bool full_ = false;
  bool more_ = false;
  bool overrun_ = false;
  const r311_change_sink abi_;
};

// One change as a value, or what is wrong with it as a clause ("has neither reference nor idempotency key").
Result<open311::Change> change_of(const r311_change& lent);

// True if `reference` may name a work order: 1 to R311_REFERENCE_MOST bytes of clean UTF-8 (text::clean).
bool is_reference(std::string_view reference);

}  // namespace r311::plugin
