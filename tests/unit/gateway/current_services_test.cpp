// SPDX-License-Identifier: Apache-2.0
#include "gateway/current_services.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace r311::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

open311::Service named(const std::string& code, const std::string& name) {
  open311::Service service;
  service.code = code;
  service.name = name;
  return service;
}

Result<void> kept() { return {}; }

TEST(CurrentServices, WithoutCatalogs_AreWholeAtOnce) {
  const CurrentServices services({{named("POT", "Pothole"), "highways"}}, {});
  EXPECT_TRUE(services.get()->whole());
  EXPECT_THAT(services.get()->services().json, HasSubstr("Pothole"));
}

TEST(CurrentServices, AreNotWholeBeforeEveryCatalogWasHad_ButKnowWhatIsListed) {
  CurrentServices services({{named("POT", "Pothole"), "highways"}}, {"parks", "waste"});
  EXPECT_FALSE(services.get()->whole());
  ASSERT_NE(services.get()->offer("POT"), nullptr);
  ASSERT_TRUE(services.take("parks", {named("TREE", "Tree")}, kept));
  EXPECT_FALSE(services.get()->whole());
  ASSERT_TRUE(services.take("waste", {named("BIN", "Bin")}, kept));
  EXPECT_TRUE(services.get()->whole());
  EXPECT_EQ(services.get()->offer("BIN")->backend, "waste");
}

TEST(CurrentServices, StandInTheOrderOfTheConfigurationWhicheverCameFirst) {
  CurrentServices services({{named("POT", "Pothole"), "highways"}}, {"parks", "waste"});
  ASSERT_TRUE(services.take("waste", {named("BIN", "Bin")}, kept));
  ASSERT_TRUE(services.take("parks", {named("TREE", "Tree"), named("BENCH", "Bench")}, kept));
  const auto offering = services.get();
  const std::string& xml = offering->services().xml;
  EXPECT_LT(xml.find(">POT<"), xml.find(">TREE<"));
  EXPECT_LT(xml.find(">TREE<"), xml.find(">BENCH<"));
  EXPECT_LT(xml.find(">BENCH<"), xml.find(">BIN<"));
  EXPECT_NE(xml.find(">BIN<"), std::string::npos);
}

TEST(CurrentServices, NamesThatServicesShare_AreToldWithTheirCodesOnceForEachCatalog) {
  CurrentServices services({{named("POT", "Pothole"), "highways"}}, {"parks", "waste"});
  testing::internal::CaptureStderr();
  ASSERT_TRUE(services.take("parks", {named("TREE", "Tree"), named("TREE2", "Tree"), named("HOLE", "Pothole ")}, kept));
  const std::string parks = testing::internal::GetCapturedStderr();
  EXPECT_THAT(parks, HasSubstr("TREE, TREE2"));
  EXPECT_THAT(parks, HasSubstr("POT, HOLE"));
  EXPECT_EQ(services.get()->offer("TREE2")->backend, "parks") << "clients that go by codes can use both";

  testing::internal::CaptureStderr();
  ASSERT_TRUE(services.take("waste", {named("BIN", "Bin")}, kept));
  EXPECT_THAT(testing::internal::GetCapturedStderr(), Not(HasSubstr("one name"))) << "told with the other catalogue";
}

TEST(CurrentServices, CatalogOfOneNameForAll_IsToldInAFewLines) {
  std::vector<open311::Service> many;
  for (int i = 0; i < 500; ++i) many.push_back(named("C" + std::to_string(i), "Other"));
  CurrentServices services({}, {"parks"});
  testing::internal::CaptureStderr();
  ASSERT_TRUE(services.take("parks", many, kept));
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_LE(std::count(log.begin(), log.end(), '\n'), 20);
  EXPECT_THAT(log, HasSubstr("C0, C1"));
}

// Nobody has decided that answers to what a back end asks may be shown.
TEST(CurrentServices, QuestionsOfACatalog_HavePrivateAnswers) {
  open311::Attribute question;
  question.code = "height";
  auto listed = named("POT", "Pothole");
  auto fetched = named("TREE", "Tree");
  listed.attributes = fetched.attributes = {question};
  CurrentServices services({{listed, "highways"}}, {"parks"});
  ASSERT_TRUE(services.take("parks", {fetched}, kept));
  EXPECT_FALSE(services.get()->offer("POT")->service.attributes[0].answers_private);
  EXPECT_TRUE(services.get()->offer("TREE")->service.attributes[0].answers_private);
}

TEST(CurrentServices, ListedOne_WinsOverAFetchedOneOfTheSameCode) {
  CurrentServices services({{named("POT", "Pothole"), "highways"}}, {"parks"});
  ASSERT_TRUE(services.take("parks", {named("POT", "Hole in the lawn"), named("TREE", "Tree")}, kept));
  EXPECT_EQ(services.get()->offer("POT")->backend, "highways");
  EXPECT_THAT(services.get()->services().json, Not(HasSubstr("lawn")));
  EXPECT_NE(services.get()->offer("TREE"), nullptr);
}

TEST(CurrentServices, CodeThatTwoCatalogsHave_IsToldAndNothingChanges) {
  CurrentServices services({}, {"parks", "waste"});
  ASSERT_TRUE(services.take("parks", {named("TREE", "Tree")}, kept));
  ASSERT_TRUE(services.take("waste", {named("BIN", "Bin")}, kept));
  const auto before = services.get();
  bool asked = false;
  const auto taken = services.take("waste", {named("BIN", "Bin"), named("TREE", "Christmas tree")}, [&] {
    asked = true;
    return Result<void>();
  });
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().kind, Kind::conflict);
  EXPECT_THAT(taken.error().text, HasSubstr("parks and waste both define the service 'TREE'"));
  EXPECT_FALSE(asked) << "what does not fit is not kept";
  EXPECT_EQ(services.get(), before);
}

TEST(CurrentServices, ThatCanNotBeKept_AreNotShown) {
  CurrentServices services({}, {"parks"});
  ASSERT_TRUE(services.take("parks", {named("TREE", "Tree")}, kept));
  EXPECT_FALSE(services.take("parks", {named("BENCH", "Bench")}, [] { return fail(Kind::unavailable, "disk full"); }));
  EXPECT_NE(services.get()->offer("TREE"), nullptr);
  EXPECT_EQ(services.get()->offer("BENCH"), nullptr);
}

TEST(CurrentServices, AreReadWholeWhileTheyAreReplaced_AndStayForWhoHoldsThem) {
  CurrentServices services({}, {"parks"});
  const auto generation = [](int number) {
    std::vector<open311::Service> all;
    for (int i = 0; i < 20; ++i) all.push_back(named("S" + std::to_string(i), "G" + std::to_string(number) + "."));
    return all;
  };
  ASSERT_TRUE(services.take("parks", generation(0), kept));
  const auto held = services.get();
  const std::string as_it_was = held->services().json;
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int r = 0; r < 4; ++r) {
    readers.emplace_back([&] {
      while (!done) {
        const auto offering = services.get();
        const std::string& name = offering->offer("S0")->service.name;
        std::size_t count = 0;
        const std::string& json = offering->services().json;
        for (std::size_t at = 0; (at = json.find('"' + name + '"', at)) != std::string::npos; ++at) ++count;
        EXPECT_EQ(count, 20u) << "all of one generation";
      }
    });
  }
  for (int number = 1; number <= 200; ++number) EXPECT_TRUE(services.take("parks", generation(number), kept));
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(held->services().json, as_it_was);
}

}  // namespace
}  // namespace r311::gateway
