// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "local_time.h"
#include "relay311/adapter.hpp"

namespace sql::test {

// The gateway's side of the border, as far as single parts of the adapter use it: it keeps what is logged, and has no
// options and no state.
class Gateway {
 public:
  Gateway() {
    log_ = {sizeof log_, 0, &write};
    kv_ = {sizeof kv_, 0, &get, &put};
    options_ = {sizeof options_, 0, &kind, &text, &count, &name, &mistake, nullptr};
    host_ = {sizeof host_, 0, reinterpret_cast<r311_host_handle*>(this), view("works"), view("/tmp"), &get_interface};
    host = std::make_unique<relay311::Host>(host_);
  }
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  std::vector<std::string> lines;
  std::unique_ptr<relay311::Host> host;

 private:
  static r311_text_view view(std::string_view text) { return {text.data(), text.size()}; }
  static Gateway& of(r311_host_handle* self) { return *reinterpret_cast<Gateway*>(self); }
  static const void* get_interface(r311_host_handle* self, r311_text_view id) {
    const std::string_view wanted(id.data, id.size);
    if (wanted == R311_LOG_ID) return &of(self).log_;
    if (wanted == R311_KV_ID) return &of(self).kv_;
    return wanted == R311_OPTIONS_ID ? &of(self).options_ : nullptr;
  }
  static void write(r311_host_handle* self, std::uint32_t, r311_text_view, r311_text_view line) {
    of(self).lines.emplace_back(line.data, line.size);
  }
  static r311_outcome get(r311_host_handle*, r311_text_view, const r311_value_sink*) { return R311_NOT_FOUND; }
  static r311_outcome put(r311_host_handle*, r311_text_view, r311_text_view) { return R311_UNAVAILABLE; }
  static std::uint32_t kind(r311_host_handle*, r311_text_view) { return R311_NODE_ABSENT; }
  static r311_text_view text(r311_host_handle*, r311_text_view) { return {nullptr, 0}; }
  static std::uint64_t count(r311_host_handle*, r311_text_view) { return 0; }
  static r311_text_view name(r311_host_handle*, r311_text_view, std::uint64_t) { return {nullptr, 0}; }
  static void mistake(r311_host_handle*, r311_text_view, r311_text_view, r311_text_view) {}

  r311_log log_{};
  r311_kv kv_{};
  r311_options options_{};
  r311_host host_{};
};

// A call with half a minute left.
class CallTerms {
 public:
  CallTerms() {
    const auto deadline = std::chrono::system_clock::now() + std::chrono::seconds(30);
    abi_.size = sizeof abi_;
    abi_.deadline = std::chrono::duration_cast<std::chrono::milliseconds>(deadline.time_since_epoch()).count();
    abi_.trace_id = {"trace", 5};
    abi_.idempotency_key = {"KEY1", 4};
    abi_.cancelled = [](r311_call_handle*) { return std::int32_t{0}; };
  }
  relay311::Call call{abi_};

 private:
  r311_call abi_{};
};

// Takes at most `most` changes.
class Changes {
 public:
  explicit Changes(std::size_t most = 1'000'000) : most_(most) {
    abi_ = {sizeof abi_, 0, reinterpret_cast<r311_sink_handle*>(this), &add, nullptr, nullptr};
  }
  Changes(const Changes&) = delete;
  Changes& operator=(const Changes&) = delete;
  relay311::ChangeSink sink{abi_};
  std::vector<std::string> references;
  std::vector<std::string> statuses;  // "-" where a change has none
  std::vector<std::string> notes;     // likewise
  std::vector<std::string> times;     // UTC
  std::vector<std::int64_t> expected;
  std::vector<std::uint32_t> flags;

 private:
  static std::int32_t add(r311_sink_handle* self, const r311_change* change) {
    auto& changes = *reinterpret_cast<Changes*>(self);
    if (changes.references.size() >= changes.most_) return 0;
    changes.references.emplace_back(change->reference.data, change->reference.size);
    changes.statuses.push_back(or_dash(change->status));
    changes.notes.push_back(or_dash(change->note));
    changes.times.push_back(write_utc(Time(std::chrono::milliseconds(change->changed))));
    changes.expected.push_back(change->expected);
    changes.flags.push_back(change->flags);
    return 1;
  }
  static std::string or_dash(r311_text_view text) {
    return text.data == nullptr ? "-" : std::string(text.data, text.size);
  }
  std::size_t most_;
  r311_change_sink abi_{};
};

}  // namespace sql::test
