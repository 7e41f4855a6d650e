// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "abi/draft/kv.h"
#include "abi/draft/log.h"
#include "abi/draft/options.h"
#include "abi/plugin.h"
#include "call.hpp"
#include "detail/view.hpp"
#include "options.hpp"
#include "outcome.hpp"

namespace relay311 {

enum class Level : std::uint32_t {
  debug = R311_LOG_DEBUG,  // may hold personal data; the others may not
  info = R311_LOG_INFO,
  warning = R311_LOG_WARNING,
  error = R311_LOG_ERROR
};

// What the gateway offers to one instance; lives as long as the instance. Any thread may call any method.
class Host {
 public:
  // Throws Failure(unsupported) if the gateway does not offer what every gateway of this ABI does.
  explicit Host(const r311_host& abi)
      : abi_(abi),
        log_(offered<r311_log>(R311_LOG_ID)),
        kv_(offered<r311_kv>(R311_KV_ID)),
        options_{offered<r311_options>(R311_OPTIONS_ID), abi.self, false} {}
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // The back end's name in the configuration.
  std::string_view backend() const { return detail::view_of(abi_.backend); }
  // Absolute; the adapter's own files belong below it.
  std::string data_directory() const { return detail::copy(abi_.data_directory); }

  Options options() const { return Options(options_); }
  // Whether a mistake was told through options(). An adapter whose constructor told one is not used.
  bool mistakes() const { return options_.mistaken; }

  // Looks whether a file that the options name was changed, for an adapter that takes some of its options anew while it
  // runs. True: options() now says what stands there, checked against the option table, and mistakes() is false until
  // one is told; such mistakes the gateway logs with FILE:LINE:COLUMN. False: there is nothing new, or it has mistakes,
  // which are logged. Only within a call.
  bool reload() {
    const auto look = detail::read(*options_.api, &r311_options::reload);
    if (look == nullptr || look(abi_.self) != R311_RELOAD_NEW) return false;
    options_.mistaken = false;
    return true;
  }

  // Writes a line to the gateway's log, with the back end's name and the call's trace id; `call` may be null.
  void log(Level level, const Call* call, std::string_view text) const {
    const r311_text_view trace = call == nullptr ? detail::absent() : detail::lend(call->trace_id());
    log_->write(abi_.self, static_cast<std::uint32_t>(level), trace, detail::lend(text));
  }

  // Durable state of this back end, such as a session token. A key has 1 to R311_KV_KEY_MOST bytes, a value at most
  // R311_KV_VALUE_MOST. They throw Failure(internal) for a key or value that is none and Failure(unavailable) if the
  // state can't be reached.
  std::optional<std::string> get(std::string_view key) const {
    Taken taken;
    const r311_value_sink sink{sizeof(r311_value_sink), 0, reinterpret_cast<r311_sink_handle*>(&taken), &take};
    const r311_outcome outcome = kv_->get(abi_.self, detail::lend(key), &sink);
    if (taken.thrown) std::rethrow_exception(taken.thrown);
    if (outcome != R311_NOT_FOUND) expect_done(outcome);
    return taken.value;
  }
  // Durable once it returns.
  void put(std::string_view key, std::string_view value) const {
    expect_done(kv_->put(abi_.self, detail::lend(key), detail::lend(value)));
  }
  void remove(std::string_view key) const { expect_done(kv_->put(abi_.self, detail::lend(key), detail::absent())); }

 private:
  struct Taken {
    std::optional<std::string> value;
    std::exception_ptr thrown;
  };

  static void take(r311_sink_handle* self, r311_text_view value) noexcept {
    auto& taken = *reinterpret_cast<Taken*>(self);
    try {
      taken.value = detail::copy(value);
    } catch (...) {
      taken.thrown = std::current_exception();
    }
  }

  static void expect_done(r311_outcome outcome) {
    if (outcome == R311_OK) return;
    if (outcome == R311_INVALID)
      throw Failure(Outcome::internal, "a key or value of durable state is too long or empty");
    throw Failure(Outcome::unavailable, "the gateway's durable state can't be reached");
  }

  template <class Interface>
  const Interface* offered(const char* id) const {
    const void* found = abi_.get_interface(abi_.self, detail::lend_literal(id));
    if (found == nullptr)
      throw Failure(Outcome::unsupported,
                    std::string("the gateway does not offer ") + id + ": it needs another release");
    return static_cast<const Interface*>(found);
  }

  const r311_host& abi_;
  const r311_log* log_;
  const r311_kv* kv_;
  mutable detail::OptionSource options_;
};

}  // namespace relay311
