// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "body.h"
#include "support/text_source.h"

namespace r311 {
namespace {

using plugin::Ability;
using plugin::Outcome;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// What an adapter that was built elsewhere, by another compiler or in another language, can count on.
class AdapterContract : public ::testing::TestWithParam<test::Body> {
 protected:
  std::unique_ptr<plugin::Adapter> make(const std::string& name, const std::string& options = "{}",
                                        const std::string& backend = "works") {
    auto made = bench->make(name, options, backend);
    if (!made) throw std::runtime_error(made.error().text);
    return std::move(*made);
  }

  std::filesystem::path data(const std::string& name) const { return bench->data.path() / name; }

  SystemClock clock;
  std::unique_ptr<test::PluginBench> bench = GetParam().bench({RELAY311_EXAMPLE_PLUGINS}, clock);
};

std::string body_name(const ::testing::TestParamInfo<test::Body>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Body, AdapterContract, ::testing::ValuesIn(test::bodies()), body_name);

TEST_P(AdapterContract, AllBuiltAgainstTheInstalledSdk_AreListed) {
  std::vector<std::string> ids;
  for (const auto& listed : bench->registry().list()) {
    EXPECT_EQ(listed.error, "");
    ids.push_back(listed.id);
  }
  EXPECT_THAT(ids, ::testing::UnorderedElementsAre("hello-c", "hello-cpp", "my-adapter"));
}

TEST_P(AdapterContract, Abilities_AreTheInterfacesThatTheInstanceOffers) {
  const auto cpp = make("hello-cpp");
  for (const Ability each :
       {Ability::submit, Ability::find, Ability::changes, Ability::probe, Ability::update, Ability::media})
    EXPECT_TRUE(cpp->can(each));
  for (const Ability each : {Ability::catalog, Ability::find_update, Ability::find_media}) EXPECT_FALSE(cpp->can(each));
  const auto c = make("hello-c");
  EXPECT_TRUE(c->can(Ability::submit));
  EXPECT_TRUE(c->can(Ability::probe));
  EXPECT_FALSE(c->can(Ability::changes));
  EXPECT_FALSE(c->can(Ability::find));
}

TEST_P(AdapterContract, CallForWhatAnAdapterCantDo_IsUnsupportedAndKeepsTheCursor) {
  const auto polled = make("hello-c")->changes("here", bench->terms());
  EXPECT_EQ(polled.verdict.outcome, Outcome::unsupported);
  EXPECT_EQ(polled.cursor, "here");
  const auto told = make("hello-c")->catalog(bench->terms());
  EXPECT_EQ(told.verdict.outcome, Outcome::unsupported);
  EXPECT_TRUE(told.services.empty());
}

TEST_P(AdapterContract, Report_ReachesTheBackEndWhole) {
  const auto submitted = make("hello-cpp")->submit(test::full_report(), bench->terms("KEY7"));
  ASSERT_EQ(submitted.verdict.outcome, Outcome::ok) << submitted.verdict.reason;
  EXPECT_EQ(submitted.reference, "H-KEY7");
  EXPECT_EQ(test::read_file(data("hello/reports/H-KEY7.json")),
            "{\"id\": \"R1\", \"code\": \"PH/01\", \"description\": "
            "\"Tiefes Loch 🕳 \\\"dort\\\"\\nund \\\\ weg & <hin>\", \"lat\": 51.500000, \"long\": -0.125000, "
            "\"address\": \"1 Main Street\", \"depth\": \"12\", \"kinds\": \"a\", \"kinds\": \"b\"}\n");
}

TEST_P(AdapterContract, ReportWithoutWhatIsOptional_HasItAbsent) {
  open311::AcceptedReport bare;
  bare.id = "R2";
  bare.service_code = "POT";
  bare.report.description = "";
  const auto submitted = make("hello-cpp")->submit(bare, bench->terms("BARE"));
  ASSERT_EQ(submitted.verdict.outcome, Outcome::ok) << submitted.verdict.reason;
  EXPECT_EQ(test::read_file(data("hello/reports/H-BARE.json")),
            "{\"id\": \"R2\", \"code\": \"POT\", \"description\": \"\"}\n");
}

TEST_P(AdapterContract, SameKeyAgain_GivesTheSameReferenceAndOneRecord) {
  for (const char* name : {"hello-cpp", "hello-c", "my-adapter"}) {
    const auto adapter = make(name, "{}", name);
    const auto first = adapter->submit(test::full_report(), bench->terms("TWICE"));
    const auto second = adapter->submit(test::full_report(), bench->terms("TWICE"));
    EXPECT_EQ(first.verdict.outcome, Outcome::ok) << name << first.verdict.reason;
    EXPECT_EQ(first.reference, second.reference) << name;
  }
  const std::string lines = test::read_file(data("hello-c.txt"));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1) << lines;
}

TEST_P(AdapterContract, SubmittedWorkOrder_IsFoundByItsKeyWithItsReference) {
  const auto submitted = make("hello-cpp")->submit(test::full_report(), bench->terms("KEY7"));
  const auto found = make("hello-cpp")->find(bench->terms("KEY7"));
  EXPECT_EQ(found.verdict.outcome, Outcome::ok) << found.verdict.reason;
  EXPECT_EQ(found.reference, submitted.reference);
}

TEST_P(AdapterContract, KeyThatWasNeverSubmitted_IsNotFound) {
  const auto found = make("hello-cpp")->find(bench->terms("NEVER"));
  EXPECT_EQ(found.verdict.outcome, Outcome::not_found);
  EXPECT_EQ(found.reference, "");
}

TEST_P(AdapterContract, KeyThatCantBeLookedUp_IsNotTakenAsAbsent) {
  const auto adapter = make("hello-cpp");
  std::filesystem::remove_all(data("hello"));
  test::write_file(data("hello"), "a file where the folder was");
  EXPECT_EQ(adapter->find(bench->terms("KEY7")).verdict.outcome, Outcome::unavailable);
  EXPECT_EQ(make("hello-c")->find(bench->terms("KEY7")).verdict.outcome, Outcome::unsupported);
}

TEST_P(AdapterContract, Update_ReachesTheBackEndOnce) {
  open311::AcceptedUpdate update;
  update.id = "U1";
  update.reference = "H-KEY7";
  update.update.status = open311::Status::in_progress;
  update.update.description = "Noch \"tiefer\" 🕳";
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto added = make("hello-cpp")->update(update, bench->terms("U1"));
    ASSERT_EQ(added.verdict.outcome, Outcome::ok) << added.verdict.reason;
    EXPECT_EQ(added.reference, "");
  }
  EXPECT_EQ(test::read_file(data("hello/updates/H-KEY7.U1.json")),
            "{\"id\": \"U1\", \"of\": \"H-KEY7\", \"description\": \"Noch \\\"tiefer\\\" 🕳\", "
            "\"status\": \"in_progress\"}\n");
  EXPECT_EQ(make("hello-cpp")->find_update(bench->terms("U1")).verdict.outcome, Outcome::unsupported);
}

TEST_P(AdapterContract, File_ReachesTheBackEndByteForByte_AndHalfOfOneDoesNot) {
  std::string content;
  for (int i = 0; i < 300'000; ++i) content += static_cast<char>(i % 251);
  plugin::MediaItem item;
  item.reference = "H-KEY7";
  item.file.size = static_cast<std::int64_t>(content.size());
  test::TextSource broken(content.substr(0, 100'000), "the disk is gone");
  const auto failed = make("hello-cpp")->attach(item, broken, bench->terms("P1"));
  EXPECT_EQ(failed.verdict.outcome, Outcome::unavailable);
  EXPECT_THAT(failed.verdict.reason, HasSubstr("the disk is gone"));
  EXPECT_FALSE(std::filesystem::exists(data("hello/files/H-KEY7.P1")));
  test::TextSource whole(content);
  const auto attached = make("hello-cpp")->attach(item, whole, bench->terms("P1"));
  ASSERT_EQ(attached.verdict.outcome, Outcome::ok) << attached.verdict.reason;
  EXPECT_TRUE(test::read_file(data("hello/files/H-KEY7.P1")) == content);
}

TEST_P(AdapterContract, AdapterThatAsksForNoAcknowledgement_GetsNoneAndAllIsWell) {
  EXPECT_EQ(make("hello-cpp")->acknowledge("7", bench->terms()).outcome, Outcome::ok);
  EXPECT_EQ(make("hello-c")->acknowledge("7", bench->terms()).outcome, Outcome::ok);
}

TEST_P(AdapterContract, WhatAClerkDid_ComesAsChangeAndMovesTheCursor) {
  const auto adapter = make("hello-cpp", "closed_word: fixed");
  const auto nothing = adapter->changes("", bench->terms());
  ASSERT_EQ(nothing.verdict.outcome, Outcome::ok) << nothing.verdict.reason;
  EXPECT_TRUE(nothing.changes.empty());
  EXPECT_EQ(nothing.cursor, "");

  test::write_file(data("hello/status/H-1"), "done\nFilled — today.\nThank you\n");
  const auto polled = adapter->changes(nothing.cursor, bench->terms());
  ASSERT_EQ(polled.changes.size(), 1u);
  EXPECT_EQ(polled.changes[0].reference, "H-1");
  EXPECT_EQ(polled.changes[0].status, open311::Status::fixed);
  EXPECT_EQ(polled.changes[0].backend_status, "done");
  EXPECT_EQ(polled.changes[0].note, "Filled — today.\nThank you");
  EXPECT_EQ(polled.cursor, std::to_string(polled.changes[0].changed.time_since_epoch().count()));

  const auto again = adapter->changes(std::to_string(std::stoll(polled.cursor) + 1), bench->terms());
  EXPECT_TRUE(again.changes.empty());
}

TEST_P(AdapterContract, StatusWordThatDoesNotExist_IsLeftOut) {
  test::write_file(data("hello/status/H-1"), "sort of done\n");
  test::write_file(data("hello/status/H-2"), "open\n");
  const auto polled = make("hello-cpp")->changes("", bench->terms());
  ASSERT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  ASSERT_EQ(polled.changes.size(), 1u);
  EXPECT_EQ(polled.changes[0].reference, "H-2");
}

TEST_P(AdapterContract, BackEndThatIsGone_IsUnavailableWithTheReason) {
  const auto adapter = make("hello-cpp");
  EXPECT_EQ(adapter->probe(bench->terms()).outcome, Outcome::ok);
  std::filesystem::remove_all(data("hello"));
  test::write_file(data("hello"), "a file where the folder was");
  const auto probed = adapter->probe(bench->terms());
  EXPECT_EQ(probed.outcome, Outcome::unavailable);
  EXPECT_THAT(probed.reason, HasSubstr("can't make"));
  EXPECT_EQ(adapter->submit(test::full_report(), bench->terms()).verdict.outcome, Outcome::unavailable);
}

TEST_P(AdapterContract, ExceptionInAnAdapter_IsInternalWithItsText) {
  const auto polled = make("hello-cpp")->changes("no number", bench->terms());
  EXPECT_EQ(polled.verdict.outcome, Outcome::internal);
  EXPECT_THAT(polled.verdict.reason, HasSubstr("stoll"));
  EXPECT_EQ(polled.cursor, "no number");
}

TEST_P(AdapterContract, DurableState_OutlivesTheInstance) {
  EXPECT_EQ(make("my-adapter", "prefix: HW-")->submit(test::full_report(), bench->terms("A")).reference, "HW-A");
  EXPECT_EQ(make("my-adapter", "prefix: XX-")->submit(test::full_report(), bench->terms("A")).reference, "HW-A");
  EXPECT_EQ(make("my-adapter", "{}", "other")->submit(test::full_report(), bench->terms("A")).reference, "WO-A")
      << "another back end has state of its own";
}

TEST_P(AdapterContract, DurableStateThatCantBeReached_IsUnavailable) {
  const auto adapter = make("my-adapter");
  bench->kv.break_down();
  EXPECT_EQ(adapter->submit(test::full_report(), bench->terms()).verdict.outcome, Outcome::unavailable);
}

TEST_P(AdapterContract, CancelledCall_IsNotBegun) {
  const std::atomic<bool> cancelled{true};
  auto terms = bench->terms("CANCELLED");
  terms.cancelled = &cancelled;
  EXPECT_EQ(make("hello-cpp")->submit(test::full_report(), terms).verdict.outcome, Outcome::unavailable);
  EXPECT_FALSE(std::filesystem::exists(data("hello/reports/H-CANCELLED.json")));
}

TEST_P(AdapterContract, CallWhoseDeadlineIsPast_IsNotBegun) {
  auto terms = bench->terms("LATE");
  terms.deadline = clock.now() - std::chrono::seconds(1);
  EXPECT_EQ(make("hello-cpp")->submit(test::full_report(), terms).verdict.outcome, Outcome::unavailable);
  EXPECT_FALSE(std::filesystem::exists(data("hello/reports/H-LATE.json")));
}

TEST_P(AdapterContract, MistakeThatAPluginFinds_HasItsPlace) {
  for (const char* name : {"hello-cpp", "hello-c"}) {
    const std::string option = std::string(name) == "hello-c" ? "file" : "folder";
    const auto made = bench->make(name, "{\n  " + option + ": ../outside }");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, Kind::invalid);
    ASSERT_EQ(bench->findings.size(), 1u);
    EXPECT_EQ(bench->findings[0].where, "backends.works.options." + option);
    EXPECT_EQ(bench->findings[0].place.line, 2);
    EXPECT_THAT(bench->findings[0].expected, HasSubstr("name"));
    bench->findings.clear();
  }
}

TEST_P(AdapterContract, MistakesThatTheTableShows_AreFoundBeforeTheAdapterIsMade) {
  const auto made = bench->make("hello-cpp", "foldr: x\nclosed_word: closd");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Kind::invalid);
  ASSERT_EQ(bench->findings.size(), 2u);
  EXPECT_EQ(bench->findings[0].suggestion, "folder");
  EXPECT_EQ(bench->findings[1].suggestion, "closed");
}

TEST_P(AdapterContract, AdapterThatDoesNotExist_IsToldWithTheNearest) {
  const auto made = bench->make("hello-cp");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Kind::invalid);
  ASSERT_EQ(bench->findings.size(), 1u);
  EXPECT_EQ(bench->findings[0].where, "backends.works.adapter");
  EXPECT_THAT(bench->findings[0].suggestion, StartsWith("hello-c"));
}

TEST_P(AdapterContract, AdapterNameThatIsAPath_IsNotLookedFor) {
  test::write_file(data("evil.so"), "");
  const auto made = bench->make("../" + bench->data.path().filename().string() + "/evil");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Kind::invalid);
}

}  // namespace
}  // namespace r311
