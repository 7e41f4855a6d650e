// SPDX-License-Identifier: Apache-2.0
#include "open311/model.h"

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
constexpr std::array<StatusWord, 13> status_words{{
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
}};

constexpr bool ordered() {
  for (std::size_t i = 0; i < status_words.size(); ++i)
    if (static_cast<std::size_t>(status_words[i].status) != i) return false;
  return true;
}
static_assert(ordered());

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

bool is_closed(Status status) { return entry(status).closed; }

std::string_view word(ServiceType type) {
  switch (type) {
    case ServiceType::realtime:
      return "realtime";
    case ServiceType::batch:
      return "batch";
    case ServiceType::blackbox:
      return "blackbox";
  }
  return "realtime";
}

std::string_view word(Datatype datatype) {
  switch (datatype) {
    case Datatype::string:
      return "string";
    case Datatype::number:
      return "number";
    case Datatype::datetime:
      return "datetime";
    case Datatype::text:
      return "text";
    case Datatype::singlevaluelist:
      return "singlevaluelist";
    case Datatype::multivaluelist:
      return "multivaluelist";
  }
  return "string";
}

}  // namespace r311::open311
