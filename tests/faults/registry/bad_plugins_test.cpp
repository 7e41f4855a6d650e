// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>

#include "places.h"
#include "support/plugin_bench.h"

namespace r311 {
namespace {

using plugin::Outcome;
using ::testing::HasSubstr;

const std::filesystem::path zoo = std::filesystem::path(RELAY311_BINARY_DIR) / "zoo";

struct Bad {
  const char* plugin;
  const char* reason;
};

void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.reason; }

std::string name_of(const ::testing::TestParamInfo<Bad>& info) { return info.param.plugin; }

// Plugins that can't be made into an adapter.
class BadPlugin : public ::testing::TestWithParam<Bad> {
 protected:
  SystemClock clock;
  test::PluginBench bench{{zoo}, clock};
};

TEST_P(BadPlugin, IsToldWithItsPathAndTheReason) {
  const auto made = bench.make(GetParam().plugin);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Kind::corrupt);
  EXPECT_THAT(made.error().text, HasSubstr((zoo / GetParam().plugin).string() + ".so"));
  EXPECT_THAT(made.error().text, HasSubstr(GetParam().reason));
  EXPECT_TRUE(bench.findings.empty()) << "it is not the configuration's mistake";
}

TEST_P(BadPlugin, LeavesTheOthersUnharmed) {
  ASSERT_FALSE(bench.make(GetParam().plugin));
  const auto sound = bench.make("sound");
  ASSERT_TRUE(sound) << sound.error().text;
  EXPECT_EQ((*sound)->submit(test::full_report(), bench.terms()).reference, "R1");
}

INSTANTIATE_TEST_SUITE_P(
    Zoo, BadPlugin,
    ::testing::Values(
        Bad{"undefined_symbol", "can't be used: undefined symbol: relay311_nobody_has_this"},
        Bad{"no_symbol", "does not export r311_plugin_entry"}, Bad{"null_entry", "returned null"},
        Bad{"entry_throws", "threw: no licence found"}, Bad{"wrong_major", "was built for ABI 9."},
        Bad{"newer_minor", "use a newer gateway"}, Bad{"short_entry", "has 24 bytes"},
        Bad{"lacks_create", "lacks create"}, Bad{"bad_id", "is not of the form"},
        Bad{"other_id", "it is the adapter 'somebody-else'"}, Bad{"bad_option", "its option 1"},
        Bad{"create_throws", "the moon is full"}, Bad{"create_silent", "told no reason"},
        Bad{"create_fails", "no licence for this council"}, Bad{"no_interface", "offers no interface"},
        Bad{"interface_throws", "get_interface threw"}, Bad{"short_interface", "r311.submit/1-draft is too small"},
        Bad{"short_find", "r311.find/1-draft is too small"}, Bad{"short_catalog", "r311.catalog/1-draft is too small"},
        Bad{"short_update", "r311.update/1-draft is too small"}, Bad{"short_media", "r311.media/1-draft is too small"}),
    name_of);

struct Answer {
  const char* plugin;
  Outcome outcome;
  const char* reason;
};

void PrintTo(const Answer& answer, std::ostream* out) { *out << word(answer.outcome); }

std::string answer_name(const ::testing::TestParamInfo<Answer>& info) { return info.param.plugin; }

// Plugins that can be made and break the rules of a submit.
class BadSubmit : public ::testing::TestWithParam<Answer> {};

TEST_P(BadSubmit, IsAnOutcomeThatTheQueueKnows) {
  SystemClock clock;
  test::PluginBench bench({zoo}, clock);
  const auto adapter = bench.make(GetParam().plugin);
  ASSERT_TRUE(adapter) << adapter.error().text;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto submitted = (*adapter)->submit(test::full_report(), bench.terms());
    EXPECT_EQ(word(submitted.verdict.outcome), word(GetParam().outcome));
    EXPECT_THAT(submitted.verdict.reason, HasSubstr(GetParam().reason));
    EXPECT_EQ(submitted.reference, "");
  }
}

INSTANTIATE_TEST_SUITE_P(Zoo, BadSubmit,
                         ::testing::Values(Answer{"submit_throws", Outcome::crashed, "lost the connection"},
                                           Answer{"submit_throws_int", Outcome::crashed, "threw something"},
                                           Answer{"garbage_outcome", Outcome::internal, "4711"},
                                           Answer{"no_reference", Outcome::protocol, "without a reference"},
                                           Answer{"empty_reference", Outcome::protocol, "1 to 1024 bytes"},
                                           Answer{"dirty_reference", Outcome::protocol, "clean UTF-8"},
                                           Answer{"long_reference", Outcome::protocol, "1 to 1024 bytes"},
                                           Answer{"dirty_reason", Outcome::refused, "no \xEF\xBF\xBD thanks"},
                                           Answer{"no_reason", Outcome::unavailable, "told no reason"}),
                         answer_name);

// Plugins that break the rules of a find. None of them may make the queue believe that a work order is there, or that
// it is not.
class BadFind : public ::testing::TestWithParam<Answer> {};

TEST_P(BadFind, SaysNothingAboutTheWorkOrder) {
  SystemClock clock;
  test::PluginBench bench({zoo}, clock);
  const auto adapter = bench.make(GetParam().plugin);
  ASSERT_TRUE(adapter) << adapter.error().text;
  ASSERT_TRUE((*adapter)->can(plugin::Ability::find));
  const auto found = (*adapter)->find(bench.terms());
  EXPECT_EQ(word(found.verdict.outcome), word(GetParam().outcome));
  EXPECT_THAT(found.verdict.reason, HasSubstr(GetParam().reason));
  EXPECT_EQ(found.reference, "");
}

INSTANTIATE_TEST_SUITE_P(Zoo, BadFind,
                         ::testing::Values(Answer{"find_without_reference", Outcome::protocol, "without a reference"},
                                           Answer{"find_gives_dirt", Outcome::protocol, "clean UTF-8"},
                                           Answer{"find_throws", Outcome::crashed, "lost the connection"}),
                         answer_name);

// Plugins that break the rules of a catalogue: of none a part is taken.
class BadCatalog : public ::testing::TestWithParam<Answer> {};

TEST_P(BadCatalog, IsNoCatalogAtAll) {
  SystemClock clock;
  test::PluginBench bench({zoo}, clock);
  const auto adapter = bench.make(GetParam().plugin);
  ASSERT_TRUE(adapter) << adapter.error().text;
  const auto fetched = (*adapter)->catalog(bench.terms());
  EXPECT_EQ(word(fetched.verdict.outcome), word(GetParam().outcome));
  EXPECT_THAT(fetched.verdict.reason, HasSubstr(GetParam().reason));
  EXPECT_TRUE(fetched.services.empty());
}

INSTANTIATE_TEST_SUITE_P(Zoo, BadCatalog,
                         ::testing::Values(Answer{"catalog_flood", Outcome::protocol, "more than 10000 services"},
                                           Answer{"catalog_throws", Outcome::crashed, "lost the connection"}),
                         answer_name);

class BadChanges : public ::testing::Test {
 protected:
  plugin::Polled poll(const std::string& name) {
    const auto adapter = bench.make(name);
    if (!adapter) throw std::runtime_error(adapter.error().text);
    return (*adapter)->changes("before", bench.terms());
  }

  SystemClock clock;
  test::PluginBench bench{{zoo}, clock};
};

TEST_F(BadChanges, ThatGoOnAfterTheyWereToldToStop_AreNotTaken) {
  const auto polled = poll("flood");
  EXPECT_EQ(polled.verdict.outcome, Outcome::protocol);
  EXPECT_TRUE(polled.changes.empty());
  EXPECT_EQ(polled.cursor, "before");
}

TEST_F(BadChanges, MoreThanOnePollMayTell_AreTakenUpToTheLimit) {
  const auto polled = poll("obedient_flood");
  EXPECT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  EXPECT_EQ(polled.changes.size(), 10'000u);
  EXPECT_EQ(polled.cursor, "10000");
}

TEST_F(BadChanges, WithACursorThatIsTooLong_KeepTheOldOne) {
  const auto polled = poll("long_cursor");
  EXPECT_EQ(polled.verdict.outcome, Outcome::protocol);
  EXPECT_EQ(polled.cursor, "before");
}

TEST_F(BadChanges, ThatLie_AreLeftOutAndTheOthersTaken) {
  const auto polled = poll("lying_changes");
  EXPECT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  ASSERT_EQ(polled.changes.size(), 2u);
  for (const auto& change : polled.changes) EXPECT_EQ(change.reference, "good");
  EXPECT_EQ(polled.cursor, "reached");
}

TEST_F(BadChanges, WorkOrdersThatLie_AreLeftOutAndTheOthersTaken) {
  const auto polled = poll("lying_work_orders");
  EXPECT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  ASSERT_EQ(polled.work_orders.size(), 2u);
  for (const auto& order : polled.work_orders) EXPECT_EQ(order.reference, "good");
  EXPECT_EQ(polled.cursor, "reached");
}

TEST(EarlyPlugin, WhoseStructsEndSooner_IsHeardAsEver) {
  SystemClock clock;
  test::PluginBench bench({zoo}, clock);
  const auto adapter = bench.make("early_changes");
  ASSERT_TRUE(adapter) << adapter.error().text;
  const auto polled = (*adapter)->changes("", bench.terms());
  EXPECT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  ASSERT_EQ(polled.changes.size(), 1u);
  EXPECT_EQ(polled.changes[0].reference, "WO-1");
  EXPECT_EQ(polled.changes[0].note, "as ever");
  EXPECT_EQ(polled.changes[0].update_key, "");
  EXPECT_TRUE(polled.changes[0].media_urls.empty());
  EXPECT_EQ(polled.changes[0].expected, std::nullopt);
  EXPECT_EQ(polled.changes[0].notice, std::nullopt);
  EXPECT_FALSE(polled.changes[0].status_unknown);
  EXPECT_EQ(polled.cursor, "reached");
  EXPECT_TRUE(polled.more);
  EXPECT_FALSE((*adapter)->can(plugin::Ability::update));
}

TEST(BadEnd, PluginThatThrowsInDestroy_EndsAllTheSame) {
  SystemClock clock;
  test::PluginBench bench({zoo}, clock);
  auto adapter = bench.make("destroy_throws");
  ASSERT_TRUE(adapter) << adapter.error().text;
  adapter->reset();
  EXPECT_TRUE(bench.make("sound"));
}

class BadFile : public ::testing::Test {
 protected:
  std::string reason(const std::string& name) {
    const auto made = bench.make(name);
    return made ? "it was made" : made.error().text;
  }

  test::Folder folder;
  SystemClock clock;
  test::PluginBench bench{{folder.path()}, clock};
};

TEST_F(BadFile, ThatIsNoLibrary_IsToldWithWhatToDo) {
  test::write_file(folder.path() / "noise.so", "this is no library");
  EXPECT_THAT(reason("noise"), HasSubstr("can't be used"));
  EXPECT_THAT(reason("noise"), HasSubstr("file"));
}

TEST_F(BadFile, ThatIsADirectory_IsTold) {
  std::filesystem::create_directory(folder.path() / "folder.so");
  EXPECT_THAT(reason("folder"), HasSubstr("it is not a file"));
}

TEST_F(BadFile, ThatEverybodyMayWriteTo_IsNotOpened) {
  const auto copy = folder.path() / "sound.so";
  std::filesystem::copy_file(zoo / "sound.so", copy);
  ASSERT_EQ(::chmod(copy.c_str(), 0666), 0);
  EXPECT_THAT(reason("sound"), HasSubstr("chmod o-w " + copy.string()));
}

TEST_F(BadFile, BelowADirectoryThatEverybodyMayWriteTo_IsNotOpened) {
  const auto shared = folder.path() / "shared";
  const auto copy = test::write_file(shared / "ours" / "sound.so", test::read_file(zoo / "sound.so"));
  ASSERT_EQ(::chmod(shared.c_str(), 0777), 0);
  std::filesystem::create_symlink(copy, folder.path() / "sound.so");
  EXPECT_THAT(reason("sound"), HasSubstr("everybody may write to its directory " + shared.string()));
  EXPECT_THAT(reason("sound"), HasSubstr("chmod o-w " + shared.string()));
}

TEST_F(BadFile, ThatIsADanglingLink_IsNoPlugin) {
  std::filesystem::create_symlink("/nowhere", folder.path() / "dangling.so");
  EXPECT_THAT(reason("dangling"), HasSubstr("there is no plugin"));
}

TEST(PluginList, TellsGoodAndBadSideBySide) {
  SystemClock clock;
  plugin::Registry registry({zoo}, clock);
  int good = 0, bad = 0;
  for (const auto& listed : registry.list()) {
    EXPECT_EQ(listed.path.parent_path(), zoo);
    if (listed.error.empty()) {
      ++good;
      EXPECT_FALSE(listed.id.empty());
      EXPECT_EQ(listed.abi, "0.1");
      EXPECT_EQ(listed.version, "1.0.0");
      EXPECT_EQ(listed.vendor, "Zoo");
    } else {
      ++bad;
      EXPECT_THAT(listed.error, HasSubstr(listed.path.string()));
    }
  }
  EXPECT_GE(good, 15);
  EXPECT_EQ(bad, 10);
}

// What a copy leaves that was broken off: opening it would end the process.
TEST(HalfCopiedPlugin, AtWhateverLength_IsToldAndHurtsNobody) {
  const test::Folder folder;
  const SystemClock clock;
  std::ifstream file(zoo / "sound.so", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  ASSERT_GT(whole.size(), 1000u);
  for (const std::size_t part : {0, 1, 3, 10, 30, 60, 90, 99}) {
    SCOPED_TRACE(part);
    const std::string name = "half" + std::to_string(part);
    test::write_file(folder.path() / (name + ".so"), whole.substr(0, whole.size() * part / 100));
    test::PluginBench bench{{folder.path()}, clock};
    const auto made = bench.make(name);
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().text, HasSubstr(name + ".so"));
  }
}

}  // namespace
}  // namespace r311
