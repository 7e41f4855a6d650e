// SPDX-License-Identifier: Apache-2.0
#include "app/store_copy.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string_view>
#include <system_error>

#include "app/exit_code.h"
#include "config/read_yaml.h"
#include "store/copy.h"

namespace r311::app {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTellEvery{200};

// One line on a terminal that is written over; nothing where nobody watches.
class Progress {
 public:
  explicit Progress(bool json) : shown_(!json && ::isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (told_) std::fputs("\r\x1b[K", stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void tell(std::string_view table, std::int64_t rows, std::int64_t all) {
    const auto now = steady_clock::now();
    if (!shown_ || (told_ && now - *told_ < kTellEvery)) return;
    told_ = now;
    std::fprintf(stderr, "\r\x1b[K%.*s: %lld of %lld", static_cast<int>(table.size()), table.data(),
                 static_cast<long long>(rows), static_cast<long long>(all));
    std::fflush(stderr);
  }

 private:
  const bool shown_;
  std::optional<steady_clock::time_point> told_;
};

// Nothing, after telling why, for a reference to a secret that can't be followed.
std::optional<std::string> address(const char* option, const std::string& written,
                                   const std::filesystem::path& folder) {
  config::Node node;
  node.kind = config::Node::Kind::scalar;
  node.text = written;
  config::Findings findings;
  config::resolve(node, folder, findings);
  if (findings.empty()) return node.text;
  std::fprintf(stderr, "relay311: %s: found %s, expected %s\n", option, findings.front().found.c_str(),
               findings.front().expected.c_str());
  return std::nullopt;
}

void print(const store::Copied& copied) {
  std::size_t width = 0;
  for (const auto& table : copied.tables) width = std::max(width, table.name.size());
  for (const auto& table : copied.tables) {
    std::printf("%-*s  %10lld\n", static_cast<int>(width), table.name.c_str(), static_cast<long long>(table.rows));
  }
  std::printf("Copied %s to %s; each table has as many rows there as here.\n", copied.from.c_str(), copied.to.c_str());
}

void print_json(const store::Copied& copied) {
  Poco::JSON::Array tables;
  for (const auto& table : copied.tables) {
    Poco::JSON::Object row(Poco::JSON_PRESERVE_KEY_ORDER);
    row.set("name", table.name);
    row.set("rows", static_cast<Poco::Int64>(table.rows));
    tables.add(row);
  }
  Poco::JSON::Object document(Poco::JSON_PRESERVE_KEY_ORDER);
  document.set("from", copied.from);
  document.set("to", copied.to);
  document.set("tables", tables);
  document.stringify(std::cout, 2);
  std::cout << '\n';
}

}  // namespace

int copy_store(const StoreCopyOptions& options) {
  const SystemClock clock;
  const auto data = std::filesystem::absolute(options.data.empty() ? "." : options.data).lexically_normal();
  const auto from = address("--from", options.from, data);
  const auto to = address("--to", options.to, data);
  if (!from || !to) return exit_usage;
  std::optional<Progress> progress(std::in_place, options.json);
  const auto copied = store::copy_store(
      *from, *to, data, clock, [&](std::string_view table, auto rows, auto all) { progress->tell(table, rows, all); });
  progress.reset();
  if (!copied) {
    std::fprintf(stderr, "relay311: %s\nrelay311: nothing was copied\n", copied.error().text.c_str());
    return copied.error().kind == Kind::invalid ? exit_usage : exit_cannot_start;
  }
  if (options.json) {
    print_json(*copied);
  } else {
    print(*copied);
  }
  return exit_ok;
}

}  // namespace r311::app
