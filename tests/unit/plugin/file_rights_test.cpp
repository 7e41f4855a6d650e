// SPDX-License-Identifier: Apache-2.0
#include "plugin/file_rights.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "support/plugin_bench.h"

namespace r311::plugin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A library in a directory of a directory. The folder around them is ours alone, in one that may be sticky.
class FileRights : public ::testing::Test {
 protected:
  void allow(const std::filesystem::path& path, mode_t mode) { ASSERT_EQ(::chmod(path.c_str(), mode), 0); }

  // The reason and the advice, or nothing.
  std::string trouble(bool strangers) const {
    const auto found = trouble_of_rights(file, [&](gid_t, uid_t) { return strangers; });
    return found ? found->reason + "; " + found->advice : std::string();
  }

  test::Folder folder;
  const std::filesystem::path root = std::filesystem::canonical(folder.path());
  const std::filesystem::path above = root / "above", directory = above / "plugins";
  const std::filesystem::path file = test::write_file(directory / "sound.so", "a library");
};

TEST_F(FileRights, OfOneThatOnlyWeMayWriteTo_AreSound) {
  for (const auto& path : {above, directory}) allow(path, 0755);
  allow(file, 0644);
  EXPECT_EQ(trouble(true), "");
}

TEST_F(FileRights, ThatEverybodyHas_AreToldWithTheirPlace) {
  allow(file, 0646);
  EXPECT_EQ(trouble(false), "everybody may write to it; run chmod o-w " + file.string());
  allow(file, 0644);
  for (const auto& path : {directory, above}) {
    allow(path, 0777);
    EXPECT_EQ(trouble(false),
              "everybody may write to its directory " + path.string() + "; run chmod o-w " + path.string());
    allow(path, 0755);
  }
}

TEST_F(FileRights, OfAGroup_AreSoundUntilItHasAnotherMember) {
  for (const auto& path : {file, directory, above}) {
    allow(path, path == file ? 0664 : 0775);
    EXPECT_EQ(trouble(false), "") << path;
    EXPECT_THAT(trouble(true), HasSubstr("the group "));
    EXPECT_THAT(trouble(true), HasSubstr("chmod g-w " + path.string()));
    allow(path, path == file ? 0644 : 0755);
  }
}

TEST_F(FileRights, InAStickyDirectory_AreThoseOfWhatLiesInIt) {
  allow(above, 01777);
  EXPECT_EQ(trouble(true), "");
  allow(directory, 0777);
  EXPECT_THAT(trouble(true), HasSubstr("everybody may write to its directory " + directory.string()));
}

// Only root can give a directory away, so that others see no more than that nobody's advice is to close /tmp.
TEST_F(FileRights, InAStickyDirectory_OfWhatAnotherOwns_AreToldWithItsName) {
  allow(above, 01777);
  const bool given = ::chown(directory.c_str(), 65'534, 65'534) == 0;
  EXPECT_EQ(given, ::geteuid() == 0);
  if (given) {
    EXPECT_THAT(trouble(false), HasSubstr("everybody may write to its directory " + above.string()));
    EXPECT_THAT(trouble(false), HasSubstr("run chown root " + directory.string()));
  }
  EXPECT_THAT(trouble(false), Not(HasSubstr("chmod")));
}

TEST_F(FileRights, OfADirectoryOrOfNothing_AreTold) {
  EXPECT_EQ(trouble_of_rights(directory)->reason, "it is not a file");
  EXPECT_THAT(trouble_of_rights(directory / "none.so")->reason, HasSubstr("none.so: "));
}

// The accounts of this machine: each user's own group holds a stranger, unless the user is root, we or the owner.
TEST(Strangers, AreWhoeverElseIsInTheGroup) {
  struct Account {
    uid_t user;
    gid_t group;
  };
  std::vector<Account> accounts;
  ::setpwent();
  while (const struct passwd* user = ::getpwent()) accounts.push_back({user->pw_uid, user->pw_gid});
  ::endpwent();
  for (const auto& [user, group] : accounts) {
    if (user == 0 || user == ::geteuid()) continue;
    EXPECT_TRUE(has_strangers(group, 0)) << group;
    const auto shares = [group = group, user = user](const Account& other) {
      return other.group == group && other.user != user;
    };
    const struct group* listed = ::getgrgid(group);
    if (listed != nullptr && *listed->gr_mem == nullptr && std::none_of(accounts.begin(), accounts.end(), shares)) {
      EXPECT_FALSE(has_strangers(group, user)) << "a group of its owner's own: " << group;
    }
  }
  EXPECT_FALSE(has_strangers(4'000'000'000u, 0)) << "a group that nobody has";
}

}  // namespace
}  // namespace r311::plugin
