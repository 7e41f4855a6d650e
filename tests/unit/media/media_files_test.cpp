// SPDX-License-Identifier: Apache-2.0
#include "media/media_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>
#include <vector>

#include "base/digest.h"
#include "support/folder.h"

namespace r311::test {
namespace {

using media::MediaFiles;

class Media : public testing::Test {
 protected:
  MediaFiles open(std::size_t largest = 1000) {
    auto opened = MediaFiles::open(folder_.path() / "media", largest);
    EXPECT_TRUE(opened) << opened.error().text;
    return *std::move(opened);
  }
  std::filesystem::path place(const std::string& digest) const {
    return folder_.path() / "media" / digest.substr(0, 2) / digest;
  }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "media")) {
      if (entry.is_regular_file()) ++count;
    }
    return count;
  }

  Folder folder_;
};

TEST_F(Media, PutBytes_ComeBackByTheirDigest) {
  const std::string bytes("\xFF\xD8 jpeg \0 bytes", 16);
  const auto digest = open().put(bytes);
  ASSERT_TRUE(digest) << digest.error().text;
  EXPECT_EQ(*digest, sha256_hex(bytes));
  EXPECT_EQ(open().get(*digest).value(), bytes) << "also after a restart";
  const auto empty = open().put("");
  ASSERT_TRUE(empty);
  EXPECT_EQ(open().get(*empty).value(), "");
}

TEST_F(Media, SameBytes_AreKeptOnceAlsoFromManyThreads) {
  const auto media = open();
  std::vector<std::thread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([&media] {
      for (int i = 0; i < 10; ++i) EXPECT_TRUE(media.put("photo " + std::to_string(i)));
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(files(), 10U);
}

TEST_F(Media, Files_AreTheirOwnersOnly) {
  const auto previous = ::umask(0);
  const auto digest = open().put("photo").value();
  ::umask(previous);
  EXPECT_EQ(std::filesystem::status(place(digest)).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(std::filesystem::status(folder_.path() / "media").permissions(), std::filesystem::perms::owner_all);
}

TEST_F(Media, LargerThanTheBound_IsInvalidAndLeavesNothing) {
  const auto media = open(10);
  const auto put = media.put("eleven byte");
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind, Kind::invalid);
  EXPECT_EQ(files(), 0U);
  EXPECT_TRUE(media.put("ten bytes."));
}

TEST_F(Media, WhatIsNoDigest_IsNotFoundAndNeverAPath) {
  const auto media = open();
  std::ofstream(folder_.path() / "secret") << "x";
  for (const std::string& asked :
       {std::string(), std::string("../secret"), std::string("/etc/passwd"), std::string(64, 'A'),
        "../" + std::string(61, 'a'), std::string(64, '0'), std::string(63, 'a') + '\0'}) {
    const auto got = media.get(asked);
    ASSERT_FALSE(got) << asked;
    EXPECT_EQ(got.error().kind, Kind::not_found) << asked;
  }
}

TEST_F(Media, DamagedFile_IsCorruptAndMendedByTheNextPut) {
  const auto media = open();
  const auto digest = media.put("photo").value();
  std::ofstream(place(digest), std::ios::trunc) << "phot";
  ASSERT_FALSE(media.get(digest));
  EXPECT_EQ(media.get(digest).error().kind, Kind::corrupt);
  ASSERT_TRUE(media.put("photo"));
  EXPECT_EQ(media.get(digest).value(), "photo");
}

TEST_F(Media, WhatAnInterruptedPutLeft_IsTakenAwayAtAStartAnHourLater) {
  const auto digest = open().put("photo").value();
  const auto left = folder_.path() / "media" / "incoming-Ab3dEf";
  std::ofstream(left) << "half a pho";
  std::filesystem::last_write_time(left, std::filesystem::last_write_time(left) - std::chrono::minutes{61});
  const auto media = open();
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(media.get(digest).value(), "photo");
}

TEST_F(Media, BytesThatComeInPieces_AreTheFileOfTheWhole) {
  const auto media = open(20);
  auto file = media.receive().value();
  ASSERT_TRUE(file.add("pho"));
  ASSERT_TRUE(file.add(""));
  ASSERT_TRUE(file.add("to in pieces"));
  EXPECT_EQ(file.size(), 15U);
  EXPECT_EQ(file.keep().value(), sha256_hex("photo in pieces"));
  EXPECT_EQ(media.get(sha256_hex("photo in pieces")).value(), "photo in pieces");
  EXPECT_EQ(media.put("photo in pieces").value(), sha256_hex("photo in pieces"));
  EXPECT_EQ(files(), 1U);
}

TEST_F(Media, FileThatIsDroppedOnItsWayIn_LeavesNothing) {
  const auto media = open(5);
  {
    auto file = media.receive().value();
    ASSERT_TRUE(file.add("1234"));
    auto moved = std::move(file);
    const auto more = moved.add("56");
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().kind, Kind::invalid);
    EXPECT_EQ(files(), 1U);
  }
  EXPECT_EQ(files(), 0U);
}

TEST_F(Media, UnclaimedFile_GoesWhenItIsDropped) {
  const auto media = open();
  const auto digest = sha256_hex("photo");
  {
    auto file = media.receive().value();
    ASSERT_TRUE(file.add("photo"));
    EXPECT_EQ(file.digest(), digest);
    const auto kept = file.keep_unclaimed().value();
    EXPECT_EQ(kept.digest(), digest);
    EXPECT_EQ(media.get(digest).value(), "photo") << "it can be read meanwhile";
  }
  EXPECT_EQ(files(), 0U);
  {
    auto file = media.receive().value();
    ASSERT_TRUE(file.add("photo"));
    auto kept = file.keep_unclaimed().value();
    kept.stay();
    const auto moved = std::move(kept);
  }
  EXPECT_EQ(media.get(digest).value(), "photo");
  EXPECT_EQ(std::filesystem::status(place(digest)).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Media, UnclaimedFile_StaysIfItWasThereOrAnotherCameWithItMeanwhile) {
  const auto media = open();
  const auto keep = [&media](const std::string& bytes) {
    auto file = media.receive().value();
    EXPECT_TRUE(file.add(bytes));
    return file.keep_unclaimed().value();
  };
  ASSERT_TRUE(media.put("old photo"));
  keep("old photo");
  EXPECT_EQ(files(), 1U);
  {
    const auto dropped = keep("new photo");
    ASSERT_TRUE(open().put("new photo")) << "by another node";
  }
  EXPECT_EQ(media.get(sha256_hex("new photo")).value(), "new photo");
}

TEST_F(Media, FileThatOneClaims_StaysWhateverOthersDropAtTheSameTime) {
  const auto media = open();
  for (int round = 0; round < 50; ++round) {
    const std::string bytes = "photo " + std::to_string(round);
    std::vector<std::thread> clients;
    for (int client = 0; client < 6; ++client) {
      clients.emplace_back([&media, &bytes, client] {
        auto file = media.receive().value();
        ASSERT_TRUE(file.add(bytes));
        auto kept = file.keep_unclaimed();
        ASSERT_TRUE(kept) << kept.error().text;
        if (client == 3) kept->claim();
      });
    }
    for (auto& client : clients) client.join();
    EXPECT_EQ(media.get(sha256_hex(bytes)).value_or(""), bytes);
  }
  EXPECT_EQ(files(), 50U);
}

TEST_F(Media, OpenFile_StaysReadableAndHasItsSize) {
  const auto media = open();
  const auto digest = media.put("photo").value();
  const auto file = media.open_file(digest).value();
  std::filesystem::remove(place(digest));
  EXPECT_EQ(file->size(), 5U);
  char bytes[5];
  EXPECT_EQ(::pread(file->descriptor(), bytes, 5, 0), 5);
  EXPECT_EQ(media.open_file(digest).error().kind, Kind::not_found);
  EXPECT_EQ(media.open_file("../secret").error().kind, Kind::not_found);
}

TEST_F(Media, WhatIsDerived_StandsBesideItsFile) {
  const auto media = open();
  const auto digest = media.put("photo").value();
  EXPECT_EQ(media.open_file(digest, "thumb.jpg").error().kind, Kind::not_found);
  auto file = media.receive().value();
  ASSERT_TRUE(file.add("small"));
  ASSERT_TRUE(media.keep_variant(std::move(file), digest, "thumb.jpg"));
  EXPECT_EQ(media.open_file(digest, "thumb.jpg").value()->size(), 5U);
  EXPECT_EQ(media.get(digest).value(), "photo") << "and the file itself is as it was";
  EXPECT_FALSE(media.keep_variant(media.receive().value(), "../x", "thumb.jpg"));
}

TEST_F(Media, FolderThatIsALink_IsUsed) {
  std::filesystem::create_directory(folder_.path() / "shared");
  std::filesystem::create_directory_symlink(folder_.path() / "shared", folder_.path() / "media");
  const auto digest = open().put("photo").value();
  EXPECT_EQ(open().get(digest).value(), "photo");
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "shared" / digest.substr(0, 2) / digest));
}

TEST_F(Media, WhatAnotherNodeIsWriting_StaysWhenThisOneStarts) {
  const auto first = open();
  const auto written = folder_.path() / "media" / "incoming-Ab3dEf";
  std::ofstream(written) << "half a pho";
  open();
  EXPECT_TRUE(std::filesystem::exists(written));
  EXPECT_EQ(files(), 1U) << "and nothing else is left";
}

TEST_F(Media, FolderThatCannotBe_IsUnavailable) {
  std::ofstream(folder_.path() / "file").close();
  const auto opened = MediaFiles::open(folder_.path() / "file", 10);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Kind::unavailable);
}

}  // namespace
}  // namespace r311::test
