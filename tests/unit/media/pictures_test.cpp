// SPDX-License-Identifier: Apache-2.0
#include "media/pictures.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include "media/media_types.h"
#include "places.h"
#include "support/folder.h"
#include "support/photos.h"

// The encoder of HEIC, with which a picture to test is made, keeps a table to the end of the process.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libx265"; }

namespace r311::media {
namespace {

using namespace std::string_literals;
using test::file_of;
using test::opened;
using test::photo;

class ShownPictures : public testing::Test {
 protected:
  PictureTerms terms() const {
    PictureTerms terms;
    terms.program = RELAY311_BINARY_DIR "/bin/relay311-picture";
    return terms;
  }
  // A program that a test puts in the place of the real one.
  PictureTerms terms_with(const std::string& script) const {
    PictureTerms terms = this->terms();
    terms.program = folder_.path() / "program";
    std::ofstream(terms.program) << "#!/bin/sh\n" << script << "\n";
    ::chmod(terms.program.c_str(), 0700);
    return terms;
  }
  Result<OpenFilePointer> shown(Pictures& pictures, const std::string& file, PictureSize size = PictureSize::thumb) {
    std::promise<Result<OpenFilePointer>> answer;
    pictures.get(files_.put(file).value(), media_type_of(file), size,
                 [&](Result<OpenFilePointer> made) { answer.set_value(std::move(made)); });
    return answer.get_future().get();
  }
  Result<OpenFilePointer> shown(const std::string& file, PictureSize size = PictureSize::thumb) {
    Pictures pictures(terms(), files_);
    return shown(pictures, file, size);
  }
  static std::string bytes_of(const Result<OpenFilePointer>& file) {
    if (!file) return file.error().text;
    std::string bytes((*file)->size(), '\0');
    EXPECT_EQ(::pread((*file)->descriptor(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    return bytes;
  }

  test::Folder folder_;
  MediaFiles files_ = MediaFiles::open(folder_.path() / "media", 20u << 20).value();
};

TEST_F(ShownPictures, TellNothingOfPlaceAndCameraAndStandUpright) {
  const std::string taken = test::phone_photo(1200, 800);
  ASSERT_NE(opened(taken).get_typeof("exif-ifd3-GPSLatitude"), 0U) << "the original knows";
  for (const auto size : {PictureSize::thumb, PictureSize::full}) {
    const std::string made = bytes_of(shown(taken, size));
    EXPECT_EQ(media_type_of(made), "image/jpeg");
    EXPECT_EQ(made.find("Exif"), made.npos);
    EXPECT_EQ(made.find("phone"), made.npos);
    const auto image = opened(made);
    for (const char* field : {"exif-data", "xmp-data", "iptc-data", "orientation", "exif-ifd3-GPSLatitude"})
      EXPECT_EQ(image.get_typeof(field), 0U) << field;
    EXPECT_GT(image.height(), image.width()) << "it was turned";
    // Red was at the top; held sideways, it is on the right.
    const auto right = image.getpoint(image.width() - 1, image.height() / 2);
    EXPECT_GT(right[0], right[2]);
  }
  EXPECT_EQ(files_.get(files_.put(taken).value()).value(), taken) << "the original stays as it was";
}

TEST_F(ShownPictures, AreAsLargeAsTheyMayBeAndNeverLarger) {
  const std::string large = file_of(photo(3000, 1500), ".jpg");
  EXPECT_EQ(opened(bytes_of(shown(large, PictureSize::thumb))).width(), 320);
  EXPECT_EQ(opened(bytes_of(shown(large, PictureSize::full))).width(), 2048);
  const std::string small = file_of(photo(100, 50), ".jpg");
  EXPECT_EQ(opened(bytes_of(shown(small, PictureSize::full))).width(), 100);
}

TEST_F(ShownPictures, OfEveryTypeThatIsTaken_CanBeSeenInABrowser) {
  const auto image = photo(640, 480);
  for (const char* suffix : {".jpg", ".png", ".gif", ".webp", ".tif", ".heic"}) {
    const std::string file = file_of(image, suffix);
    ASSERT_FALSE(media_type_of(file).empty()) << suffix;
    const std::string made = bytes_of(shown(file));
    EXPECT_EQ(media_type_of(made), shown_type_of(media_type_of(file))) << suffix << " " << made.substr(0, 100);
  }
  const auto glass = image.bandjoin_const({128});
  EXPECT_EQ(opened(bytes_of(shown(file_of(glass, ".png")))).bands(), 4) << "what can be seen through stays so";
  EXPECT_EQ(opened(bytes_of(shown(file_of(glass, ".webp")))).bands(), 3) << "and is put on white in a JPEG";
}

TEST_F(ShownPictures, OfAPolyglot_HoldThePictureAlone) {
  std::string polyglot = file_of(photo(64, 64), ".jpg");
  const std::string comment = "<script>alert(1)</script>";
  polyglot.insert(2, "\xFF\xFE\0"s + static_cast<char>(comment.size() + 2) + comment);
  polyglot += "PK\x03\x04 a zip file behind it <html>";
  const std::string made = bytes_of(shown(polyglot));
  EXPECT_EQ(media_type_of(made), "image/jpeg");
  EXPECT_EQ(made.find("script"), made.npos);
  EXPECT_EQ(made.find("PK"), made.npos);
}

TEST_F(ShownPictures, OfAFileThatWasCutOff_AreWhatThereIs) {
  const std::string whole = file_of(photo(1000, 1000), ".jpg");
  const std::string made = bytes_of(shown(whole.substr(0, whole.size() / 2)));
  ASSERT_EQ(media_type_of(made), "image/jpeg") << made;
  EXPECT_EQ(opened(made).height(), 320);
}

TEST_F(ShownPictures, WhatIsNoPictureBehindItsFirstBytes_CanNotBeShown) {
  Pictures pictures(terms(), files_);
  for (const std::string& file :
       {"\xFF\xD8\xFF"s, "\xFF\xD8\xFF\xE0 no jpeg"s, "\x89PNG\r\n\x1A\n"s + std::string(1000, '\0'), "GIF89a"s,
        "II*\0\xFF\xFF\xFF\xFF"s, "RIFF\x10\0\0\0WEBPVP8 "s,
        "\0\0\0\x18"
        "ftypheic"s +
            std::string(100, 'x')}) {
    const auto made = shown(pictures, file);
    ASSERT_FALSE(made) << file.substr(0, 10);
    EXPECT_EQ(made.error().kind, Kind::invalid) << made.error().text;
  }
}

TEST_F(ShownPictures, WhatOnlyUntrustedLoadersRead_CanNotBeShown) {
  Pictures pictures(terms(), files_);
  for (const std::string& file :
       {"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj"
        "<</Type/Page/MediaBox[0 0 9 9]>>endobj trailer<</Root 1 0 R>>"s,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>"s,
        "P6 1 1 255\nabc"s}) {
    std::promise<Result<OpenFilePointer>> answer;
    pictures.get(files_.put(file).value(), "image/jpeg", PictureSize::thumb,
                 [&](Result<OpenFilePointer> made) { answer.set_value(std::move(made)); });
    const auto made = answer.get_future().get();
    ASSERT_FALSE(made) << file;
    EXPECT_EQ(made.error().kind, Kind::invalid);
  }
}

// The size that a JPEG's frame header tells, put in the place of the true one.
std::string with_size(std::string jpeg, int width, int height) {
  const std::size_t frame = jpeg.find("\xFF\xC0");
  const auto byte = [](int value) { return static_cast<char>(value & 0xFF); };
  jpeg[frame + 5] = byte(height >> 8);
  jpeg[frame + 6] = byte(height);
  jpeg[frame + 7] = byte(width >> 8);
  jpeg[frame + 8] = byte(width);
  return jpeg;
}

TEST_F(ShownPictures, WithMorePixelsThanAreDecoded_CanNotBeShown) {
  const std::string small = file_of(photo(64, 64), ".jpg");
  const auto made = shown(with_size(small, 60'000, 60'000));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Kind::invalid);
  EXPECT_NE(made.error().text.find("pixels"), std::string::npos) << made.error().text;
}

TEST_F(ShownPictures, OfAsManyPixelsAsAreDecoded_AreMadeWithinTheMemory) {
  // Some kilobytes that become 100 million pixels.
  const auto black = vips::VImage::black(10'000, 10'000);
  const std::string bomb = file_of(black, ".png[compression=1,interlace]");
  EXPECT_LT(bomb.size(), 2u << 20);
  EXPECT_EQ(media_type_of(bytes_of(shown(bomb))), "image/png");
}

TEST_F(ShownPictures, ThatFiftyAskForAtOnce_AreMadeOnce) {
  const auto calls = folder_.path() / "calls";
  Pictures pictures(terms_with("echo x >> " + calls.string() + "\nexec " + terms().program.string() + " \"$@\""),
                    files_);
  const std::string file = file_of(photo(500, 500), ".jpg");
  const std::string digest = files_.put(file).value();
  std::vector<std::promise<Result<OpenFilePointer>>> answers(50);
  for (auto& answer : answers)
    pictures.get(digest, "image/jpeg", PictureSize::thumb,
                 [&answer](Result<OpenFilePointer> made) { answer.set_value(std::move(made)); });
  for (auto& answer : answers) EXPECT_TRUE(answer.get_future().get());
  EXPECT_TRUE(shown(pictures, file)) << "nor again later";
  EXPECT_EQ(std::filesystem::file_size(calls), 2U);
}

TEST_F(ShownPictures, ThatCanNotBeMade_AreNotTriedAgainAndAgain) {
  const auto calls = folder_.path() / "calls";
  Pictures pictures(terms_with("echo x >> " + calls.string() + "\nkill -SEGV $$"), files_);
  const std::string file = file_of(photo(50, 50), ".jpg");
  for (int i = 0; i < 3; ++i) {
    const auto made = shown(pictures, file);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, Kind::invalid);
  }
  EXPECT_EQ(std::filesystem::file_size(calls), 2U);
}

TEST_F(ShownPictures, ThatTakeTooLong_AreUnavailableAndTheProgramIsEnded) {
  auto slow = terms_with("echo $$ > " + (folder_.path() / "pid").string() + "\nexec sleep 1000");
  slow.within = std::chrono::milliseconds(500);
  Pictures pictures(slow, files_);
  const auto made = shown(pictures, file_of(photo(50, 50), ".jpg"));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Kind::unavailable);
  pid_t pid = 0;
  std::ifstream(folder_.path() / "pid") >> pid;
  ASSERT_GT(pid, 0);
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST_F(ShownPictures, StopWhileOneIsMade_TellsWhoWaits) {
  const auto begun = folder_.path() / "begun";
  ASSERT_EQ(::mkfifo(begun.c_str(), 0600), 0);
  Pictures pictures(terms_with("echo x > " + begun.string() + "\nexec sleep 1000"), files_);
  std::promise<Result<OpenFilePointer>> answer;
  pictures.get(files_.put("\xFF\xD8\xFF").value(), "image/jpeg", PictureSize::thumb,
               [&](Result<OpenFilePointer> made) { answer.set_value(std::move(made)); });
  std::string word;
  std::ifstream(begun) >> word;
  pictures.stop();
  EXPECT_EQ(answer.get_future().get().error().kind, Kind::unavailable);
  EXPECT_EQ(shown(pictures, "\xFF\xD8\xFF").error().kind, Kind::unavailable) << "and nothing is taken any more";
}

TEST_F(ShownPictures, MoreThanMayWait_AreUnavailable) {
  auto slow = terms_with("exec sleep 1000");
  slow.waiting = 1;
  Pictures pictures(slow, files_);
  pictures.get(files_.put("\xFF\xD8\xFF").value(), "image/jpeg", PictureSize::thumb, [](const auto&) {});
  EXPECT_EQ(shown(pictures, "\xFF\xD8\xFF").error().kind, Kind::unavailable);
}

TEST_F(ShownPictures, OfADocument_ThereAreNone) {
  EXPECT_EQ(shown("%PDF-1.4").error().kind, Kind::invalid);
  EXPECT_EQ(shown_type_of("application/pdf"), "");
}

TEST_F(ShownPictures, Program_GetsNothingOfOurs) {
  ::setenv("RELAY311_TEST_SECRET", "hush", 1);
  const auto seen = folder_.path() / "seen";
  Pictures pictures(terms_with("{ /usr/bin/env; ls /proc/$$/fd; } > " + seen.string()), files_);
  EXPECT_FALSE(shown(pictures, "\xFF\xD8\xFF"));
  ::unsetenv("RELAY311_TEST_SECRET");
  std::stringstream text;
  text << std::ifstream(seen).rdbuf();
  EXPECT_EQ(text.str().find("hush"), std::string::npos);
  EXPECT_EQ(text.str().find("SECRET"), std::string::npos);
}

}  // namespace
}  // namespace r311::media
