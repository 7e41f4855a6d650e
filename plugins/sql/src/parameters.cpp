// SPDX-License-Identifier: Apache-2.0
#include "parameters.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "clean_text.h"
#include "relay311/outcome.hpp"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Outcome;
using relay311::Report;
using Text = std::optional<std::string>;

constexpr std::string_view attribute_prefix = "attribute.";

// One line a parameter that is a text of the report. An empty required text is one that the citizen left out.
struct Field {
  std::string_view name;
  Text (*read)(const Report& report);
};

Text unless_empty(const std::string& text) { return text.empty() ? Text() : Text(text); }

const Field fields[] = {
    {"id", [](const Report& r) { return unless_empty(r.id); }},
    {"jurisdiction_id", [](const Report& r) { return unless_empty(r.jurisdiction_id); }},
    {"service_code", [](const Report& r) { return unless_empty(r.service_code); }},
    {"service_name", [](const Report& r) { return unless_empty(r.service_name); }},
    {"service_group", [](const Report& r) { return unless_empty(r.service_group); }},
    {"backend_code", [](const Report& r) { return unless_empty(r.backend_code); }},
    {"description", [](const Report& r) { return unless_empty(r.description); }},
    {"address_string", [](const Report& r) { return r.address_string; }},
    {"address_id", [](const Report& r) { return r.address_id; }},
    {"email", [](const Report& r) { return r.email; }},
    {"first_name", [](const Report& r) { return r.first_name; }},
    {"last_name", [](const Report& r) { return r.last_name; }},
    {"phone", [](const Report& r) { return r.phone; }},
    {"device_id", [](const Report& r) { return r.device_id; }},
    {"account_id", [](const Report& r) { return r.account_id; }},
    {"media_url", [](const Report& r) { return r.media_urls.empty() ? Text() : Text(r.media_urls.front()); }},
};

// Those that are not plain texts of the report.
constexpr std::string_view others[] = {
    "idempotency_key",    "latitude",   "longitude",  "requested.local", "requested.utc", "requested.epoch",
    "requested.epoch_ms", "media_urls", "attributes", "reference",       "status"};

std::string joined(const std::vector<std::string>& texts, const std::string& separator) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += separator;
    all += text;
  }
  return all;
}

// No database keeps a NUL in text, and some end the text there.
void drop_nul(std::string& text) { text.erase(std::remove(text.begin(), text.end(), '\0'), text.end()); }

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

bool is_report_parameter(std::string_view name) {
  if (name.size() > attribute_prefix.size() && name.substr(0, attribute_prefix.size()) == attribute_prefix) return true;
  return std::any_of(std::begin(fields), std::end(fields), [&](const Field& field) { return field.name == name; }) ||
         std::find(std::begin(others), std::end(others), name) != std::end(others);
}

std::string report_parameters(std::string_view before) {
  std::string names;
  const auto add = [&](std::string_view name) { names.append(names.empty() ? "" : "|").append(before).append(name); };
  for (const Field& field : fields) add(field.name);
  for (const std::string_view name : others) add(name);
  add("attribute.CODE");
  return names;
}

std::optional<std::string> ReportValues::attribute(std::string_view code) const {
  std::vector<std::string> values;
  for (const relay311::Value& each : report_.values)
    if (each.code == code) values.push_back(each.value);
  return values.empty() ? Text() : Text(joined(values, rules_.separator));
}

std::optional<std::string> ReportValues::text(std::string_view name) const {
  for (const Field& field : fields)
    if (field.name == name) return field.read(report_);
  if (name == "idempotency_key") return std::string(key_);
  if (name == "requested.local") return local_.write(report_.requested);
  if (name == "requested.utc") return write_utc(report_.requested);
  if (name == "media_urls")
    return report_.media_urls.empty() ? Text() : Text(joined(report_.media_urls, rules_.separator));
  if (name == "reference") return reference_;
  if (name == "status") return status_;
  if (name == "attributes") {
    std::string lines;
    for (const relay311::Value& each : report_.values) lines += each.code + ": " + each.value + "\n";
    return unless_empty(lines);
  }
  return attribute(name.substr(attribute_prefix.size()));
}

Value ReportValues::value(const std::string& name) {
  if (name == "latitude") return report_.latitude ? Value(*report_.latitude) : Value();
  if (name == "longitude") return report_.longitude ? Value(*report_.longitude) : Value();
  if (name == "requested.epoch_ms") return std::int64_t{report_.requested.time_since_epoch().count()};
  if (name == "requested.epoch")
    return std::int64_t{std::chrono::floor<std::chrono::seconds>(report_.requested).time_since_epoch().count()};
  Text found = text(name);
  if (!found) return {};
  drop_nul(*found);
  limit(name, *found);
  return typed(name, *found);
}

Value ReportValues::typed(const std::string& name, const std::string& text) const {
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
      return local_.write(*moment);
    }
    case Type::text:
      break;
  }
  return text;
}

void ReportValues::limit(const std::string& name, std::string& text) {
  const auto rule = rules_.limits.find(name);
  if (rule == rules_.limits.end()) return;
  const std::size_t before = count_characters(text);
  if (!cut(text, rule->second)) return;
  const bool told = std::any_of(cuts_.begin(), cuts_.end(), [&](const Cut& each) { return each.parameter == name; });
  if (!told) cuts_.push_back({name, before, count_characters(text)});
}

}  // namespace sql
