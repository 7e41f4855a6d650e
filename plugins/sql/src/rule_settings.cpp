// SPDX-License-Identifier: Apache-2.0
#include "rule_settings.h"

#include <charconv>
#include <utility>

#include "nearest_word.h"
#include "report_values.h"

namespace sql {
namespace {

using relay311::Options;

// Those of all uses; a rule holds wherever its parameter is used.
bool is_parameter(std::string_view name) {
  return report_parameters().has(name) || update_parameters().has(name) || media_parameters(true).has(name);
}

std::string nearest_parameter(const std::string& name) {
  const std::string all =
      report_parameters().all("") + "|" + update_parameters().all("") + "|" + media_parameters(true).all("");
  const std::string near = nearest_word(name, all);
  return near == all ? report_parameters().all("") : near;
}

std::optional<std::size_t> read_length(const Options& limit, std::string_view path) {
  const std::string text = limit.text_or(path, "");
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error == std::errc() && end == text.data() + text.size() && length > 0) return length;
  limit.mistake(path, text.empty() ? "no number" : text, "a length of at least 1");
  return std::nullopt;
}

LengthLimit read_limit(const Options& limit) {
  if (limit.kind() != relay311::Node::map) return {read_length(limit, ""), {}, {}};
  LengthLimit read;
  for (const std::string& name : limit.names()) {
    if (name == "characters")
      read.characters = read_length(limit, name);
    else if (name == "bytes")
      read.bytes = read_length(limit, name);
    else if (name == "mark")
      read.mark = limit.text_or(name, "");
    else
      limit.member(name).mistake("", name, "characters|bytes|mark");
  }
  if (!limit.has("characters") && !limit.has("bytes")) limit.mistake("", "no length", "characters|bytes");
  return read;
}

CharacterRule read_characters(const Options& at) {
  CharacterRule rule;
  for (const Charset charset : {Charset::ascii, Charset::latin1, Charset::windows_1252, Charset::utf8mb3})
    if (at.text_or("charset", "") == name_of(charset)) rule.charset = charset;
  const std::string otherwise = at.text_or("otherwise", "replace");
  if (otherwise == "transliterate") rule.otherwise = Otherwise::transliterate;
  if (otherwise == "strip") rule.otherwise = Otherwise::strip;
  rule.mark = at.text_or("mark", "?");
  if (std::string fitting = rule.mark; fit(fitting, rule) > 0)
    at.mistake("mark", rule.mark, "characters of " + std::string(name_of(rule.charset)));
  return rule;
}

void read_all_characters(const Options& file, ParameterRules& rules) {
  const Options characters = file.at("characters");
  for (const std::string& name : characters.names()) {
    const Options at = characters.member(name);
    if (name == "*") {
      rules.other_characters = read_characters(at);
      continue;
    }
    if (!is_parameter(name)) at.mistake("", name, nearest_parameter(name));
    rules.characters.emplace(name, read_characters(at));
  }
}

}  // namespace

ParameterRules read_rules(const Options& file) {
  ParameterRules rules;
  rules.separator = file.text_or("separator", ", ");
  read_all_characters(file, rules);
  const Options limits = file.at("limits");
  for (const std::string& name : limits.names()) {
    const Options limit = limits.member(name);
    if (!is_parameter(name)) limit.mistake("", name, nearest_parameter(name));
    const CharacterRule* const held = rules.characters_of(name);
    LengthLimit& read = rules.limits[name] = read_limit(limit);
    if (!limit.has("mark")) read.mark = usual_mark(read, held != nullptr && fits(held->charset, "…"));
    if (limit.has("mark") && held != nullptr && !fits(held->charset, limit.text_or("mark", "")))
      limit.mistake("mark", limit.text_or("mark", ""), "characters of " + std::string(name_of(held->charset)));
  }
  const std::pair<const char*, Type> types[] = {{"text", Type::text},
                                                {"number", Type::number},
                                                {"integer", Type::integer},
                                                {"boolean", Type::boolean},
                                                {"local_time", Type::local_time}};
  const Options typed = file.at("types");
  for (const std::string& name : typed.names()) {
    const Options rule = typed.member(name);
    if (!is_parameter(name)) rule.mistake("", name, nearest_parameter(name));
    for (const auto& [word, type] : types)
      if (rule.text() == word) rules.types.emplace(name, type);
  }
  return rules;
}

}  // namespace sql
