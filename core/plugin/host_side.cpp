// SPDX-License-Identifier: Apache-2.0
#include "plugin/host_side.h"

#include <optional>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "plugin/abi_view.h"

namespace r311::plugin {

namespace {

constexpr std::size_t most_path = 4096;
constexpr std::size_t most_phrase = 1000;
constexpr std::size_t most_log_text = 8192;
constexpr std::size_t most_name = 256;  // of interfaces and traces
constexpr std::size_t most_mistakes = 1000;
constexpr std::size_t most_told = 20;  // mistakes of a file that was changed while the gateway runs

log::Level level_of(std::uint32_t level) {
  switch (level) {
    case R311_LOG_DEBUG:
      return log::Level::debug;
    case R311_LOG_WARNING:
      return log::Level::warning;
    case R311_LOG_ERROR:
      return log::Level::error;
    default:
      return log::Level::info;
  }
}

std::optional<std::string> key_of(r311_text_view key) {
  const auto given = bytes(key, R311_KV_KEY_MOST);
  if (!given || given->empty() || !text::is_utf8(*given)) return std::nullopt;
  return std::string(*given);
}

void tell_mistake(const std::string& backend, const config::Finding& finding) {
  log::warning("a mistake in a changed file of options; what was read before stays in use",
               {{"backend", backend}, {"mistake", to_text(finding)}});
}

}  // namespace

HostSide::HostSide(std::string backend, std::string data_directory, OptionsTree options, KvPort& kv,
                   std::optional<OptionFiles> files)
    : backend_(std::move(backend)),
      data_directory_(std::move(data_directory)),
      trees_{std::move(options)},
      options_(&trees_.back()),
      files_(std::move(files)),
      kv_(kv),
      abi_{sizeof(r311_host), 0, reinterpret_cast<r311_host_handle*>(this), lend(backend_), lend(data_directory_),
           &get_interface} {}

config::Findings HostSide::finish_loading() {
  const std::lock_guard lock(mutex_);
  loading_ = false;
  return std::exchange(findings_, {});
}

const void* HostSide::get_interface(r311_host_handle*, r311_text_view id) noexcept {
  static constexpr r311_log log{sizeof(r311_log), 0, &write};
  static constexpr r311_kv kv{sizeof(r311_kv), 0, &get, &put};
  static constexpr r311_options options{sizeof(r311_options),
                                        0,
                                        [](r311_host_handle* host, r311_text_view path) noexcept -> std::uint32_t {
                                          const auto given = bytes(path, most_path);
                                          return given ? of(host).options().kind(*given) : R311_NODE_ABSENT;
                                        },
                                        [](r311_host_handle* host, r311_text_view path) noexcept {
                                          const auto given = bytes(path, most_path);
                                          return given ? of(host).options().text(*given) : absent();
                                        },
                                        [](r311_host_handle* host, r311_text_view path) noexcept -> std::uint64_t {
                                          const auto given = bytes(path, most_path);
                                          return given ? of(host).options().count(*given) : 0;
                                        },
                                        [](r311_host_handle* host, r311_text_view path, std::uint64_t index) noexcept {
                                          const auto given = bytes(path, most_path);
                                          return given ? of(host).options().name(*given, index) : absent();
                                        },
                                        &mistake,
                                        &reload};
  const auto wanted = bytes(id, most_name);
  if (wanted == R311_LOG_ID) return &log;
  if (wanted == R311_KV_ID) return &kv;
  if (wanted == R311_OPTIONS_ID) return &options;
  return nullptr;
}

void HostSide::write(r311_host_handle* host, std::uint32_t level, r311_text_view trace, r311_text_view text) noexcept {
  if (!log::enabled(level_of(level))) return;
  log::write(
      level_of(level), "an adapter says",
      {{"backend", of(host).backend_}, {"trace", readable(trace, most_name)}, {"text", readable(text, most_log_text)}});
}

r311_outcome HostSide::get(r311_host_handle* host, r311_text_view key, const r311_value_sink* sink) noexcept {
  HostSide& self = of(host);
  const auto name = key_of(key);
  if (!name || sink == nullptr) return R311_INVALID;
  const auto value = self.kv_.get_value(self.backend_, *name);
  if (!value) {
    log::warning("an adapter's durable state can't be read",
                 {{"backend", self.backend_}, {"reason", value.error().text}});
    return R311_UNAVAILABLE;
  }
  if (!*value) return R311_NOT_FOUND;
  const auto take = read(*sink, &r311_value_sink::value);
  if (take == nullptr) return R311_INVALID;
  take(sink->self, lend(**value));
  return R311_OK;
}

r311_outcome HostSide::put(r311_host_handle* host, r311_text_view key, r311_text_view value) noexcept {
  HostSide& self = of(host);
  const auto name = key_of(key);
  const auto given = bytes(value, R311_KV_VALUE_MOST);
  if (!name || !given || !text::is_utf8(*given)) return R311_INVALID;
  auto content = is_absent(value) ? std::nullopt : std::optional<std::string>(*given);
  const auto done = self.kv_.put_value(self.backend_, *name, std::move(content));
  if (done) return R311_OK;
  log::warning("an adapter's durable state can't be written",
               {{"backend", self.backend_}, {"reason", done.error().text}});
  return R311_UNAVAILABLE;
}

void HostSide::mistake(r311_host_handle* host, r311_text_view path, r311_text_view found,
                       r311_text_view expected) noexcept {
  HostSide& self = of(host);
  const std::string where = readable(path, most_path);
  const std::string what = readable(found, most_phrase);
  const std::lock_guard lock(self.mutex_);
  config::Finding finding = self.options().finding(where, what, readable(expected, most_phrase));
  if (!self.loading_) return tell_mistake(self.backend_, finding);
  if (self.findings_.size() < most_mistakes) self.findings_.push_back(std::move(finding));
}

std::uint32_t HostSide::reload(r311_host_handle* host) noexcept {
  HostSide& self = of(host);
  if (!self.files_) return R311_RELOAD_SAME;
  auto checked = self.files_->look();
  if (!checked) return R311_RELOAD_SAME;
  for (std::size_t i = 0; i < checked->findings.size() && i < most_told; ++i)
    tell_mistake(self.backend_, checked->findings[i]);
  if (!checked->findings.empty()) return R311_RELOAD_SAME;
  self.options_ = &self.trees_.emplace_back(std::move(checked->options), self.files_->where());
  return R311_RELOAD_NEW;
}

}  // namespace r311::plugin
