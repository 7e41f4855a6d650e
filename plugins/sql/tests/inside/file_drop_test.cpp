// SPDX-License-Identifier: Apache-2.0
#include "file_drop.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness.h"
#include "relay311/outcome.hpp"
#include "support/folder.h"

namespace sql {
namespace {

using relay311::Failure;
using relay311::MediaItem;
using relay311::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The host's source of a text; fails behind it if `broken`.
class Source {
 public:
  explicit Source(std::string text, bool broken = false) : text_(std::move(text)), broken_(broken) {
    abi_ = {sizeof abi_, 0, reinterpret_cast<r311_source_handle*>(this), &read};
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  relay311::MediaSource source{abi_};

 private:
  static std::int64_t read(r311_source_handle* self, void* buffer, std::uint64_t capacity) {
    auto& source = *reinterpret_cast<Source*>(self);
    if (source.text_.empty() && source.broken_) return -1;
    const std::size_t count = std::min<std::size_t>(capacity, source.text_.size());
    std::memcpy(buffer, source.text_.data(), count);
    source.text_.erase(0, count);
    return static_cast<std::int64_t>(count);
  }
  std::string text_;
  bool broken_;
  r311_media_source abi_{};
};

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(FileName, IsMadeOfItsParts) {
  MediaItem item;
  item.reference = "WO-7";
  item.request_id = "R1";
  item.position = 2;
  item.content_type = "image/png";
  item.digest = "abc";
  EXPECT_EQ(file_name("{reference}_{position}.{key}.{extension}", item, "K"), "WO-7_2.K.png");
  EXPECT_EQ(file_name("{request_id}-{update_id}-{digest}", item, "K"), "R1---abc");
}

TEST(FileName, OfHostileParts_StaysOneNameInTheFolder) {
  MediaItem item;
  for (const auto& [reference, name] :
       std::vector<std::pair<std::string, std::string>>{{"../../etc/passwd", "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd"},
                                                        {"..", "%2E%2E"},
                                                        {std::string("a\0b", 3), "a%00b"},
                                                        {"a b\n", "a%20b%0A"},
                                                        {"A/1", "A%2F1"},
                                                        {"A_1", "A_1"},
                                                        {"A%2F1", "A%252F1"},
                                                        {"", "-"},
                                                        {"ä", "%C3%A4"}}) {
    item.reference = reference;
    EXPECT_EQ(file_name("{reference}{digest}", item, ""), name + "-");
  }
  item.content_type = "image/../../x";
  EXPECT_EQ(file_name("{key}.{extension}", item, "K"), "K.bin");
}

TEST(FileName, ThatIsTooLong_IsRefused) {
  MediaItem item;
  item.reference = std::string(251, 'x');
  EXPECT_EQ(file_name("{reference}.{key}", item, "abc").size(), 255u);
  EXPECT_THROW(file_name("{reference}.{key}", item, "abcd"), Failure);
}

TEST(FileNameTemplate, ThatCantMakeSafeNames_IsAMistake) {
  const auto found = [](std::string_view name) {
    const auto mistake = mistake_in_file_name(name);
    return mistake ? mistake->found : "";
  };
  EXPECT_EQ(found("{reference}-{key}.{extension}"), "");
  EXPECT_EQ(found("photo.{digest}"), "");
  EXPECT_EQ(found("{reference}"), "neither {key} nor {digest}");
  EXPECT_EQ(found(""), "neither {key} nor {digest}");
  EXPECT_EQ(found(".{key}"), "a name that begins with a dot");
  EXPECT_EQ(found("{file_name}{key}"), "file_name");
  for (const char* bad : {"a/{key}", "{key} x", "{key}%", "{key}{", "{key}\\"})
    EXPECT_THAT(found(bad), HasSubstr("in a file's name")) << bad;
}

TEST(FileDrop, PutsTheWholeFileThere_InPlaceOfAnEarlierOne) {
  const r311::test::Folder folder;
  const test::CallTerms terms;
  const std::string large(200'000, '\xff');
  for (const std::string& text : {std::string("first"), large, std::string()}) {
    Source source(text);
    const std::string path = drop_file(folder.path(), "a.jpg", source.source, terms.call);
    EXPECT_EQ(path, (folder.path() / "a.jpg").string());
    EXPECT_TRUE(content(path) == text);
    EXPECT_THAT(names_in(folder.path()), ElementsAre("a.jpg"));
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0640u);
  }
}

TEST(FileDrop, OfASourceThatBreaksOff_LeavesNothingAndWhatWasThere) {
  const r311::test::Folder folder;
  const test::CallTerms terms;
  Source half("half", true);
  EXPECT_THROW(drop_file(folder.path(), "a.jpg", half.source, terms.call), Failure);
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
  Source whole("whole");
  drop_file(folder.path(), "a.jpg", whole.source, terms.call);
  Source again("half", true);
  EXPECT_THROW(drop_file(folder.path(), "a.jpg", again.source, terms.call), Failure);
  EXPECT_EQ(content(folder.path() / "a.jpg"), "whole");
}

TEST(FileDrop, WithoutItsFolder_IsUnavailableWithItsName) {
  const test::CallTerms terms;
  Source source("text");
  try {
    drop_file("/nowhere/at/all", "a.jpg", source.source, terms.call);
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.outcome(), Outcome::unavailable);
    EXPECT_THAT(failure.what(), HasSubstr("/nowhere/at/all"));
  }
}

TEST(FileDrop, ToALinkThatLeadsElsewhere_ReplacesTheLinkAndTouchesNothingElse) {
  const r311::test::Folder folder;
  const test::CallTerms terms;
  std::ofstream(folder.path() / "secret") << "secret";
  std::filesystem::create_symlink(folder.path() / "secret", folder.path() / "a.jpg");
  Source source("photo");
  drop_file(folder.path(), "a.jpg", source.source, terms.call);
  EXPECT_EQ(content(folder.path() / "secret"), "secret");
  EXPECT_EQ(content(folder.path() / "a.jpg"), "photo");
}

}  // namespace
}  // namespace sql
