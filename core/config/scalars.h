// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The forms that values take in a configuration. Pure functions; nothing for text of another form.
namespace r311::config {

using Milliseconds = std::chrono::milliseconds;

// "500ms", "30s", "5m", "2h", "1d".
std::optional<Milliseconds> parse_duration(std::string_view text);
std::string show_duration(Milliseconds duration);

// "512", "64KB", "20MB", "1GB", each 1024 of the smaller.
std::optional<std::size_t> parse_size(std::string_view text);
std::string show_size(std::size_t bytes);

// "-?[0-9]+" that fits.
std::optional<std::int64_t> parse_integer(std::string_view text);

// "true" or "false".
std::optional<bool> parse_boolean(std::string_view text);
// What somebody meant by "yes", "On", "0" and the like; empty: nothing near.
std::string meant_boolean(std::string_view text);

// HOST:PORT or [IPv6]:PORT; `host` comes without brackets. Port 0 lets the system choose.
struct Listen {
  std::string host;
  int port = 0;
};
std::optional<Listen> parse_listen(std::string_view text);

}  // namespace r311::config
