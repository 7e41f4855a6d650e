// SPDX-License-Identifier: Apache-2.0
#include "open311/model.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace r311::open311 {
namespace {

struct StatusWord {
  Status status;
  std::string_view word;
  bool closed;
};

// In the order of the enumeration, so that a status is its own index.
constexpr std::array<StatusWord, 15> status_words{{
    {Status::open, "open", false},
    {Status::closed, "closed", true},
    {Status::fixed, "fixed", true},
    {Status::in_progress, "in_progress", false},
    {Status::planned, "planned", false},
    {Status::action_scheduled, "action_scheduled", false},
    {Status::investigating, "investigating", false},
    {Status::duplicate, "duplicate", true},
    {Status::not_councils_responsibility, "not_councils_responsibility", true},
    {Status::no_further_action, "no_further_action", true},
    {Status::internal_referral, "internal_referral", true},
    {Status::cancelled, "cancelled", true},
    {Status::for_triage, "for_triage", false},
    {Status::incomplete, "incomplete", false},
    {Status::more_info, "more_info", false},
}};

constexpr bool ordered() {
  for (std::size_t i = 0; i < status_words.size(); ++i)
    if (static_cast<std::size_t>(status_words[i].status) != i) return false;
  return true;
}
static_assert(ordered());

// In the order of their enumerations too.
constexpr std::array<std::string_view, 3> type_words{"realtime", "batch", "blackbox"};
static_assert(static_cast<std::size_t>(ServiceType::blackbox) + 1 == type_words.size());
constexpr std::array<std::string_view, 6> datatype_words{"string", "number",          "datetime",
                                                         "text",   "singlevaluelist", "multivaluelist"};
static_assert(static_cast<std::size_t>(Datatype::multivaluelist) + 1 == datatype_words.size());

template <class Value, std::size_t count>
std::optional<Value> value_of(const std::array<std::string_view, count>& words, std::string_view word) {
  for (std::size_t i = 0; i < count; ++i)
    if (words[i] == word) return static_cast<Value>(i);
  return std::nullopt;
}

const StatusWord& entry(Status status) { return status_words.at(static_cast<std::size_t>(status)); }

}  // namespace

std::string_view word(Status status) { return entry(status).word; }

std::optional<Status> status_of(std::string_view word) {
  constexpr std::size_t longest = 40;
  const std::string_view trimmed = text::trim(word);
  if (trimmed.size() > longest) return std::nullopt;
  std::string wanted = text::lower(trimmed);
  for (char& c : wanted)
    if (c == ' ' || c == '-') c = '_';
  for (const StatusWord& known : status_words)
    if (known.word == wanted) return known.status;
  return std::nullopt;
}

bool names_private(const Service& service) {
  return std::find(service.keywords.begin(), service.keywords.end(), private_keyword) != service.keywords.end();
}

bool is_closed(Status status) { return entry(status).closed; }

const std::vector<Status>& all_statuses() {
  static const std::vector<Status> all = [] {
    std::vector<Status> made;
    for (const StatusWord& known : status_words) made.push_back(known.status);
    return made;
  }();
  return all;
}

std::string_view word(ServiceType type) { return type_words.at(static_cast<std::size_t>(type)); }

std::optional<ServiceType> service_type_of(std::string_view word) { return value_of<ServiceType>(type_words, word); }

std::string_view word(Datatype datatype) { return datatype_words.at(static_cast<std::size_t>(datatype)); }

std::optional<Datatype> datatype_of(std::string_view word) { return value_of<Datatype>(datatype_words, word); }

}  // namespace r311::open311
