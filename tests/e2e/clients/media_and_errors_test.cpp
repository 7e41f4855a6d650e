// SPDX-License-Identifier: Apache-2.0
// What FixMyStreet fetches photos from, and what it tells its administrators of errors.
#include "city.h"
#include "support/photos.h"

namespace r311::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class FixMyStreetReadsMedia : public City {
 protected:
  http::Received fetched(const std::string& url) { return exchange(lwp_get(url.substr(url.find("/media/")))); }
};

TEST_F(FixMyStreetReadsMedia, PhotosOfReportsAndComments_AreFetchedByAPlainGetAsAPictureThatItKnows) {
  const auto id = report_id({}, {{"photo1", "1.jpeg", "image/jpeg", phone_photo(64, 48)}});
  comment_id(id, {},
             {{"photo1", "2.png", "image/png", file_of(photo(32, 24), ".png")},
              {"photo2", "3.jpeg", "image/jpeg", phone_photo(48, 32)}});
  const auto& shown = one(id)["media_url"];
  ASSERT_EQ(shown.kind, Node::Kind::text);
  EXPECT_EQ(fetched(shown.text).headers.at("content-type"), "image/jpeg");
  const auto told = updates_of(id, 1)[0]["media_url"];
  ASSERT_THAT(told.list, SizeIs(2)) << "the element twice";
  EXPECT_EQ(fetched(told[0].text).headers.at("content-type"), "image/png");
  for (const auto& url : told.list) EXPECT_EQ(fetched(url.text).status, 200);
}

TEST_F(FixMyStreetReadsMedia, WithoutAPhoto_TheElementIsEmpty) {
  const auto id = report_id();
  comment_id(id);
  EXPECT_THAT(get("requests/" + id + ".xml").body, HasSubstr("<media_url/>"));
  EXPECT_THAT(get("servicerequestupdates.xml").body, HasSubstr("<media_url/>"));
}

class FixMyStreetReadsErrors : public City {};

// With JSON, HTML or plain text it says "unknown error", without a code "???".
TEST_F(FixMyStreetReadsErrors, EachIsADocumentWithCodeAndDescription) {
  const auto form = [](const std::string& type, const std::string& body) {
    return lwp_post("/open311/v2/requests.xml", type, body);
  };
  const std::string urlencoded = "application/x-www-form-urlencoded";
  const std::string close = "Host: a\r\nConnection: close\r\n";
  const std::vector<std::pair<int, std::string>> wrong{
      {400, form(urlencoded, lwp_form(report({{"lat", "95"}})))},
      {400, lwp_get("/open311/v2/requests.xml?start_date=yesterday")},
      {400, "GET /open311/v2/services.xml HTTP/1.1\r\nConnection: close\r\n\r\n"},
      {403, form(urlencoded, lwp_form(report({{"api_key", "wrong-key"}})))},
      {403, form(urlencoded, lwp_form(report({{"api_key", ""}})))},
      {404, lwp_get("/open311/v2/services/NONE.xml")},
      {404, lwp_get("/open311/v2/requests/NONE.xml")},
      {404, lwp_get("/open311/v2/tokens/NONE.xml")},
      {404, lwp_get("/open311/v2/nothing")},
      {404, lwp_get("/media/" + std::string(64, 'a') + ".jpg")},
      {405, "PUT /open311/v2/services.xml HTTP/1.1\r\n" + close + "\r\n"},
      {413, "POST /open311/v2/requests.xml HTTP/1.1\r\n" + close + "Content-Length: 99999999999\r\n\r\n"},
      {414, lwp_get("/open311/v2/requests.xml?service_request_id=" + std::string(200'000, 'x'))},
      {415, form("application/json", "{}")},
      {431, "GET /open311/v2/services.xml HTTP/1.1\r\n" + close + "X: " + std::string(300'000, 'x') + "\r\n\r\n"},
      {501, "POST /open311/v2/requests.xml HTTP/1.1\r\n" + close + "Transfer-Encoding: gzip\r\n\r\n"}};
  for (const auto& [status, request] : wrong) {
    SCOPED_TRACE(request.substr(0, 60));
    http::Client client(gateway_->port());
    client.send(request);
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->headers.at("content-type"), "text/xml; charset=utf-8");
    EXPECT_EQ(read_error(*answer, status)[0]["code"].text, std::to_string(status));
  }
}

TEST_F(FixMyStreetReadsErrors, SeveralMistakes_AreSeveralErrors) {
  const auto errors =
      read_error(post("requests.xml", report({{"lat", "95"}, {"email", "nobody"}, {"attribute[depth]", "deep"}})), 400);
  EXPECT_THAT(errors.list, SizeIs(3));
  const auto json = post("requests.json", report({{"lat", "95"}, {"email", "nobody"}, {"attribute[depth]", "deep"}}));
  EXPECT_EQ(json.status, 400);
  Node document{Node::Kind::hash, {}, {}, {{"error", errors}}};
  EXPECT_EQ(difference(document, read_json(json.body)), "");
}

// An error element with text in it ends its process; one that is the root is not understood.
TEST_F(FixMyStreetReadsErrors, ErrorHoldsElements_BelowARootOfItsOwn) {
  for (const std::string target : {"nothing.xml", "services/NONE.xml", "requests.xml?status=odd"}) {
    const auto body = get(target).body;
    EXPECT_THAT(body, testing::ContainsRegex("^<\\?xml [^\n]*\n<errors><error><code>[0-9]+</code><description>[^<]+"
                                             "</description></error></errors>$"))
        << body;
  }
}

TEST_F(FixMyStreetReadsErrors, NoErrorHasAStatusOfSuccess_AndNoSuccessIsAnError) {
  const auto id = report_id();
  for (const std::string& target :
       {std::string("services.xml"), std::string("requests.xml"), "requests/" + id + ".xml",
        std::string("requests.xml?service_request_id=none"), std::string("servicerequestupdates.xml")})
    EXPECT_FALSE(read(get(target)).has("error")) << target;
  for (const FormPairs& more : {FormPairs{{"lat", "95"}}, FormPairs{{"api_key", ""}}, FormPairs{{"service_code", ""}},
                                FormPairs{{"service_code", "NONE"}}, FormPairs{{"attribute[depth]", ""}}})
    EXPECT_GE(post("requests.xml", report(more)).status, 400);
}

}  // namespace
}  // namespace r311::test
