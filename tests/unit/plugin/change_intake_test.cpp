// SPDX-License-Identifier: Apache-2.0
#include "plugin/change_intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "plugin/abi_view.h"

namespace r311::plugin {
namespace {

r311_change lent(std::string_view reference) {
  r311_change change{};
  change.size = sizeof change;
  change.reference = lend(reference);
  return change;
}

TEST(ChangeOf, TextIsCleanedAndALongNoteCutBetweenCodePoints) {
  const std::string note = "a\r\n\x01" + std::string(64 * 1024 - 3, 'x') + "ö";
  r311_change change = lent("R");
  change.note = lend(note);
  const auto taken = change_of(change);
  ASSERT_TRUE(taken);
  EXPECT_LE(taken->note.size(), 64u * 1024u);
  EXPECT_EQ(taken->note.substr(0, 3), "a\nx");
  EXPECT_TRUE(text::is_utf8(taken->note));
}

TEST(ChangeOf, KeyAlone_NamesTheWorkOrder) {
  r311_change change{};
  change.size = sizeof change;
  change.idempotency_key = lend("K");
  const auto taken = change_of(change);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->key, "K");
}

TEST(ChangeOf, Privacy_IsPublicOnlyWhereThatIsSaid) {
  r311_change change = lent("R");
  EXPECT_EQ(change_of(change)->non_public, std::nullopt);
  change.privacy = R311_PRIVACY_PRIVATE;
  EXPECT_EQ(change_of(change)->non_public, true);
  change.privacy = R311_PRIVACY_PUBLIC;
  EXPECT_EQ(change_of(change)->non_public, false);
  change.privacy = 4711;
  EXPECT_EQ(change_of(change)->non_public, true) << "a word of a later kind of privacy";
  change.size = offsetof(r311_change, privacy);
  EXPECT_EQ(change_of(change)->non_public, std::nullopt) << "of a plugin that was built before there was such a word";
}

TEST(ChangeOf, ExpectedAndNotice_AreTakenUnchangedOrNoMore) {
  r311_change change = lent("R");
  EXPECT_EQ(change_of(change)->expected, std::nullopt);
  EXPECT_EQ(change_of(change)->notice, std::nullopt);
  change.expected = 5000;
  change.notice = lend("Within\r\na week\x01");
  EXPECT_EQ(change_of(change)->expected, Time(Milliseconds(5000)));
  EXPECT_EQ(change_of(change)->notice, "Within\na week");
  change.expected = R311_NO_TIME;
  change.notice = lend("");
  const auto none = change_of(change)->expected;
  ASSERT_TRUE(none.has_value()) << "it is told";
  EXPECT_FALSE(none->has_value()) << "that there is none";
  EXPECT_EQ(change_of(change)->notice, "");
  const std::string endless(R311_NOTE_MOST + 10, 'x');
  change.notice = lend(endless);
  EXPECT_EQ(change_of(change)->notice->size(), R311_NOTE_MOST);
  for (const std::int64_t beyond : {std::int64_t{253'402'300'800'000}, INT64_MIN + 1, INT64_MAX}) {
    change.expected = beyond;
    EXPECT_FALSE(change_of(change)) << beyond;
  }
}

TEST(ChangeOf, UnknownStatus_IsAFlagOfACode) {
  r311_change change = lent("R");
  change.flags = R311_CHANGE_STATUS_UNKNOWN;
  EXPECT_FALSE(change_of(change)->status_unknown) << "there is no code to count";
  change.backend_status = lend("W9");
  EXPECT_TRUE(change_of(change)->status_unknown);
  change.flags = ~R311_CHANGE_STATUS_UNKNOWN;
  EXPECT_FALSE(change_of(change)->status_unknown) << "flags of a later interface";
}

TEST(ChangeOf, MembersBehindPrivacy_AreNotReadOfAnOlderPlugin) {
  r311_change change = lent("R");
  change.backend_status = lend("W9");
  change.expected = INT64_MAX;
  change.notice = {reinterpret_cast<const char*>(1), 7};
  change.flags = ~0u;
  change.size = offsetof(r311_change, expected);
  const auto taken = change_of(change);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->expected, std::nullopt);
  EXPECT_EQ(taken->notice, std::nullopt);
  EXPECT_FALSE(taken->status_unknown);
}

TEST(ChangeOf, WordsOfTheDraft_AreStatusesToo) {
  r311_change change = lent("R");
  using open311::Status;
  for (const auto& [word, status] : {std::pair{"more info", Status::more_info},
                                     {"incomplete", Status::incomplete},
                                     {"submitted", Status::for_triage},
                                     {"rejected", Status::not_councils_responsibility},
                                     {"assigned", Status::action_scheduled},
                                     {"in progress", Status::in_progress}}) {
    change.status = lend(word);
    const auto taken = change_of(change);
    ASSERT_TRUE(taken) << word;
    EXPECT_EQ(taken->status, status) << word;
  }
}

TEST(WorkOrderOf, WhatIsBehindTheTime_IsTakenAndOfAnOlderPluginNotRead) {
  r311_work_order order{};
  order.size = sizeof order;
  order.reference = lend("R");
  order.flags = R311_WORK_ORDER_STATUS_UNKNOWN;
  order.backend_status = lend("W9");
  EXPECT_EQ(work_order_of(order)->expected, std::nullopt);
  order.expected = R311_NO_TIME;
  EXPECT_EQ(work_order_of(order)->expected, std::nullopt);
  order.expected = 5000;
  order.notice = lend("Within a week");
  const std::string endless(200, '6');
  order.zipcode = lend(endless);
  const auto taken = work_order_of(order);
  ASSERT_TRUE(taken);
  EXPECT_TRUE(taken->status_unknown);
  EXPECT_EQ(taken->expected, Time(Milliseconds(5000)));
  EXPECT_EQ(taken->notice, "Within a week");
  EXPECT_EQ(taken->zipcode, std::string(100, '6'));
  order.expected = INT64_MAX;
  EXPECT_FALSE(work_order_of(order));
  order.notice = order.zipcode = {reinterpret_cast<const char*>(1), 7};
  order.size = offsetof(r311_work_order, expected);
  const auto older = work_order_of(order);
  ASSERT_TRUE(older);
  EXPECT_EQ(older->expected, std::nullopt);
  EXPECT_EQ(older->notice + older->zipcode, "");
}

TEST(WorkOrderOf, Privacy_IsAFlag) {
  r311_work_order order{};
  order.size = sizeof order;
  order.reference = lend("R");
  EXPECT_FALSE(work_order_of(order)->non_public);
  order.flags = R311_WORK_ORDER_PRIVATE;
  EXPECT_TRUE(work_order_of(order)->non_public);
}

TEST(ChangeOf, NamesThatCleaningWouldAlter_AreRefused) {
  const std::string long_name(1025, 'x');
  for (const std::string& name : {std::string("a\x01"), std::string("a\r"), std::string("\xff"), long_name}) {
    EXPECT_FALSE(change_of(lent(name)));
    r311_change change = lent("R");
    change.update_id = lend(name);
    EXPECT_FALSE(change_of(change));
    change = lent("R");
    change.idempotency_key = lend(name);
    EXPECT_FALSE(change_of(change));
  }
}

TEST(ChangeOf, TimesThatW3cdtfCantShow_AreRefused) {
  r311_change change = lent("R");
  change.changed = 253'402'300'799'999;
  EXPECT_TRUE(change_of(change));
  change.changed += 1;
  EXPECT_FALSE(change_of(change));
  change.changed = -2'208'988'800'001;
  EXPECT_FALSE(change_of(change));
}

TEST(ChangeOf, Links_AreTaken_AndThoseThatNameNothingRefused) {
  r311_change change = lent("R");
  EXPECT_FALSE(change_of(change)->links.told());
  const r311_text_view related[] = {lend("W3"), lend("W4")};
  change.duplicate_of = lend("W1");
  change.parent = lend("");
  change.related = related;
  change.related_count = std::size(related);
  const auto taken = change_of(change);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->links.duplicate_of, "W1");
  EXPECT_EQ(taken->links.parent, "");
  EXPECT_EQ(taken->links.related, (std::vector<std::string>{"W3", "W4"}));
  change.related_count = 0;
  EXPECT_EQ(change_of(change)->links.related, std::vector<std::string>());
  const std::vector<r311_text_view> many(R311_RELATED_MOST + 1, lend("W"));
  change.related = many.data();
  change.related_count = many.size();
  EXPECT_FALSE(change_of(change));
  const r311_text_view wrong[] = {lend("W\x01")};
  change.related = wrong;
  change.related_count = 1;
  EXPECT_FALSE(change_of(change));
  change = lent("R");
  change.parent = lend("\xff");
  EXPECT_FALSE(change_of(change));
}

// What stands behind its size belongs to somebody else.
TEST(ChangeOf, AnOlderPlugin_TellsNoLinks) {
  r311_change change = lent("R");
  change.size = offsetof(r311_change, duplicate_of);
  change.duplicate_of = lend("W1");
  change.related = reinterpret_cast<const r311_text_view*>(1);
  const auto taken = change_of(change);
  ASSERT_TRUE(taken);
  EXPECT_FALSE(taken->links.told());
}

TEST(ChangeOf, UpdateKeyAndMediaUrls_AreTaken_AndUrlsThatAreNoneLeftOut) {
  r311_change change = lent("R");
  change.update_key = lend("U1");
  const std::string long_url = "https://example.com/" + std::string(2'000, 'x');
  const r311_text_view urls[] = {lend("https://example.com/1.jpg?a=1&b=2"),
                                 lend("javascript:alert(1)"),
                                 lend("data:image/png;base64,AAAA"),
                                 lend("/2.jpg"),
                                 lend("http:///none"),
                                 lend("https://example.com/a b"),
                                 lend(long_url),
                                 lend("https://example.com/\xff"),
                                 absent(),
                                 lend("HTTP://example.com")};
  change.media_urls = urls;
  change.media_url_count = std::size(urls);
  const auto taken = change_of(change);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->update_key, "U1");
  EXPECT_THAT(taken->media_urls, ::testing::ElementsAre("https://example.com/1.jpg?a=1&b=2", "HTTP://example.com"));
}

TEST(ChangeOf, UrlsThatAreNotThere_OrMoreThanMayBe_AreRefused) {
  r311_change change = lent("R");
  change.media_url_count = 1;
  EXPECT_EQ(change_of(change).error().text, "has media URLs that are null");
  const std::vector<r311_text_view> many(R311_MEDIA_URLS_MOST + 1, lend("https://example.com/1.jpg"));
  change.media_urls = many.data();
  change.media_url_count = many.size();
  EXPECT_FALSE(change_of(change));
  change.media_url_count = R311_MEDIA_URLS_MOST;
  EXPECT_EQ(change_of(change)->media_urls.size(), R311_MEDIA_URLS_MOST);
}

TEST(ChangeOf, UpdateKeyThatIsNoText_IsRefused) {
  r311_change change = lent("R");
  change.update_key = lend("U\x01");
  EXPECT_FALSE(change_of(change));
}

TEST(ChangeOf, MembersThatThePluginDoesNotKnow_AreNotRead) {
  r311_change change = lent("R");
  change.size = offsetof(r311_change, update_key);
  change.update_key = {reinterpret_cast<const char*>(1), 7};
  change.media_urls = reinterpret_cast<const r311_text_view*>(1);
  change.media_url_count = 3;
  const auto taken = change_of(change);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->update_key, "");
  EXPECT_TRUE(taken->media_urls.empty());
}

r311_work_order order(std::string_view reference) {
  r311_work_order lent{};
  lent.size = sizeof lent;
  lent.reference = lend(reference);
  return lent;
}

TEST(WorkOrderOf, EveryMember_IsTaken) {
  r311_work_order lent = order("WO 1/ä");
  lent.flags = R311_WORK_ORDER_HAS_POSITION;
  lent.backend_code = lend("RD-10");
  lent.description = lend("Hole\r\nat the kerb");
  lent.status = lend("in_progress");
  lent.backend_status = lend("W");
  lent.address_string = lend("1 Main Street");
  lent.latitude = -90;
  lent.longitude = 180;
  lent.requested = 1000;
  const auto taken = work_order_of(lent);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->reference, "WO 1/ä");
  EXPECT_EQ(taken->backend_code, "RD-10");
  EXPECT_EQ(taken->description, "Hole\nat the kerb");
  EXPECT_EQ(taken->status, open311::Status::in_progress);
  EXPECT_EQ(taken->backend_status, "W");
  EXPECT_EQ(taken->address_string, "1 Main Street");
  ASSERT_TRUE(taken->position);
  EXPECT_EQ(taken->position->longitude, 180);
  EXPECT_EQ(taken->requested, Time(Milliseconds(1000)));
  const auto bare = work_order_of(order("R"));
  EXPECT_EQ(bare->status, std::nullopt);
  EXPECT_EQ(bare->position, std::nullopt);
}

TEST(WorkOrderOf, WhatBreaksARule_IsRefused) {
  EXPECT_EQ(work_order_of(order("")).error().text, "has no reference");
  EXPECT_FALSE(work_order_of(order("a\x01")));
  r311_work_order lent = order("R");
  lent.status = lend("sort of done");
  EXPECT_FALSE(work_order_of(lent));
  for (const auto& [latitude, longitude] : {std::pair{90.1, 0.0}, {0.0, -180.1}, {std::nan(""), 0.0}}) {
    lent = order("R");
    lent.flags = R311_WORK_ORDER_HAS_POSITION;
    lent.latitude = latitude;
    lent.longitude = longitude;
    EXPECT_FALSE(work_order_of(lent)) << latitude;
  }
  lent = order("R");
  lent.flags = R311_WORK_ORDER_HAS_POSITION;
  lent.size = offsetof(r311_work_order, longitude);
  EXPECT_FALSE(work_order_of(lent));
}

TEST(IsReference, MayHoldWhatBackEndsPutIntoOne) {
  EXPECT_TRUE(is_reference("DEFECT/12:3 @ä,&"));
  EXPECT_TRUE(is_reference(std::string(1024, 'x')));
  EXPECT_FALSE(is_reference(""));
  EXPECT_FALSE(is_reference(std::string(1025, 'x')));
}

int taken_until_full(ChangeIntake& intake, const r311_change& change) {
  int taken = 0;
  while (intake.abi()->add(intake.abi()->self, &change) == 1) ++taken;
  return taken;
}

TEST(ChangeIntake, StopsAtTheBoundOfBytes) {
  ChangeIntake intake("works", "trace", {10'000, 64 * 1024});
  const std::string note(16 * 1024, 'n');
  r311_change change = lent("R");
  change.note = lend(note);
  EXPECT_EQ(taken_until_full(intake, change), 4);
  EXPECT_EQ(intake.take().size(), 4u);
}

TEST(ChangeIntake, StopsAtTheBoundOfChanges_WithThoseLeftOut) {
  ChangeIntake intake("works", "trace", {3, 64 * 1024});
  const r311_change good = lent("R");
  const r311_change bad = lent("");
  EXPECT_EQ(intake.abi()->add(intake.abi()->self, &bad), 1);
  EXPECT_EQ(taken_until_full(intake, good), 2);
  EXPECT_EQ(intake.refused(), 1u);
}

TEST(ChangeIntake, WorkOrdersCountWithTheChanges_AndUrlsLeftOutAreCounted) {
  ChangeIntake intake("works", "trace", {2, 64 * 1024});
  const r311_work_order lent_order = order("WO");
  r311_change change = lent("R");
  const r311_text_view urls[] = {lend("ftp://example.com"), lend("https://example.com")};
  change.media_urls = urls;
  change.media_url_count = 2;
  EXPECT_EQ(intake.abi()->work_order(intake.abi()->self, &lent_order), 1);
  EXPECT_EQ(intake.abi()->add(intake.abi()->self, &change), 1);
  EXPECT_EQ(intake.abi()->work_order(intake.abi()->self, &lent_order), 0);
  EXPECT_TRUE(intake.more());
  EXPECT_FALSE(intake.overrun());
  EXPECT_EQ(intake.refused_urls(), 1u);
  EXPECT_EQ(intake.take_work_orders().size(), 1u);
  EXPECT_EQ(intake.take().size(), 1u);
}

TEST(ChangeIntake, OnlyAPluginThatGoesOnAfterTheStop_Overruns) {
  ChangeIntake intake("works", "trace", {1, 64 * 1024});
  const r311_change change = lent("R");
  EXPECT_EQ(taken_until_full(intake, change), 1);
  EXPECT_FALSE(intake.overrun());
  EXPECT_EQ(intake.abi()->add(intake.abi()->self, &change), 0);
  EXPECT_TRUE(intake.overrun());
}

}  // namespace
}  // namespace r311::plugin
