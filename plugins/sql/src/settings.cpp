// SPDX-License-Identifier: Apache-2.0
#include "settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <initializer_list>
#include <utility>

#include "database_url.h"
#include "nearest_word.h"
#include "relay311/outcome.hpp"
#include "time_format.h"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Options;
using relay311::Outcome;

// A create's key is the id that the citizen was told.
constexpr std::string_view find_parameters[] = {"idempotency_key", "id"};
constexpr std::string_view poll_parameters[] = {"since", "since.utc", "since.epoch", "since.epoch_ms", "limit"};

// GeoReport's two, what its extended set tells apart, and what takes a row out.
constexpr std::string_view status_words[] = {"open",
                                             "closed",
                                             "fixed",
                                             "in_progress",
                                             "planned",
                                             "action_scheduled",
                                             "investigating",
                                             "duplicate",
                                             "not_councils_responsibility",
                                             "no_further_action",
                                             "internal_referral",
                                             "cancelled",
                                             "for_triage",
                                             "ignore"};

template <std::size_t N>
std::string joined(const std::string_view (&words)[N], std::string_view before = "") {
  std::string all;
  for (const std::string_view word : words) all.append(all.empty() ? "" : "|").append(before).append(word);
  return all;
}

template <std::size_t N>
bool among(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Compiles the statement at `path` of `options`, and tells its mistakes there.
Statement statement(const Options& options, std::string_view path, Dialect dialect,
                    const std::function<bool(std::string_view)>& known, std::string_view names) {
  Compiled compiled = compile(options.text_or(path, ""), dialect, known, names);
  for (const Mistake& mistake : compiled.mistakes) options.mistake(path, mistake.found, mistake.expected);
  return std::move(compiled.statement);
}

std::vector<SubmitStep> read_submit(const Options& submit, Dialect dialect) {
  std::vector<SubmitStep> steps;
  bool has_reference = false;
  for (const std::string& number : submit.names()) {
    const Options at = submit.at(number);
    SubmitStep step{statement(at, "sql", dialect, is_report_parameter, report_parameters(":")),
                    at.text_or("reference", "")};
    const auto& used = step.statement.parameters;
    if (!has_reference && std::find(used.begin(), used.end(), "reference") != used.end())
      at.mistake("sql", ":reference before a statement gave one", "an earlier statement with `reference:`");
    has_reference = has_reference || !step.reference.empty();
    steps.push_back(std::move(step));
  }
  if (!steps.empty() && !has_reference)
    submit.mistake("", "no `reference:`", "the column of the work order's reference, at one of the statements");
  return steps;
}

FindQuery read_find(const Options& find, Dialect dialect) {
  FindQuery query;
  query.statement = statement(
      find, "sql", dialect, [](std::string_view name) { return among(name, find_parameters); },
      joined(find_parameters, ":"));
  if (query.statement.parameters.empty() && find.has("sql"))
    find.mistake("sql", "no :idempotency_key", "a condition such as ext_ref = :idempotency_key");
  query.reference = find.text_or("reference", "");
  return query;
}

ChangesQuery read_changes(const Options& changes, Dialect dialect) {
  ChangesQuery query;
  query.statement = statement(
      changes, "sql", dialect, [](std::string_view name) { return among(name, poll_parameters); },
      joined(poll_parameters, ":"));
  const std::string text = changes.text_or("sql", "");
  const auto& used = query.statement.parameters;
  const bool since = std::any_of(used.begin(), used.end(), [](const std::string& name) { return name != "limit"; });
  if (!since) changes.mistake("sql", "no :since", "a condition such as changed >= :since");
  if (!mentions(text, dialect, "ORDER BY"))
    changes.mistake("sql", "no ORDER BY", "ORDER BY the column of `changed`, for a poll takes a part at a time");
  query.reference = changes.text_or("reference", "");
  query.key = changes.text_or("key", "");
  query.status = changes.text_or("status", "");
  query.changed = changes.text_or("changed", "");
  query.note = changes.text_or("note", "");
  query.update_id = changes.text_or("update_id", "");
  query.cursor = changes.text_or("cursor", "");
  if (!query.cursor.empty())
    for (const std::string& name : used)
      if (name != "since" && name != "limit") changes.mistake("sql", ":" + name + " beside `cursor:`", ":since|:limit");
  if (query.reference.empty() && query.key.empty())
    changes.mistake("", "neither `reference:` nor `key:`", "the column that names the work order");
  query.overlap = changes.duration("overlap");
  query.first = changes.duration("first");
  const std::int64_t limit = changes.integer("limit");
  if (limit < 1 || limit > 100'000) changes.mistake("limit", std::to_string(limit), "1 to 100000");
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 100'000));
  return query;
}

constexpr auto no_parameter = [](std::string_view) { return false; };

// The columns in `keys`, of which the first `needed` can't be done without.
CatalogPart read_part(const Options& part, Dialect dialect, std::size_t needed,
                      std::initializer_list<const char*> keys) {
  CatalogPart read{statement(part, "sql", dialect, no_parameter, "no parameter"), {}};
  for (const char* key : keys)
    read.columns.push_back({key, part.text_or(key, key), read.columns.size() < needed || part.has(key)});
  return read;
}

CatalogQuery read_catalog(const Options& catalog, Dialect dialect) {
  CatalogQuery query;
  query.services =
      read_part(catalog.at("services"), dialect, 2, {"code", "name", "description", "group", "keywords", "type"});
  if (catalog.has("attributes"))
    query.attributes = read_part(
        catalog.at("attributes"), dialect, 3,
        {"service", "code", "datatype", "required", "variable", "order", "description", "datatype_description"});
  if (catalog.has("values"))
    query.values = read_part(catalog.at("values"), dialect, 4, {"service", "attribute", "key", "name"});
  if (query.values && !query.attributes)
    catalog.mistake("values", "values without attributes", "`attributes:` beside it");
  return query;
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

ParameterRules read_rules(const Options& file) {
  ParameterRules rules;
  rules.separator = file.text_or("separator", ", ");
  const Options limits = file.at("limits");
  for (const std::string& name : limits.names()) {
    const Options limit = limits.member(name);
    if (!is_report_parameter(name)) limit.mistake("", name, nearest_word(name, report_parameters("")));
    rules.limits.emplace(name, read_limit(limit));
  }
  const std::pair<const char*, Type> types[] = {{"text", Type::text},
                                                {"number", Type::number},
                                                {"integer", Type::integer},
                                                {"boolean", Type::boolean},
                                                {"local_time", Type::local_time}};
  const Options typed = file.at("types");
  for (const std::string& name : typed.names()) {
    const Options rule = typed.member(name);
    if (!is_report_parameter(name)) rule.mistake("", name, nearest_word(name, report_parameters("")));
    for (const auto& [word, type] : types)
      if (rule.text() == word) rules.types.emplace(name, type);
  }
  return rules;
}

std::map<std::string, std::string> read_statuses(const Options& from_backend) {
  std::map<std::string, std::string> words;
  for (const std::string& code : from_backend.names()) {
    const Options at = from_backend.member(code);
    const std::string word = at.text();
    if (!among(word, status_words)) at.mistake("", word, joined(status_words));
    words.emplace(code, word);
  }
  return words;
}

UnknownStatus read_unknown(const std::string& word) {
  if (word == "open") return UnknownStatus::open;
  return word == "closed" ? UnknownStatus::closed : UnknownStatus::keep;
}

// Whether the SQL compares :since as the text that it is, and does not hand it to a function such as TO_DATE.
bool compares_since(std::string_view sql) {
  const auto of_a_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  constexpr std::string_view name = ":since";
  for (std::size_t at = sql.find(name); at != std::string_view::npos; at = sql.find(name, at + 1)) {
    const std::string_view behind = sql.substr(at + name.size());
    if (!behind.empty() && (of_a_word(behind.front()) || behind.front() == '.')) continue;
    std::string_view before = sql.substr(0, at);
    while (!before.empty() && std::isspace(static_cast<unsigned char>(before.back())) != 0) before.remove_suffix(1);
    const bool argument =
        before.ends_with(',') || (before.size() > 1 && before.back() == '(' && of_a_word(before[before.size() - 2]));
    if (!argument) return true;
  }
  return false;
}

void warn_of_order(relay311::Host& host, const Options& options) {
  const std::string format = options.text_or("time_format", "");
  const Options changes = options.at("statements/changes");
  if (format.empty() || changes.has("cursor") || !compares_since(changes.text_or("sql", "")) || sorts_as_text(format))
    return;
  host.log(relay311::Level::warning, nullptr,
           "changes compares :since as text, and times written as " + format +
               " are not in the order of time as text, so changes will be missed: hand both sides to a function of the "
               "database, compare with :since.epoch, or name a `cursor:`");
}

LocalTime read_local_time(const Options& options) {
  const std::string zone = options.text("time_zone");
  const std::string format = options.text_or("time_format", "");
  if (!format.empty())
    if (const auto wrong = mistake_in_time_format(format))
      options.mistake("time_format", wrong->found, wrong->expected);
  try {
    return LocalTime(zone, format);
  } catch (const std::runtime_error&) {
    options.mistake("time_zone", zone, "a time zone of this system, such as America/Chicago");
    throw Failure(Outcome::unsupported, "the time zone is not known here");
  }
}

}  // namespace

Settings read_settings(relay311::Host& host) {
  const Options options = host.options();
  const Options file = options.at("statements");
  Address address = read_database_url(options.text("database"), host.data_directory());
  if (!address.database) {
    options.mistake("database", address.mistake.found, address.mistake.expected);
    throw Failure(Outcome::unsupported, "the database can't be understood: " + address.mistake.found);
  }
  const Dialect dialect = address.database->dialect();
  Settings settings{std::move(address.database),
                    std::move(address.secret),
                    read_local_time(options),
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {}};
  settings.submit = read_submit(file.at("submit"), dialect);
  if (file.has("find")) settings.find = read_find(file.at("find"), dialect);
  if (file.has("changes")) settings.changes = read_changes(file.at("changes"), dialect);
  if (file.has("catalog")) settings.catalog = read_catalog(file.at("catalog"), dialect);
  settings.probe = statement(file, "probe", dialect, no_parameter, "no parameter");
  settings.statuses = read_statuses(file.at("statuses/from_backend"));
  settings.unknown_status = read_unknown(file.text_or("statuses/unknown", "keep"));
  if (file.has("statuses/to_backend/open")) settings.open_status = file.text("statuses/to_backend/open");
  settings.rules = read_rules(file);
  warn_of_order(host, options);
  return settings;
}

}  // namespace sql
