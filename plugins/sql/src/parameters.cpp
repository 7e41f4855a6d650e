// SPDX-License-Identifier: Apache-2.0
#include "parameters.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <string>
#include <utility>

#include "clean_text.h"
#include "relay311/outcome.hpp"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Outcome;

std::string joined(const std::vector<std::string>& texts, const std::string& separator) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += separator;
    all += text;
  }
  return all;
}

// What names things, and is looked for again as it is: changed where it is named in `characters` only.
constexpr std::string_view keys[] = {"id",     "idempotency_key", "request_id", "update_id",
                                     "digest", "reference",       "path",       "stored_as"};

// No database keeps a NUL in text, and some end the text there.
void drop_nul(std::string& text) { text.erase(std::remove(text.begin(), text.end(), '\0'), text.end()); }

Value local_value(const LocalTime& local, Time moment) {
  if (const auto number = local.number(moment)) return *number;
  return local.write(moment);
}

[[noreturn]] void not_a(const std::string& name, const char* type) {
  throw Failure(Outcome::invalid, "the value of :" + name + " is not " + type);
}

template <class Number>
Value parse(const std::string& name, std::string_view text, const char* type) {
  text = trimmed(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);  // from_chars takes no plus
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) not_a(name, type);
  if constexpr (std::is_same_v<Number, double>)
    if (!std::isfinite(number)) not_a(name, type);
  return number;
}

Value parse_boolean(const std::string& name, std::string_view text) {
  for (const std::string_view yes : {"true", "yes", "on", "1"})
    if (text == yes) return std::int64_t{1};
  for (const std::string_view no : {"false", "no", "off", "0"})
    if (text == no) return std::int64_t{0};
  not_a(name, "true or false");
}

}  // namespace

const CharacterRule* ParameterRules::characters_of(const std::string& name) const {
  if (const auto rule = characters.find(name); rule != characters.end()) return &rule->second;
  const bool of_keys = std::find(std::begin(keys), std::end(keys), name) != std::end(keys);
  return of_keys || !other_characters ? nullptr : &*other_characters;
}

Value unless_empty(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value or_null(std::optional<std::string> text) { return text ? Value(std::move(*text)) : Value(); }

bool ParameterNames::has(std::string_view name) const {
  return std::any_of(names_.begin(), names_.end(), [&](const std::string& known) {
    if (known.back() != '.') return known == name;
    return name.size() > known.size() && name.substr(0, known.size()) == known;
  });
}

std::string ParameterNames::all(std::string_view before) const {
  std::string all;
  for (const std::string& name : names_) {
    all.append(all.empty() ? "" : "|").append(before).append(name);
    if (name.back() == '.') all += "CODE";
  }
  return all;
}

Value ParameterValues::moment(std::string_view name, Time time) const {
  const std::string_view form = name.substr(name.find('.') + 1);
  if (form == "local") return local_value(local_, time);
  if (form == "utc") return write_utc(time);
  if (form == "epoch_ms") return std::int64_t{time.time_since_epoch().count()};
  return std::int64_t{std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count()};
}

std::optional<std::string> ParameterValues::attribute(const std::vector<relay311::Value>& values,
                                                      std::string_view code) const {
  std::vector<std::string> given;
  for (const relay311::Value& each : values)
    if (each.code == code) given.push_back(each.value);
  if (given.empty()) return std::nullopt;
  return joined(given, rules_.separator);
}

std::optional<std::string> ParameterValues::attribute_lines(const std::vector<relay311::Value>& values) {
  std::string lines;
  for (const relay311::Value& each : values) lines += each.code + ": " + each.value + "\n";
  if (lines.empty()) return std::nullopt;
  return lines;
}

std::optional<std::string> ParameterValues::urls(const std::vector<std::string>& urls) const {
  if (urls.empty()) return std::nullopt;
  return joined(urls, rules_.separator);
}

Value ParameterValues::value(const std::string& name) {
  Value found = raw(name);
  auto* text = std::get_if<std::string>(&found);
  if (text == nullptr) return found;
  drop_nul(*text);
  bring_to_charset(name, *text);
  limit(name, *text);
  return typed(name, *text);
}

Value ParameterValues::typed(const std::string& name, const std::string& text) const {
  const auto rule = rules_.types.find(name);
  if (rule == rules_.types.end()) return text;
  // What the citizen left empty is not a number of any value.
  if (rule->second != Type::text && trimmed(text).empty()) return {};
  switch (rule->second) {
    case Type::number:
      return parse<double>(name, text, "a number");
    case Type::integer:
      return parse<std::int64_t>(name, text, "a whole number");
    case Type::boolean:
      return parse_boolean(name, text);
    case Type::local_time: {
      const auto moment = local_.read(text);
      if (!moment) not_a(name, "a date and time");
      return local_value(local_, *moment);
    }
    case Type::text:
      break;
  }
  return text;
}

void ParameterValues::bring_to_charset(const std::string& name, std::string& text) {
  const CharacterRule* const rule = rules_.characters_of(name);
  if (rule == nullptr) return;
  const std::size_t count = fit(text, *rule);
  if (count == 0) return;
  const bool told =
      std::any_of(misfits_.begin(), misfits_.end(), [&](const Misfit& each) { return each.parameter == name; });
  if (!told) misfits_.push_back({name, rule->charset, count});
}

void ParameterValues::limit(const std::string& name, std::string& text) {
  const auto rule = rules_.limits.find(name);
  if (rule == rules_.limits.end()) return;
  const std::size_t before = count_characters(text);
  if (!cut(text, rule->second)) return;
  const bool told = std::any_of(cuts_.begin(), cuts_.end(), [&](const Cut& each) { return each.parameter == name; });
  if (!told) cuts_.push_back({name, before, count_characters(text)});
}

}  // namespace sql
