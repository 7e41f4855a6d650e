// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "config/finding.h"
#include "plugin/kv_port.h"
#include "plugin/option_files.h"
#include "plugin/options_tree.h"
#include "relay311/abi/draft/kv.h"
#include "relay311/abi/draft/log.h"
#include "relay311/abi/plugin.h"

namespace r311::plugin {

// What we offer to one instance: r311.log, r311.kv and r311.options. Lives longer than the instance. Any thread; out of
// memory in a call of the plugin ends the process, since nothing may be thrown across the border.
class HostSide {
 public:
  // `files`: where the options came from, for a plugin that looks at them again; nothing: they never change.
  HostSide(std::string backend, std::string data_directory, OptionsTree options, KvPort& kv,
           std::optional<OptionFiles> files = {});
  HostSide(const HostSide&) = delete;
  HostSide& operator=(const HostSide&) = delete;

  const r311_host& abi() const { return abi_; }

  // The mistakes told so far; later ones are only logged. At most 1000 are kept.
  config::Findings finish_loading();

 private:
  const OptionsTree& options() const { return *options_.load(); }
  static HostSide& of(r311_host_handle* host) { return *reinterpret_cast<HostSide*>(host); }
  static const void* get_interface(r311_host_handle* self, r311_text_view id) noexcept;
  static void write(r311_host_handle* host, std::uint32_t level, r311_text_view trace, r311_text_view text) noexcept;
  static r311_outcome get(r311_host_handle* host, r311_text_view key, const r311_value_sink* sink) noexcept;
  static r311_outcome put(r311_host_handle* host, r311_text_view key, r311_text_view value) noexcept;
  static void mistake(r311_host_handle* host, r311_text_view path, r311_text_view found,
                      r311_text_view expected) noexcept;
  static std::uint32_t reload(r311_host_handle* host) noexcept;

  const std::string backend_;
  const std::string data_directory_;
  std::deque<OptionsTree> trees_;  // those that were replaced too: plugins keep views of them
  std::atomic<const OptionsTree*> options_;
  std::optional<OptionFiles> files_;  // used by reload() alone
  KvPort& kv_;
  std::mutex mutex_;
  bool loading_ = true;        // guarded by mutex_
  config::Findings findings_;  // guarded by mutex_
  const r311_host abi_;
};

}  // namespace r311::plugin
