// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "council.h"
#include "multipart.h"

// Reports with photos, as libwww-perl and others send them.
namespace r311::http {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

const std::string jpeg = "\xFF\xD8\xFF\xE0\0\x10JFIF\r\n--xYzZ\r\n\0\r\n"s + std::string(5000, '\x7F');
const std::string png = "\x89PNG\r\n\x1A\n"s + std::string(100, '\0');

const std::string& last = last_part;
const std::string report = report_parts();

TEST(Multipart, TextPartsOnly_AreAReport) {
  Council council;
  const auto answer = post_parts(council, report + last);
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto waiting = council.waiting("highways");
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_THAT(waiting[0].report.description, HasSubstr("Täter & \"Söhne\"\n\nzweite Zeile"));
}

TEST(Multipart, RepeatedNames_AreSeveralValuesInTheirOrder) {
  Council council;
  const auto answer =
      post_parts(council, report + text_part("attribute[spots]", "edge") + text_part("attribute[spots]", "middle") +
                              text_part("attribute[odd]", "1") + text_part("attribute[odd]", "2") +
                              text_part("media_url", "https://example.org/1.jpg") +
                              text_part("media_url", "https://example.org/2.jpg") + last);
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto waiting = council.waiting("highways");
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_THAT(waiting[0].report.media_urls,
              testing::ElementsAre("https://example.org/1.jpg", "https://example.org/2.jpg"));
  std::map<std::string, std::vector<std::string>> answers;
  for (const auto& [code, values] : waiting[0].report.attributes) answers[code] = values;
  EXPECT_THAT(answers["spots"], testing::ElementsAre("edge", "middle"));
  EXPECT_THAT(answers["odd"], testing::ElementsAre("1", "2"));
}

TEST(Multipart, Photos_ArriveWithTheReportByteForByte) {
  Council council;
  const auto answer = post_parts(
      council, report + file_part("photo1", "17.0.full.jpeg", jpeg) + file_part("photo2", "17.1.full.png", png) + last);
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto waiting = council.waiting("highways");
  ASSERT_EQ(waiting.size(), 1u);
  const auto& attachments = waiting[0].attachments;
  ASSERT_EQ(attachments.size(), 2u);
  EXPECT_EQ(attachments[0].file_name, "17.0.full.jpeg");
  EXPECT_EQ(attachments[0].content_type, "image/jpeg");
  EXPECT_EQ(council.media.get(attachments[0].digest).value(), jpeg);
  EXPECT_EQ(attachments[1].content_type, "image/png");  // by its bytes, whatever the part says
  EXPECT_EQ(council.media.get(attachments[1].digest).value(), png);
}

TEST(Multipart, PartOfAnyName_IsAFileByItsFileName) {
  Council council;
  EXPECT_EQ(post_parts(council, report + file_part("media", "C:\\fakepath\\hole.jpg", jpeg) + last).status, 200);
  EXPECT_EQ(council.waiting("highways").at(0).attachments.at(0).file_name, "hole.jpg");
  EXPECT_EQ(post_parts(council, report + file_part("photo1", "../../etc/passwd", jpeg) + last).status, 200);
  EXPECT_EQ(council.waiting("highways").at(1).attachments.at(0).file_name, "passwd");
}

TEST(Multipart, FileInputThatWasLeftOpen_IsNoFile) {
  Council council;
  EXPECT_EQ(post_parts(council, report + file_part("media", "", "") + last).status, 200);
  EXPECT_TRUE(council.waiting("highways").at(0).attachments.empty());
}

TEST(Multipart, BoundaryMayBeQuotedAndPrecededByText) {
  Council council;
  EXPECT_EQ(post_parts(council, "preamble\r\n" + report + last + "epilogue", "multipart/form-data; boundary=\"xYzZY\"")
                .status,
            200);
}

TEST(Multipart, FileThatIsNoImage_IsRefusedByItsPart) {
  Council council;
  const auto answer = post_parts(
      council, report + file_part("photo1", "a.jpg", jpeg) + file_part("photo2", "b.jpg", "<script>") + last);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("photo2"));
  EXPECT_THAT(answer.body, Not(HasSubstr("photo1")));
  EXPECT_TRUE(council.waiting("highways").empty());
  EXPECT_EQ(files_kept(council), 0u);
}

TEST(Multipart, FilesOfARefusedReport_AreNotKept) {
  Council council;
  std::string wrong = report;
  wrong.replace(wrong.find("demo-key"), 8, "evil-key");
  EXPECT_EQ(post_parts(council, wrong + file_part("photo1", "a.jpg", jpeg) + last).status, 403);
  EXPECT_EQ(post_parts(council, text_part("api_key", "demo-key") + file_part("photo1", "a.jpg", jpeg) + last).status,
            400);
  EXPECT_EQ(files_kept(council), 0u);
}

TEST(Multipart, FileOfAnotherKind_IsTakenForTheBackEndAloneWhereItIsAskedFor) {
  CouncilPlan plan;
  plan.options.uploads.other_files = true;
  Council council(plan);
  const std::string sheet = "PK\3\4 a table";
  const auto alone = send_photo(council, report, sheet, "requests.xml");
  EXPECT_EQ(alone.status, 200) << alone.body;
  const auto with_photo =
      post_parts(council, report + file_part("file1", "costs.xlsx", sheet) + file_part("photo1", "a.jpg", jpeg) + last);
  EXPECT_EQ(with_photo.status, 200) << with_photo.body;
  const auto waiting = council.waiting("highways");
  ASSERT_EQ(waiting.size(), 2u);
  const auto& file = waiting[1].attachments.at(1);  // behind the photo, as files without a number are
  EXPECT_EQ(file.file_name, "costs.xlsx");
  EXPECT_EQ(file.content_type, "application/octet-stream");
  EXPECT_EQ(council.media.get(file.digest).value(), sheet);

  const std::string id = element(alone.body, "service_request_id");
  const std::string said = text_part("description", "see") + text_part("service_request_id", id);
  EXPECT_EQ(send_photo(council, said, sheet + "2").status, 200);
  for (const char* target : {"requests.xml?extensions=true", "requests.json?extensions=true",
                             "servicerequestupdates.xml", "servicerequestupdates.json"}) {
    const auto answer = council.get(target);
    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_THAT(answer.body, Not(HasSubstr(file.digest))) << target;
    EXPECT_THAT(answer.body, Not(HasSubstr(sha256_hex(sheet + "2")))) << target;
  }
  EXPECT_THAT(council.get("requests.xml").body, HasSubstr("/media/" + sha256_hex(jpeg)));
  EXPECT_EQ(ask(council.port(), http::get("/media/" + file.digest))->status, 404);
  EXPECT_THAT(council.get("requests.json?has_photo=false").body, HasSubstr(id));
}

TEST(Multipart, NumberedPhotos_ComeInTheirOrderHoweverTheyWereSent) {
  Council council;
  const auto part = [](const char* name, const char* file) { return file_part(name, file, jpeg + file); };
  const auto answer = post_parts(council, report + part("file_x", "x") + part("photo10", "ten") + part("media", "m") +
                                              part("photo2", "two") + part("photo1", "one") + last);
  EXPECT_EQ(answer.status, 200) << answer.body;
  std::vector<std::string> names;
  const auto waiting = council.waiting("highways");
  for (const auto& file : waiting.at(0).attachments) names.push_back(file.file_name);
  EXPECT_THAT(names, testing::ElementsAre("one", "two", "ten", "x", "m"));
}

TEST(Multipart, SeveralPhotos_AreEachToldInXmlAndTheFirstInJson) {
  Council council;
  const std::string url = "https://example.org/1.jpg", other = "https://example.org/2.jpg";
  const auto answer =
      post_parts(council, report + text_part("media_url", url) + text_part("media_url", other) +
                              file_part("photo1", "a.jpg", jpeg) + file_part("photo2", "again.jpg", jpeg) +
                              file_part("file1", "a.pdf", "%PDF-1.4") + last);
  EXPECT_EQ(answer.status, 200) << answer.body;
  const std::string uploaded = "https://open311.springfield.example/media/" + sha256_hex(jpeg);
  const std::string id = element(answer.body, "service_request_id");
  const auto in_xml = HasSubstr("<media_url>" + url + "</media_url><media_url>" + other + "</media_url><media_url>" +
                                uploaded + "</media_url></request>");
  EXPECT_THAT(council.get("requests.xml").body, in_xml);
  EXPECT_THAT(council.get("requests/" + id + ".xml").body, in_xml);
  EXPECT_THAT(council.get("requests.json").body, HasSubstr("\"media_url\":\"" + url + "\"}"));

  EXPECT_EQ(send_photo(council, report, png, "requests.xml").status, 200);
  EXPECT_THAT(council.get("requests.xml").body,
              HasSubstr(">https://open311.springfield.example/media/" + sha256_hex(png) + "</media_url></request>"));
}

TEST(Multipart, ListWithoutAnyPhoto_AsksTheStoreForNone) {
  Council council;
  EXPECT_EQ(post_parts(council, report + last).status, 200);
  EXPECT_EQ(council.get("requests.xml").status, 200);
  EXPECT_EQ(council.store->photo_reads, 0);
  EXPECT_EQ(send_photo(council, report, png, "requests.xml").status, 200);
  EXPECT_EQ(council.get("requests.json").status, 200);
  EXPECT_EQ(council.store->photo_reads, 0);
  EXPECT_EQ(council.get("requests.xml").status, 200);
  EXPECT_EQ(council.store->photo_reads, 1) << "once for the whole list";
}

TEST(Multipart, FilesHaveTheirBounds) {
  CouncilPlan plan;
  plan.options.uploads = {.files = 2, .bytes = 6'000};
  Council council(plan);
  const std::string photo = file_part("photo", "a.jpg", jpeg);
  EXPECT_EQ(post_parts(council, report + photo + photo + last).status, 200);
  const auto many = post_parts(council, report + photo + photo + photo + last);
  EXPECT_EQ(many.status, 400);
  EXPECT_THAT(many.body, HasSubstr("photo: there are more than 2 files"));
  const auto large = post_parts(council, report + file_part("photo7", "a.jpg", jpeg + std::string(2'000, 'x')) + last);
  EXPECT_EQ(large.status, 413);
  EXPECT_THAT(large.body, HasSubstr("photo7"));
}

TEST(Multipart, BoundOfAFile_IsToldInTheUnitThatSaysItExactly) {
  for (const auto& [bytes, told] : {std::pair{std::size_t{10} << 20, "larger than 10 MB."},
                                    {std::size_t{1536} << 10, "larger than 1536 KB."},
                                    {std::size_t{1} << 10, "larger than 1 KB."},
                                    {std::size_t{1500}, "larger than 1500 bytes."}})
    EXPECT_THAT(too_large("photo", {.bytes = bytes}).description, HasSubstr(told));
}

TEST(Multipart, WhereMediaUrlIsFetched_ItCountsAsAFile) {
  CouncilPlan plan;
  plan.options.uploads = {.files = 2, .bytes = 6'000, .urls_count = true};
  Council council(plan);
  const std::string url = text_part("media_url", "https://photos.example/1.jpg");
  EXPECT_EQ(post_parts(council, report + url + file_part("photo", "a.jpg", jpeg) + last).status, 200);
  const std::string again = text_part("media_url[]", " https://photos.example/1.jpg ");
  EXPECT_EQ(post_parts(council, report + url + again + file_part("photo", "a.jpg", jpeg) + last).status, 200)
      << "the same twice is one";
  const std::string other = text_part("media_url", "https://photos.example/2.jpg");
  const auto many = post_parts(council, report + url + other + file_part("photo", "a.jpg", jpeg) + last);
  EXPECT_EQ(many.status, 400);
  EXPECT_THAT(many.body, HasSubstr("media_url: there are more than 2 files"));
}

TEST(DataUrl, InMediaUrl_IsKeptLikeAnUpload) {
  Council council;
  const auto answer = council.post(pothole + "&api_key=demo-key&media_url=https://example.org/1.jpg" +
                                   "&media_url=data%3Aimage%2Fpng%3Bbase64%2CiVBORw0KGgo%3D");
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto kept = council.waiting("highways").at(0);
  EXPECT_THAT(kept.report.media_urls, testing::ElementsAre("https://example.org/1.jpg"));
  ASSERT_EQ(kept.attachments.size(), 1u);
  EXPECT_EQ(kept.attachments[0].file_name, "photo.png");
  EXPECT_EQ(kept.attachments[0].content_type, "image/png");
  EXPECT_EQ(council.media.get(kept.attachments[0].digest).value(), "\x89PNG\r\n\x1A\n");
}

TEST(DataUrl, ThatIsNoImage_Is400WithMediaUrlNamedAndNothingKept) {
  Council council;
  for (const char* url : {"data:image/png;base64,PHNjcmlwdD4", "data:image/jpeg;base64,!", "data:image/png,x",
                          "data:", "data:application/pdf;base64,JVBERi0xLjQ", "DATA:text/html,<b>"}) {
    const auto answer = council.post(pothole + "&api_key=demo-key&media_url=" + url);
    EXPECT_EQ(answer.status, 400) << url;
    EXPECT_THAT(answer.body, HasSubstr("media_url: the data URL holds no")) << url;
  }
  EXPECT_EQ(files_kept(council), 0u);
  EXPECT_TRUE(council.waiting("highways").empty());
}

TEST(DataUrl, HasTheBoundsOfAnUpload) {
  CouncilPlan plan;
  plan.options.uploads = {.files = 1, .bytes = 8};
  Council council(plan);
  const std::string png_url = "&media_url=data:image/png;base64,iVBORw0KGgo";
  EXPECT_EQ(council.post(pothole + "&api_key=demo-key" + png_url).status, 200);
  EXPECT_EQ(council.post(pothole + "&api_key=demo-key" + png_url + png_url).status, 400);
  EXPECT_EQ(council.post(pothole + "&api_key=demo-key" + png_url + "A").status, 413);
}

TEST(Multipart, WithoutAMediaFolder_IsToldSo) {
  Council council;
  Api without(council.catalogue, council.keys, council.intake, council.updates, *council.store, council.workers,
              council.ids, council.clock);
  auto server = std::move(Server::start("127.0.0.1", 0, 1, {}, without).value());
  const std::string body = report + file_part("photo1", "a.jpg", jpeg) + last;
  const auto answer = ask(server->port(),
                          "POST /open311/v2/requests.xml HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; "
                          "boundary=xYzZY\r\nContent-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_EQ(answer->status, 400);
  EXPECT_THAT(answer->body, HasSubstr("photo1"));
}

TEST(Multipart, Broken_Is400AndNothingIsTaken) {
  Council council;
  const std::string type = "multipart/form-data; boundary=";
  const std::vector<std::pair<std::string, std::string>> broken{
      {report, type + "xYzZY"},                       // cut off
      {report + last, type + "other"},                // another boundary
      {report + last, "multipart/form-data"},         // none
      {report + last, type},                          // empty
      {report + last, type + std::string(200, 'x')},  // too long
      {report + last, type + "\"a\\\r\"b\""},         // no boundary
      {last, type + "xYzZY"},                         // no parts
      {"", type + "xYzZY"},
      {"--xYzZY\r\n\r\nno name\r\n" + last, type + "xYzZY"},
      {"--xYzZY\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n" + last, type + "xYzZY"},
      {"--xYzZY\r\n" + std::string(100'000, 'x') + "\r\n\r\nx\r\n" + last, type + "xYzZY"},
      {"--xYzZY\r\n" +
           [] {
             std::string headers;
             for (int i = 0; i < 5000; ++i) headers += "X" + std::to_string(i) + ": y\r\n";
             return headers;
           }() +
           "\r\nx\r\n" + last,
       type + "xYzZY"},
  };
  for (const auto& [body, content_type] : broken) {
    const auto answer = post_parts(council, body, content_type, "requests.json");
    EXPECT_GE(answer.status, 400) << content_type << "\n" << body.substr(0, 200);
    EXPECT_LT(answer.status, 500) << content_type << "\n" << body.substr(0, 200);
  }
  EXPECT_TRUE(council.waiting("highways").empty());
}

TEST(Multipart, TooManyParts_Are400) {
  Council council;
  std::string body = report;
  for (int i = 0; i < 2500; ++i) body += text_part("a", "b");
  EXPECT_EQ(post_parts(council, body + last).status, 400);
}

}  // namespace
}  // namespace r311::http
