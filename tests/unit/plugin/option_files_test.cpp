// SPDX-License-Identifier: Apache-2.0
#include "plugin/option_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config.h"
#include "support/plugin_bench.h"

namespace r311::plugin {
namespace {

namespace fs = std::filesystem;
using config::OptionKind;

class OptionFilesTest : public testing::Test {
 protected:
  OptionFilesTest() {
    write("a: {N: open}");
    specs_ = {{"map", OptionKind::file, "a file", {}, {}, true, false},
              {"map/a", OptionKind::map, "words", {}, {}, false, false},
              {"map/a/?", OptionKind::choice, "a word", {}, {"open", "closed"}, false, false}};
  }
  OptionFiles files(const std::string& options = "map: map.yaml") {
    config::Findings findings;
    const auto file = test::write_file(folder_.path() / "main.yaml", options);
    return {specs_, config::load_tree(file, findings), "options", file};
  }
  // In place, or under another name that then takes this one.
  void write(const std::string& text) { test::write_file(folder_.path() / "map.yaml", text); }
  void replace(const std::string& text) {
    fs::rename(test::write_file(folder_.path() / "new.yaml", text), folder_.path() / "map.yaml");
  }

  test::Folder folder_;
  std::vector<config::OptionSpec> specs_;
};

TEST_F(OptionFilesTest, FileThatIsAsItWas_IsNotReadAnew) {
  auto files = this->files();
  EXPECT_FALSE(files.look());
  fs::last_write_time(folder_.path() / "map.yaml", fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_FALSE(files.look()) << "touched is not changed";
}

TEST_F(OptionFilesTest, ChangedFile_IsCheckedOnce) {
  auto files = this->files();
  replace("a: {N: open, C: closed}");
  const auto checked = files.look();
  ASSERT_TRUE(checked);
  EXPECT_TRUE(checked->findings.empty());
  EXPECT_EQ(checked->options.at("map/a/C")->text, "closed");
  EXPECT_FALSE(files.look());
}

TEST_F(OptionFilesTest, OtherContentOfTheSameLength_IsSeen) {
  auto files = this->files();
  replace("a: {C: open}");
  EXPECT_TRUE(files.look());
}

TEST_F(OptionFilesTest, Mistake_IsToldAtItsPlace_AndOnce) {
  auto files = this->files();
  replace("a:\n  N: opne\n");
  const auto checked = files.look();
  ASSERT_TRUE(checked);
  ASSERT_EQ(checked->findings.size(), 1u);
  EXPECT_THAT(to_text(checked->findings[0]), testing::HasSubstr("map.yaml:2:6: options.map.a.N: found"));
  EXPECT_FALSE(files.look());
}

TEST_F(OptionFilesTest, FileThatIsGone_IsAMistake_AndTakenWhenItIsBack) {
  auto files = this->files();
  fs::remove(folder_.path() / "map.yaml");
  const auto checked = files.look();
  ASSERT_TRUE(checked);
  EXPECT_FALSE(checked->findings.empty());
  EXPECT_FALSE(files.look());
  write("a: {N: open}");
  EXPECT_TRUE(files.look());
}

TEST_F(OptionFilesTest, ContentInTheConfigurationItself_NeverChanges) {
  auto files = this->files("map: {a: {N: open}}");
  EXPECT_TRUE(files.check().findings.empty());
  replace("a: {N: closed}");
  EXPECT_FALSE(files.look());
}

}  // namespace
}  // namespace r311::plugin
