// SPDX-License-Identifier: Apache-2.0
#include "open311/status_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace r311::open311 {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr std::array kViews{StatusView::plain, StatusView::extended, StatusView::draft};
constexpr std::array<std::string_view, 8> kDraft{"submitted", "incomplete", "rejected",  "open",
                                                 "assigned",  "closed",     "more info", "in progress"};

std::vector<Status> asked(std::string_view word, StatusView view) {
  return statuses_asked_for(word, view).value_or(std::vector<Status>());
}

TEST(StatusView, WordOfEveryStatus_FindsItInEveryView) {
  for (const StatusView view : kViews)
    for (const Status status : all_statuses())
      EXPECT_THAT(asked(word(status, view), view), testing::Contains(status)) << word(status) << ' ' << word(view);
}

TEST(StatusView, DraftsWordOfEveryStatus_IsOneOfTheDraftAndKeepsWhetherWorkHasEnded) {
  for (const Status status : all_statuses()) {
    const std::string_view told = word(status, StatusView::draft);
    EXPECT_THAT(kDraft, testing::Contains(told)) << word(status);
    const auto meant = status_of_draft(told);
    ASSERT_TRUE(meant) << told;
    EXPECT_EQ(is_closed(*meant), is_closed(status)) << word(status);
    EXPECT_EQ(word(*meant, StatusView::draft), told) << "there and back";
  }
}

TEST(StatusView, EveryWordOfTheDraft_MeansAStatusAndCanBeAskedForHoweverItIsWritten) {
  for (const std::string_view told : kDraft) {
    EXPECT_TRUE(status_of_draft(told)) << told;
    EXPECT_TRUE(statuses_asked_for(told, StatusView::draft)) << told;
  }
  for (const std::string_view written : {"in progress", "In_Progress", " IN-PROGRESS "})
    EXPECT_THAT(asked(written, StatusView::draft), ElementsAre(Status::in_progress, Status::investigating)) << written;
  EXPECT_THAT(asked("assigned", StatusView::draft), UnorderedElementsAre(Status::action_scheduled, Status::planned));
  EXPECT_THAT(asked("rejected", StatusView::draft),
              UnorderedElementsAre(Status::duplicate, Status::not_councils_responsibility));
  EXPECT_THAT(asked("More_Info", StatusView::draft), ElementsAre(Status::more_info));
  EXPECT_THAT(asked("incomplete", StatusView::draft), ElementsAre(Status::incomplete));
  EXPECT_FALSE(status_of_draft("fixed"));
  EXPECT_FALSE(status_of_draft(std::string(10'000, 'a')));
}

TEST(StatusView, OpenAndClosed_AskForTheirWholeClassInEveryView) {
  for (const StatusView view : kViews) {
    const auto ended = asked("closed", view), goes_on = asked("Open", view);
    EXPECT_EQ(ended.size() + goes_on.size(), all_statuses().size());
    EXPECT_TRUE(std::all_of(ended.begin(), ended.end(), is_closed));
    EXPECT_TRUE(std::none_of(goes_on.begin(), goes_on.end(), is_closed));
  }
}

TEST(StatusView, WordsOfTheDraft_AreNoneElsewhere) {
  for (const StatusView view : {StatusView::plain, StatusView::extended})
    for (const std::string_view told : {"submitted", "incomplete", "rejected", "assigned", "more info"})
      EXPECT_FALSE(statuses_asked_for(told, view)) << told;
  for (const StatusView view : kViews) EXPECT_FALSE(statuses_asked_for("done", view));
  EXPECT_THAT(asked("fixed", StatusView::draft), ElementsAre(Status::fixed)) << "a finer word stands for itself";
}

TEST(StatusView, WhatOnlyTheDraftSays_IsTheNearestElsewhere) {
  for (const Status status : {Status::incomplete, Status::more_info}) {
    EXPECT_EQ(extended_of(status), Status::open);
    EXPECT_EQ(word(status, StatusView::extended), "open");
    EXPECT_EQ(word(status, StatusView::plain), "open");
  }
  EXPECT_EQ(word(Status::more_info, StatusView::draft), "more info");
  EXPECT_EQ(word(Status::incomplete, StatusView::draft), "incomplete");
  for (const Status status : all_statuses()) {
    EXPECT_EQ(is_closed(extended_of(status)), is_closed(status)) << word(status);
    EXPECT_EQ(extended_of(extended_of(status)), extended_of(status)) << word(status);
  }
}

TEST(StatusView, WordOfTheDraftAlone_IsNoneThatTheExtendedSetHas) {
  EXPECT_EQ(word_of_draft_alone(Status::more_info), "more info");
  EXPECT_EQ(word_of_draft_alone(Status::for_triage), "submitted");
  EXPECT_EQ(word_of_draft_alone(Status::duplicate), "rejected");
  EXPECT_EQ(word_of_draft_alone(Status::planned), "assigned");
  for (const Status status : {Status::open, Status::closed, Status::fixed, Status::in_progress, Status::investigating})
    EXPECT_EQ(word_of_draft_alone(status), "") << word(status);
}

TEST(StatusView, OfAWord) {
  for (const StatusView view : kViews) EXPECT_EQ(status_view_of(word(view)), view);
  EXPECT_FALSE(status_view_of("Draft"));
}

}  // namespace
}  // namespace r311::open311
