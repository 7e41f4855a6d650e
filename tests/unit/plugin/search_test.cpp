// SPDX-License-Identifier: Apache-2.0
#include "plugin/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/plugin_bench.h"

namespace r311::plugin {
namespace {

TEST(FindPlugin, TakesEachFormOfTheFileName) {
  for (const char* file : {"sql.so", "libsql.so", "relay311-sql.so", "librelay311-sql.so"}) {
    const test::Folder folder;
    test::write_file(folder.path() / file, "");
    EXPECT_EQ(find_plugin({folder.path()}, "sql"), folder.path() / file);
    EXPECT_EQ(adapter_name(folder.path() / file), "sql");
  }
}

TEST(FindPlugin, FirstDirectoryWins) {
  const test::Folder first, second;
  test::write_file(first.path() / "librelay311-sql.so", "");
  test::write_file(second.path() / "sql.so", "");
  EXPECT_EQ(find_plugin({"/nowhere", first.path(), second.path()}, "sql"), first.path() / "librelay311-sql.so");
}

TEST(FindPlugin, NameThatIsAPath_IsNeverLookedFor) {
  const test::Folder folder;
  test::write_file(folder.path() / "sub" / "sql.so", "");
  for (const char* name : {"sub/sql", "../sql", "", "SQL", "s ql", "sql.so"})
    EXPECT_EQ(find_plugin({folder.path()}, name), std::nullopt) << name;
  EXPECT_FALSE(is_adapter_name(std::string(65, 'a')));
}

TEST(PluginFiles, AreTheLibrariesInOrder) {
  const test::Folder folder;
  for (const char* name : {"b.so", "a.so", "notes.txt"}) test::write_file(folder.path() / name, "");
  EXPECT_THAT(plugin_files(folder.path()), ::testing::ElementsAre(folder.path() / "a.so", folder.path() / "b.so"));
  EXPECT_TRUE(plugin_files("/nowhere").empty());
}

}  // namespace
}  // namespace r311::plugin
