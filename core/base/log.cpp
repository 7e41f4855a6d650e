// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <memory>

#include "base/log_spool.h"
#include "base/text.h"

namespace r311::log {
namespace {

constexpr std::size_t kSpooledLines = 16'384;

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

void append_code_point(std::string& out, unsigned code) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[(code >> shift) & 15];
}

// The characters that can forge a line or drive a terminal, beyond ASCII: C1 controls, line and paragraph separators,
// and the marks that turn the direction of writing. Returns the code point, 0 for any other character.
unsigned troublesome(std::string_view character) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  if (character.size() == 2 && byte(0) == 0xC2 && byte(1) < 0xA0) return byte(1);
  if (character.size() == 3 && byte(0) == 0xE2) {
    const unsigned code = 0x2000u | ((byte(1) & 0x3Fu) << 6) | (byte(2) & 0x3Fu);
    if ((code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069)) return code;
  }
  return 0;
}

// What JSON's strings need; a terminal's quoted values use the same.
void append_escaped(std::string& out, std::string_view value) {
  while (!value.empty()) {
    const auto c = static_cast<unsigned char>(value.front());
    if (c < 0x80) {
      value.remove_prefix(1);
      switch (c) {
        case '"':
          out += "\\\"";
          break;
        case '\\':
          out += "\\\\";
          break;
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\t':
          out += "\\t";
          break;
        default:
          if (c < 0x20 || c == 0x7F)
            append_code_point(out, c);
          else
            out += static_cast<char>(c);
      }
      continue;
    }
    const std::string_view character = text::first(value, 1);
    value.remove_prefix(character.size());
    if (!text::is_utf8(character))
      out += "\xEF\xBF\xBD";
    else if (const unsigned code = troublesome(character))
      append_code_point(out, code);
    else
      out += character;
  }
}

void append_quoted(std::string& out, std::string_view value) {
  out += '"';
  append_escaped(out, value);
  out += '"';
}

std::string json_members(std::string_view event, Fields fields) {
  std::string line = "\"event\":";
  append_quoted(line, event);
  for (const auto& [name, value] : fields) {
    line += ',';
    append_quoted(line, name);
    line += ':';
    append_quoted(line, value);
  }
  return line;
}

std::string readable(std::string_view event, Fields fields) {
  std::string line;
  append_escaped(line, event);
  for (const auto& [name, value] : fields) {
    line += line.empty() ? "" : " ";
    append_escaped(line, name);
    line += '=';
    const bool bare = !value.empty() && value.find_first_of(" \"=") == std::string_view::npos;
    if (bare)
      append_escaped(line, value);
    else
      append_quoted(line, value);
  }
  return line;
}

std::string State::line(std::string_view event, Fields fields) const {
  return json ? json_members(event, fields) : readable(event, fields);
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
  the.spool = new Spool(kSpooledLines, [&the](const Spool::Line& line) {
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
