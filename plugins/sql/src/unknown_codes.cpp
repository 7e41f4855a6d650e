// SPDX-License-Identifier: Apache-2.0
#include "unknown_codes.h"

#include <algorithm>
#include <charconv>

namespace sql {
namespace {

// The signs that lead the lines: a place, that there is none, a code that waits and one that was told again.
constexpr char place_sign = '>', no_place_sign = '<', waiting_sign = '?', told_sign = '!';

}  // namespace

std::string as_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\\' || c == '\n') line += '\\';
    line += c == '\n' ? 'n' : c;
  }
  return line;
}

std::string from_line(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool escape = line[i] == '\\' && i + 1 < line.size();
    if (escape) ++i;
    text += escape && line[i] == 'n' ? '\n' : line[i];
  }
  return text;
}

UnknownCodes UnknownCodes::read(std::string_view lines) {
  UnknownCodes read;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.empty()) continue;
    const std::string_view rest = line.substr(1);
    if (line[0] == place_sign) read.since_.emplace_back(from_line(rest));
    if (line[0] == no_place_sign) read.since_.emplace_back();
    if ((line[0] != waiting_sign && line[0] != told_sign) || read.entries_.size() >= most) continue;
    std::int64_t last = 0;
    const auto [blank, error] = std::from_chars(rest.data(), rest.data() + rest.size(), last);
    const auto at = static_cast<std::size_t>(blank - rest.data());
    if (error != std::errc() || at >= rest.size() || rest[at] != ' ') continue;
    read.entries_.push_back(
        {from_line(rest.substr(at + 1)), Time(std::chrono::milliseconds(last)), line[0] == waiting_sign});
  }
  return read;
}

std::string UnknownCodes::lines() const {
  std::string all;
  for (const relay311::Cursor& place : since_)
    all += std::string("\n") + (place ? place_sign + as_line(*place) : std::string(1, no_place_sign));
  for (const Entry& each : entries_)
    all += std::string("\n") + (each.waits ? waiting_sign : told_sign) +
           std::to_string(each.last.time_since_epoch().count()) + " " + as_line(each.code);
  return all;
}

void UnknownCodes::note(std::string_view code, Time at) {
  if (code.size() > longest) return;
  if (Entry* const entry = find(code)) {
    // One that was told again, and not since, is read once more by the overlap.
    if (!entry->waits && at <= entry->last) return;
    *entry = {std::string(code), std::max(at, entry->last), true};
    return;
  }
  if (entries_.size() >= most) {
    const auto told = std::find_if(entries_.begin(), entries_.end(), [](const Entry& each) { return !each.waits; });
    if (told == entries_.end()) return;
    entries_.erase(told);
  }
  entries_.push_back({std::string(code), at, true});
}

std::optional<Time> UnknownCodes::told_until(std::string_view code) const {
  const Entry* const entry = find(code);
  return entry == nullptr ? std::nullopt : std::optional(entry->last);
}

bool UnknownCodes::waiting() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const Entry& each) { return each.waits; });
}

std::vector<std::string> UnknownCodes::waiting_for(const StatusMap& statuses) const {
  std::vector<std::string> codes;
  for (const Entry& each : entries_)
    if (each.waits && statuses.knows(each.code)) codes.push_back(each.code);
  return codes;
}

bool UnknownCodes::waits(std::string_view code) const {
  const Entry* const entry = find(code);
  return entry != nullptr && entry->waits;
}

void UnknownCodes::told_again(std::string_view code) {
  if (Entry* const entry = find(code)) entry->waits = false;
  forget_since();
}

bool UnknownCodes::shrink() {
  if (entries_.empty()) return false;
  const auto told = std::find_if(entries_.begin(), entries_.end(), [](const Entry& each) { return !each.waits; });
  entries_.erase(told == entries_.end() ? entries_.end() - 1 : told);
  forget_since();
  return true;
}

UnknownCodes::Entry* UnknownCodes::find(std::string_view code) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& each) { return each.code == code; });
  return found == entries_.end() ? nullptr : &*found;
}

void UnknownCodes::forget_since() {
  if (!waiting()) since_.clear();
}

}  // namespace sql
