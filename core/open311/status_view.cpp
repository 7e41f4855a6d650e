// SPDX-License-Identifier: Apache-2.0
#include "open311/status_view.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace r311::open311 {
namespace {

struct ViewWord {
  std::string_view word, told;
};

// In the order of the enumeration.
constexpr std::array<ViewWord, 3> views{{
    {"plain", "open or closed"},
    {"extended", "open, closed, or a finer word such as in_progress"},
    {"draft", "submitted, incomplete, rejected, open, assigned, closed, more info or in progress"},
}};
static_assert(static_cast<std::size_t>(StatusView::draft) + 1 == views.size());

// What a word of the draft means where an app sends it or a back end tells it, what that stands for where other words are
// told, and the statuses that are told by it. Each status stands in one row.
struct DraftWord {
  std::string_view word;
  Status meaning;
  Status elsewhere;
  std::array<std::optional<Status>, 5> told_by_it;
};
constexpr std::array<DraftWord, 8> draft_words{{
    {"submitted", Status::for_triage, Status::for_triage, {Status::for_triage}},
    {"incomplete", Status::incomplete, Status::open, {Status::incomplete}},
    {"rejected",
     Status::not_councils_responsibility,
     Status::not_councils_responsibility,
     {Status::not_councils_responsibility, Status::duplicate}},
    {"open", Status::open, Status::open, {Status::open}},
    {"assigned", Status::action_scheduled, Status::action_scheduled, {Status::action_scheduled, Status::planned}},
    {"closed",
     Status::closed,
     Status::closed,
     {Status::closed, Status::fixed, Status::no_further_action, Status::internal_referral, Status::cancelled}},
    {"more info", Status::more_info, Status::open, {Status::more_info}},
    {"in progress", Status::in_progress, Status::in_progress, {Status::in_progress, Status::investigating}},
}};

constexpr std::string_view draft_word(Status status) {
  for (const DraftWord& each : draft_words)
    for (const auto& told : each.told_by_it)
      if (told == status) return each.word;
  return {};
}

constexpr bool each_is_told() {
  for (int i = 0; i <= static_cast<int>(Status::more_info); ++i)
    if (draft_word(static_cast<Status>(i)).empty()) return false;
  return true;
}
static_assert(each_is_told());

const DraftWord* draft_row(std::string_view word) {
  constexpr std::size_t longest = 40;
  const std::string_view trimmed = text::trim(word);
  if (trimmed.size() > longest) return nullptr;
  std::string wanted = text::lower(trimmed);
  for (char& c : wanted)
    if (c == '_' || c == '-') c = ' ';
  const auto found =
      std::find_if(draft_words.begin(), draft_words.end(), [&](const DraftWord& one) { return one.word == wanted; });
  return found == draft_words.end() ? nullptr : &*found;
}

template <class Wanted>
std::vector<Status> those(const Wanted& wanted) {
  std::vector<Status> found;
  for (const Status each : all_statuses())
    if (wanted(each)) found.push_back(each);
  return found;
}

}  // namespace

std::string_view word(StatusView view) { return views.at(static_cast<std::size_t>(view)).word; }

std::optional<StatusView> status_view_of(std::string_view word) {
  for (std::size_t i = 0; i < views.size(); ++i)
    if (views.at(i).word == word) return static_cast<StatusView>(i);
  return std::nullopt;
}

Status extended_of(Status status) {
  for (const DraftWord& each : draft_words)
    if (each.meaning == status) return each.elsewhere;
  return status;
}

std::string_view word(Status status, StatusView view) {
  if (view == StatusView::draft) return draft_word(status);
  return word(shown_status(extended_of(status), view == StatusView::extended));
}

std::optional<std::vector<Status>> statuses_asked_for(std::string_view asked, StatusView view) {
  auto status = status_of(asked);
  if (status && extended_of(*status) != *status) status.reset();
  const bool whole_class = status == Status::open || status == Status::closed;
  if (status && (whole_class || view == StatusView::plain))
    return those([&](Status each) { return is_closed(each) == is_closed(*status); });
  if (const DraftWord* row = view == StatusView::draft ? draft_row(asked) : nullptr)
    return those([&](Status each) { return draft_word(each) == row->word; });
  if (status) return std::vector{*status};
  return std::nullopt;
}

std::string_view told_words(StatusView view) { return views.at(static_cast<std::size_t>(view)).told; }

std::optional<Status> status_of_draft(std::string_view word) {
  const DraftWord* row = draft_row(word);
  if (row == nullptr) return std::nullopt;
  return row->meaning;
}

std::string_view word_of_draft_alone(Status status) {
  const std::string_view told = draft_word(status);
  const auto known = status_of(told);
  return known && extended_of(*known) == *known ? std::string_view() : told;
}

}  // namespace r311::open311
