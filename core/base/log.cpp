// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <memory>

#include "base/log_line.h"
#include "base/log_spool.h"

namespace r311::log {
namespace {

constexpr std::size_t spooled_lines = 16'384;

struct State {
  spdlog::logger logger;
  bool json = false;

  std::atomic<Spool*> spool{nullptr};
  std::atomic<std::uint64_t> told_dropped{0};

  State() : logger("relay311") { use(Level::info, false); }
  void use(Level level, bool as_json);
  void print(const Spool::Line& line);
  void tell_dropped();
  std::string line(std::string_view event, Fields fields) const;
};

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

void State::use(Level level, bool as_json) {
  json = as_json;
  logger.sinks().clear();
  if (json) {
    logger.sinks().push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger.set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})", spdlog::pattern_time_type::utc);
  } else {
    logger.sinks().push_back(std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>());
    logger.set_pattern("%H:%M:%S.%e %^%-7l%$ %v", spdlog::pattern_time_type::local);
  }
  logger.set_level(spdlog_level(level));
  logger.flush_on(spdlog::level::trace);
}

void State::print(const Spool::Line& line) {
  logger.log(line.at, spdlog::source_loc{}, spdlog_level(line.level),
             spdlog::string_view_t(line.text.data(), line.text.size()));
}

// Never destroyed: threads that outlive main may still log.
State& state() {
  static State& the = *new State;
  return the;
}

std::string State::line(std::string_view event, Fields fields) const {
  return json ? json_line(event, fields) : readable_line(event, fields);
}

// After a line got through again: how many did not since this was last said.
void State::tell_dropped() {
  const std::uint64_t dropped = spool.load() == nullptr ? 0 : spool.load()->dropped();
  const std::uint64_t before = told_dropped.exchange(dropped);
  if (dropped == before) return;
  print({Level::warning, std::chrono::system_clock::now(),
         line("lines were dropped; nobody took them in time", {{"count", std::to_string(dropped - before)}})});
}

}  // namespace

void start(Level level, bool json) { state().use(level, json); }

void detach() {
  State& the = state();
  the.spool = new Spool(spooled_lines, [&the](const Spool::Line& line) {
    the.print(line);
    the.tell_dropped();
  });
}

void flush() {
  if (Spool* const spool = state().spool) spool->flush(std::chrono::seconds(1));
}

void write(Level level, std::string_view event, Fields fields) {
  if (!enabled(level)) return;
  State& to = state();
  Spool::Line line{level, std::chrono::system_clock::now(), to.line(event, fields)};
  if (Spool* const spool = to.spool) {
    spool->put(std::move(line));
  } else {
    to.print(line);
  }
}

bool enabled(Level level) { return state().logger.should_log(spdlog_level(level)); }

}  // namespace r311::log
