// SPDX-License-Identifier: Apache-2.0
#include "settings.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <span>
#include <utility>

#include "database_url.h"
#include "nearest_word.h"
#include "relay311/outcome.hpp"
#include "report_values.h"
#include "rule_settings.h"
#include "statement_settings.h"
#include "time_format.h"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Options;
using relay311::Outcome;

// GeoReport's two, what its extended set tells apart, what only the early draft says, and what takes a row out.
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
                                             "submitted",
                                             "incomplete",
                                             "rejected",
                                             "assigned",
                                             "more info",
                                             "in progress",
                                             "ignore"};

std::string joined(std::span<const std::string_view> words) {
  std::string all;
  for (const std::string_view word : words) all.append(all.empty() ? "" : "|").append(word);
  return all;
}

bool among(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
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

std::map<std::string, std::string> read_codes(const Options& to_backend) {
  const auto words = std::span(status_words).first(std::size(status_words) - 1);  // no report is ignored
  std::map<std::string, std::string> codes;
  for (const std::string& word : to_backend.names()) {
    const Options at = to_backend.member(word);
    if (word != reopen_word && !among(word, words)) at.mistake("", word, nearest_word(word, joined(words)));
    if (!codes.emplace(spelled(word), at.text()).second)
      at.mistake("", word + " beside " + spelled(word), "one of the two, they are the same");
  }
  return codes;
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

void warn_of_order(relay311::Host& host, const Options& options, const Options& poll, const std::string& name) {
  const std::string format = poll.text_or("time_format", options.text_or("time_format", ""));
  if (format.empty() || poll.has("cursor") || !compares_since(poll.text_or("sql", "")) || sorts_as_text(format)) return;
  host.log(relay311::Level::warning, nullptr,
           name + " compares :since as text, and times written as " + format +
               " are not in the order of time as text, so some will be missed: hand both sides to a function of the "
               "database, compare with :since.epoch, or name a `cursor:`");
}

LocalTime read_local_time(const Options& options) {
  const std::string zone = options.text("time_zone");
  const std::string format = read_time_format(options);
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
  const std::string zone = options.text("time_zone");
  Settings settings{std::move(address.database), std::move(address.secret), read_local_time(options)};
  settings.submit = read_submit(file.at("submit"), dialect);
  // A create's key is the id that the citizen was told, an update's the id that its author was.
  if (file.has("find")) settings.find = read_find(file.at("find"), dialect, {"idempotency_key", "id"});
  settings.update = read_steps(file.at("update"), dialect, update_parameters());
  if (file.has("update_find"))
    settings.update_find = read_find(file.at("update_find"), dialect, {"idempotency_key", "update_id"});
  if (file.has("media")) settings.media = read_media(file.at("media"), dialect, host.data_directory());
  if (file.has("media_find")) settings.media_find = read_find(file.at("media_find"), dialect, {"idempotency_key"});
  settings.changes = read_changes(file.at("changes"), dialect, zone);
  if (file.has("work_orders")) settings.work_orders = read_work_orders(file.at("work_orders"), dialect, zone);
  if (file.has("catalog")) settings.catalog = read_catalog(file.at("catalog"), dialect);
  settings.probe = read_statement(
      file, "probe", dialect, [](std::string_view) { return false; }, "no parameter");
  settings.statuses.from_backend = read_statuses(file.at("statuses/from_backend"));
  settings.statuses.unknown = read_unknown(file.text_or("statuses/unknown", "keep"));
  settings.statuses.to_backend = read_codes(file.at("statuses/to_backend"));
  settings.statuses.refuse_without_code = file.text_or("statuses/without_code", "leave_out") == "refuse";
  settings.rules = read_rules(file);
  for (std::size_t i = 0; i < settings.changes.size(); ++i)
    warn_of_order(host, options, file.at("changes/" + std::to_string(i)), settings.changes[i].name);
  warn_of_order(host, options, file.at("work_orders"), "work_orders");
  return settings;
}

}  // namespace sql
