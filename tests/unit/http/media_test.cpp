// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "council.h"
#include "media/media_types.h"
#include "multipart.h"
#include "support/photos.h"

// Uploaded files as the public gets them.
namespace r311::http {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::StartsWith;

// The path at which the first file of a report to POT is shown.
std::string path_of_report(Council& council, const std::string& bytes, const std::string& service = "POT") {
  const auto answer = post_parts(council, report_parts(service) + file_part("photo1", "hole.jpg", bytes) + last_part);
  EXPECT_EQ(answer.status, 200) << answer.body;
  return "/media/" + sha256_hex(bytes);
}

Received get_path(Council& council, const std::string& path, const std::string& headers = "") {
  return ask(council.port(), get(path, headers)).value_or(Received{});
}

TEST(ServedMedia, MediaUrlOfARequest_LeadsToItsPhotoWithoutThePlaceInIt) {
  Council council;
  const std::string taken = test::phone_photo(800, 600);
  const std::string path = path_of_report(council, taken);
  const auto listed = council.get("requests.xml");
  EXPECT_EQ(element(listed.body, "media_url"), "https://open311.springfield.example" + path);
  EXPECT_THAT(council.get("requests.json").body,
              HasSubstr("\"media_url\":\"https://open311.springfield.example" + path));
  const std::string id = element(listed.body, "service_request_id");
  EXPECT_EQ(element(council.get("requests/" + id + ".xml").body, "media_url"),
            "https://open311.springfield.example" + path);

  const auto shown = get_path(council, path);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.headers.at("content-type"), "image/jpeg");
  EXPECT_EQ(shown.headers.at("content-length"), std::to_string(shown.body.size()));
  EXPECT_EQ(shown.headers.at("x-content-type-options"), "nosniff");
  EXPECT_THAT(shown.headers.at("content-security-policy"), HasSubstr("sandbox"));
  EXPECT_THAT(shown.headers.at("cache-control"), StartsWith("public"));
  EXPECT_EQ(shown.headers.count("content-disposition"), 0u);
  EXPECT_EQ(media::media_type_of(shown.body), "image/jpeg");
  EXPECT_EQ(shown.body.find("Exif"), std::string::npos);
  EXPECT_EQ(test::opened(shown.body).height(), 800) << "upright";
  EXPECT_EQ(council.media.get(sha256_hex(taken)).value(), taken) << "the original stays for the back end";
}

TEST(ServedMedia, Thumb_IsASmallOne) {
  Council council;
  const std::string path = path_of_report(council, test::phone_photo(800, 600));
  const auto thumb = get_path(council, path + ".jpg?size=thumb");
  EXPECT_EQ(test::opened(thumb.body).height(), 320);
  EXPECT_NE(thumb.headers.at("etag"), get_path(council, path + "?size=full").headers.at("etag"));
  const auto wrong = get_path(council, path + "?size=huge");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("size must be full or thumb"));
}

TEST(ServedMedia, KnownTag_Is304AndHeadHasNoBody) {
  Council council;
  const std::string path = path_of_report(council, test::file_of(test::photo(100, 100), ".png"));
  const auto whole = get_path(council, path);
  EXPECT_EQ(whole.headers.at("content-type"), "image/png");
  const auto known = get_path(council, path, "If-None-Match: " + whole.headers.at("etag") + "\r\n");
  EXPECT_EQ(known.status, 304);
  EXPECT_TRUE(known.body.empty());
  Client client(council.port());
  client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n");
  const auto head = client.receive(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->headers.at("content-length"), std::to_string(whole.body.size()));
}

TEST(ServedMedia, Range_IsThatPartOfTheWhole) {
  Council council;
  const std::string path = path_of_report(council, test::file_of(test::photo(300, 300), ".png"));
  const auto whole = get_path(council, path);
  const std::size_t size = whole.body.size();
  const auto part = get_path(council, path, "Range: bytes=10-19\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.body.substr(10, 10));
  EXPECT_EQ(part.headers.at("content-range"), "bytes 10-19/" + std::to_string(size));
  EXPECT_EQ(get_path(council, path, "Range: bytes=-7\r\n").body, whole.body.substr(size - 7));
  const auto behind = get_path(council, path, "Range: bytes=" + std::to_string(size) + "-\r\n");
  EXPECT_EQ(behind.status, 416);
  EXPECT_EQ(behind.headers.at("content-range"), "bytes */" + std::to_string(size));
  EXPECT_EQ(get_path(council, path, "Range: bytes=0-1,4-5\r\n").body, whole.body) << "several are too many";
  EXPECT_EQ(get_path(council, path, "Range: bytes=0-1\r\nIf-Range: \"other\"\r\n").body, whole.body);
  EXPECT_EQ(get_path(council, path, "Range: bytes=0-1\r\nIf-Range: " + whole.headers.at("etag") + "\r\n").status, 206);
}

TEST(ServedMedia, Document_IsADownloadAsItCame) {
  Council council;
  const std::string pdf = "%PDF-1.4\n<script>alert(1)</script>";
  const std::string path = path_of_report(council, pdf);
  const auto shown = get_path(council, path + ".pdf");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body, pdf);
  EXPECT_EQ(shown.headers.at("content-type"), "application/pdf");
  EXPECT_THAT(shown.headers.at("content-disposition"), StartsWith("attachment"));
  EXPECT_EQ(get_path(council, path + "?size=thumb").status, 404);
}

TEST(ServedMedia, WhatCanNotBeShownAsAPicture_Is404AndNeverTheOriginal) {
  Council council;
  const std::string path = path_of_report(council, "\xFF\xD8\xFF no picture");
  const auto shown = get_path(council, path);
  EXPECT_EQ(shown.status, 404);
  EXPECT_THAT(shown.body, HasSubstr("can't be shown as a picture"));
}

TEST(ServedMedia, OfAReportThatNobodyMayRead_Is404) {
  Council council;
  EXPECT_EQ(get_path(council, path_of_report(council, test::file_of(test::photo(50, 50), ".jpg"), "ANON")).status, 404);
  const std::string path = path_of_report(council, test::file_of(test::photo(60, 60), ".jpg"), "BULKY");
  EXPECT_EQ(get_path(council, path).status, 404) << "its token has not resolved";
  council.deliver("waste");
  EXPECT_EQ(get_path(council, path).status, 200);
}

TEST(ServedMedia, WhatIsNoFile_Is404AndNeverAPath) {
  Council council;
  const std::string path = path_of_report(council, test::file_of(test::photo(50, 50), ".jpg"));
  for (const std::string& asked :
       {"/media/"s, "/media/x"s, "/media/../relay311.db"s, "/media/%2e%2e/relay311.db"s,
        "/media/" + std::string(64, '0'), "/media/" + std::string(64, 'A'), path + "/thumb", path + ".", path + ".png",
        path + ".thumb.jpg", path + "%00", path.substr(0, path.size() - 1)}) {
    const auto answer = get_path(council, asked);
    EXPECT_EQ(answer.status, 404) << asked;
    EXPECT_THAT(answer.body, HasSubstr("<errors>")) << asked;
  }
  const auto post = ask(council.port(), post_form(path, "a=b"));
  EXPECT_EQ(post->status, 405);
  EXPECT_EQ(post->headers.at("allow"), "GET, HEAD, OPTIONS");
}

TEST(ServedMedia, FileThatIsGone_Is500AndNotA404) {
  Council council;
  const std::string path = path_of_report(council, test::file_of(test::photo(50, 50), ".jpg"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(council.folder.path() / "media"))
    if (entry.is_regular_file()) std::filesystem::remove(entry.path());
  EXPECT_EQ(get_path(council, path).status, 500);
}

TEST(ServedMedia, LargeFile_ArrivesWholeAtASlowClientBesideOthers) {
  Council council;
  std::string pdf = "%PDF-";
  for (int i = 0; pdf.size() < (6u << 20); ++i) pdf += std::to_string(i) + ' ';
  const std::string path = path_of_report(council, pdf);
  Client slow(council.port());
  slow.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\nGET " + path +
            " HTTP/1.1\r\nHost: a\r\nRange: bytes=0-4\r\n\r\n");
  EXPECT_EQ(get_path(council, path).body, pdf) << "while the other takes nothing";
  EXPECT_EQ(slow.receive()->body, pdf);
  EXPECT_EQ(slow.receive()->body, "%PDF-") << "and the next answer follows behind it";
}

TEST(ServedMedia, ThatManyAskForAtOnce_IsTheSameForAll) {
  Council council;
  const std::string path = path_of_report(council, test::phone_photo(1600, 1200));
  std::vector<std::string> bodies(20);
  std::vector<std::thread> clients;
  for (auto& body : bodies) clients.emplace_back([&] { body = get_path(council, path).body; });
  for (auto& client : clients) client.join();
  for (const auto& body : bodies) EXPECT_EQ(body, bodies.front());
  EXPECT_EQ(media::media_type_of(bodies.front()), "image/jpeg");
}

}  // namespace
}  // namespace r311::http
