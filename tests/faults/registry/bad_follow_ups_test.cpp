// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "places.h"
#include "support/plugin_bench.h"
#include "support/text_source.h"

namespace r311 {
namespace {

using plugin::Outcome;
using ::testing::HasSubstr;

// Plugins that break the rules of what comes after a submit: updates and files.
class BadFollowUp : public ::testing::Test {
 protected:
  plugin::Adapter& of(const std::string& name) {
    auto made = bench.make(name);
    if (!made) throw std::runtime_error(made.error().text);
    adapter = std::move(*made);
    return *adapter;
  }

  plugin::Submitted attach(const std::string& name, test::TextSource source = test::TextSource("0123456789")) {
    plugin::MediaItem item;
    item.reference = "WO-1";
    item.file.size = 10;
    return of(name).attach(item, source, bench.terms());
  }

  void expect(const plugin::Submitted& submitted, Outcome outcome, const std::string& reason) {
    EXPECT_EQ(word(submitted.verdict.outcome), word(outcome));
    EXPECT_THAT(submitted.verdict.reason, HasSubstr(reason));
    EXPECT_EQ(submitted.reference, "");
  }

  SystemClock clock;
  test::PluginBench bench{{std::filesystem::path(RELAY311_BINARY_DIR) / "zoo"}, clock};
  std::unique_ptr<plugin::Adapter> adapter;
};

TEST_F(BadFollowUp, UpdateWithAnIdThatIsNone_IsUnknown) {
  expect(of("update_gives_dirt").update({}, bench.terms()), Outcome::protocol, "clean UTF-8");
  expect(of("update_gives_nothing").update({}, bench.terms()), Outcome::protocol, "1 to 1024 bytes");
  expect(attach("media_gives_dirt"), Outcome::protocol, "clean UTF-8");
}

TEST_F(BadFollowUp, ExceptionThatLeaksOut_IsACrash) {
  expect(of("update_throws").update({}, bench.terms()), Outcome::crashed, "lost the connection");
  expect(attach("media_throws"), Outcome::crashed, "lost the connection");
}

TEST_F(BadFollowUp, SearchThatFindsDirt_SaysNothing) {
  ASSERT_TRUE(of("update_find_dirt").can(plugin::Ability::find_update));
  expect(adapter->find_update(bench.terms()), Outcome::protocol, "clean UTF-8");
}

TEST_F(BadFollowUp, SearchThatIsNotOffered_IsUnsupported) {
  EXPECT_FALSE(of("media_never_reads").can(plugin::Ability::find_media));
  expect(adapter->find_media(bench.terms()), Outcome::unsupported, "can't find files");
  expect(adapter->update({}, bench.terms()), Outcome::unsupported, "r311.update");
}

TEST_F(BadFollowUp, FileThatIsNotRead_IsThePluginsMatter) { expect(attach("media_never_reads"), Outcome::ok, ""); }

TEST_F(BadFollowUp, ReaderThatGoesOnPastTheEnd_GetsTheFileAndNoMore) {
  const auto attached = attach("media_reads_on");
  EXPECT_EQ(word(attached.verdict.outcome), "ok") << attached.verdict.reason;
  EXPECT_EQ(attached.reference, "0123456789");
}

TEST_F(BadFollowUp, FileThatCantBeReadToItsEnd_IsNeverOk) {
  expect(attach("media_ignores_failure", test::TextSource("0123")), Outcome::internal,
         "the file can't be read: the file ends 6 bytes too early");
  expect(attach("media_ignores_failure", test::TextSource("0123", "the disk is gone")), Outcome::internal,
         "the file can't be read: the disk is gone");
}

TEST_F(BadFollowUp, FileThatIsLongerThanItsRecord_EndsWhereTheRecordSays) {
  const auto attached = attach("media_reads_on", test::TextSource("0123456789abc"));
  EXPECT_EQ(attached.reference, "0123456789");
}

TEST_F(BadFollowUp, SourceThatIsKept_FailsOnceTheCallIsOver) {
  const auto attached = attach("media_keeps_source");
  // Its thread may have been in the middle of a read of the file when the call ended, or just after its end.
  EXPECT_EQ(attached.verdict.outcome, Outcome::ok) << attached.verdict.reason;
  EXPECT_EQ(adapter->probe(bench.terms()).reason, "reads -1");
}

}  // namespace
}  // namespace r311
