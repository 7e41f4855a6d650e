// SPDX-License-Identifier: Apache-2.0
#include "media/fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/digest.h"
#include "photo_server.h"
#include "support/folder.h"

namespace r311::media {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

const std::string jpeg = "\xFF\xD8\xFF\xE0\0\x10JFIF"s + std::string(50'000, '\x7F');

class Fetching : public testing::Test {
 protected:
  // Of a server on this machine, at 127.0.0.1 and nowhere else.
  static FetchTerms from_here() {
    FetchTerms terms;
    terms.allow = {IpNetwork::parse("127.0.0.1").value()};
    return terms;
  }
  Result<Fetched> fetch(const std::string& url, const FetchTerms& terms = from_here()) const {
    return Fetcher(terms, files_).fetch(url);
  }
  Kind refused(const std::string& url, const FetchTerms& terms = from_here()) const {
    const auto fetched = fetch(url, terms);
    EXPECT_FALSE(fetched) << url;
    if (fetched) return Kind::internal;
    EXPECT_FALSE(fetched.error().text.empty());
    EXPECT_EQ(kept(), 0U) << url;
    return fetched.error().kind;
  }
  std::size_t kept() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "media"))
      if (entry.is_regular_file()) ++count;
    return count;
  }

  test::Folder folder_;
  MediaFiles files_ = MediaFiles::open(folder_.path() / "media", 1u << 20).value();
};

TEST_F(Fetching, Photo_IsKeptByItsDigestWithTheTypeOfItsContent) {
  PhotoServer server([](auto& request, auto& response) {
    EXPECT_EQ(request.getURI(), "/hole.jpg?size=full");
    EXPECT_FALSE(request.has("Cookie") || request.has("Authorization") || request.has("Referer"));
    send(response, jpeg, "text/plain");
  });
  const auto fetched = fetch(server.url("/hole.jpg?size=full"));
  ASSERT_TRUE(fetched) << fetched.error().text;
  EXPECT_EQ(fetched->digest, sha256_hex(jpeg));
  EXPECT_EQ(fetched->content_type, "image/jpeg");
  EXPECT_EQ(fetched->size, static_cast<std::int64_t>(jpeg.size()));
  EXPECT_EQ(files_.get(fetched->digest).value(), jpeg);
  EXPECT_EQ(kept(), 1U);
}

TEST_F(Fetching, WhatIsNoPhoto_IsInvalidWhateverItsHeaderSays) {
  for (const std::string& content : {"<html>"s, std::string(100'000, 'x'), ""s, "\xFF\xD8"s}) {
    PhotoServer server([&](auto&, auto& response) { send(response, content); });
    EXPECT_EQ(refused(server.url("/")), Kind::invalid);
  }
}

TEST_F(Fetching, TooLarge_IsInvalidWithALengthAndWithout) {
  auto terms = from_here();
  terms.largest = 40'000;
  PhotoServer told([](auto&, auto& response) { send(response, jpeg); });
  EXPECT_EQ(refused(told.url("/"), terms), Kind::invalid);
  PhotoServer chunked([](auto&, auto& response) {
    response.setChunkedTransferEncoding(true);
    response.send() << jpeg;
  });
  EXPECT_EQ(refused(chunked.url("/"), terms), Kind::invalid);
}

TEST_F(Fetching, Refusals_AreToldApartByWhetherAnotherTryMayHelp) {
  int status = 0;
  PhotoServer server([&](auto&, auto& response) {
    response.setStatus(std::to_string(status));
    send(response, jpeg);
  });
  for (const int lasting : {400, 401, 403, 404, 410, 418}) {
    status = lasting;
    EXPECT_EQ(refused(server.url("/")), Kind::invalid) << lasting;
  }
  for (const int passing : {408, 425, 429, 500, 502, 503, 504}) {
    status = passing;
    EXPECT_EQ(refused(server.url("/")), Kind::unavailable) << passing;
  }
}

TEST_F(Fetching, AnySuccessBut200_IsInvalidThoughAPhotoComesWithIt) {
  int status = 0;
  PhotoServer server([&](auto&, auto& response) {
    response.setStatus(std::to_string(status));
    send(response, jpeg);
  });
  for (const int other : {201, 202, 203, 206, 226, 299, 300}) {
    status = other;
    EXPECT_EQ(refused(server.url("/")), Kind::invalid) << other;
  }
}

TEST_F(Fetching, NobodyThere_IsUnavailable) {
  std::string gone;
  {
    PhotoServer server([](auto&, auto&) {});
    gone = server.url("/");
  }
  EXPECT_EQ(refused(gone), Kind::unavailable);
}

TEST_F(Fetching, ThatTakesTooLong_IsUnavailable) {
  std::mutex held;
  held.lock();
  PhotoServer server([&](auto&, auto& response) {
    const std::lock_guard wait(held);
    send(response, jpeg);
  });
  auto terms = from_here();
  terms.within = std::chrono::milliseconds(50);
  EXPECT_EQ(refused(server.url("/"), terms), Kind::unavailable);
  held.unlock();
}

TEST_F(Fetching, ThatIsCancelled_EndsAndKeepsNothing) {
  std::mutex held;
  held.lock();
  std::atomic<bool> asked = false;
  PhotoServer server([&](auto&, auto& response) {
    asked = true;
    const std::lock_guard wait(held);
    send(response, jpeg);
  });
  const auto fetched = Fetcher(from_here(), files_).fetch(server.url("/"), [&] { return asked.load(); });
  held.unlock();
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().kind, Kind::unavailable);
  EXPECT_EQ(kept(), 0U);
}

TEST_F(Fetching, Redirects_AreFollowedUpToTheirBound) {
  PhotoServer server([](auto& request, auto& response) {
    const int left = std::stoi(request.getURI().substr(1));
    if (left == 0) return send(response, jpeg);
    response.redirect("/" + std::to_string(left - 1));
  });
  EXPECT_TRUE(fetch(server.url("/5")));
  std::filesystem::remove_all(folder_.path() / "media");
  files_ = MediaFiles::open(folder_.path() / "media", 1u << 20).value();
  EXPECT_EQ(refused(server.url("/6")), Kind::invalid);
}

// What a name or a spelling leads to is decided by the address that would be connected to.
TEST_F(Fetching, WhatIsNotPublic_IsForbiddenHoweverItIsSpelt) {
  FetchTerms terms;
  terms.known = {"inside.example:80:10.0.0.7",
                 "metadata.example:80:169.254.169.254",
                 "shared.example:443:100.64.0.1",
                 "mapped.example:80:::ffff:127.0.0.1",
                 "nat64.example:80:64:ff9b::a00:1",
                 "sixtofour.example:80:2002:a00:1::1",
                 "local.example:80:fe80::1",
                 "unique.example:443:fd00::1",
                 "multicast.example:80:224.0.0.251",
                 "any.example:80:0.0.0.0",
                 "both.example:80:10.0.0.7,192.168.1.1"};
  for (const char* url : {"http://127.0.0.1/",
                          "http://127.1/",
                          "http://2130706433/",
                          "http://0177.0.0.1/",
                          "http://0x7f000001/",
                          "http://0x7f.0.0.1/",
                          "http://localhost/",
                          "http://0/",
                          "http://[::1]/",
                          "http://[::]/",
                          "http://[::ffff:127.0.0.1]/",
                          "http://[::ffff:7f00:1]/",
                          "http://[64:ff9b::7f00:1]/",
                          "http://[2002:7f00:1::]/",
                          "http://10.0.0.1/",
                          "http://169.254.169.254/latest",
                          "http://192.168.0.1/",
                          "http://100.64.0.1/",
                          "http://inside.example/",
                          "http://metadata.example/",
                          "https://shared.example/",
                          "http://mapped.example/",
                          "http://nat64.example/",
                          "http://sixtofour.example/",
                          "http://local.example/",
                          "https://unique.example/",
                          "http://multicast.example/",
                          "http://any.example/",
                          "http://both.example/"})
    EXPECT_EQ(refused(url, terms), Kind::forbidden) << url;
}

TEST_F(Fetching, PublicAddress_IsAskedAtThePortsOfTheWebOnly) {
  FetchTerms terms;
  terms.known = {"public.example:22:93.184.216.34", "public.example:8080:93.184.216.34",
                 "public.example:6379:2606:4700::1111"};
  for (const char* url : {"http://public.example:22/", "https://public.example:8080/", "http://public.example:6379/"})
    EXPECT_EQ(refused(url, terms), Kind::forbidden) << url;
}

TEST_F(Fetching, RedirectToWhatIsNotAllowed_IsForbidden) {
  std::string to;
  int asked = 0;
  PhotoServer server([&](auto&, auto& response) {
    ++asked;
    response.redirect(to);
  });
  auto terms = from_here();
  terms.known = {"inside.example:80:10.0.0.7"};
  for (const std::string& place :
       {server.url("/", "127.0.0.2"), server.url("/", "[::1]"), server.url("/", "0x7f000002"), "http://10.0.0.1/"s,
        "http://inside.example/"s, "//127.0.0.3/x"s}) {
    to = place;
    EXPECT_EQ(refused(server.url("/"), terms), Kind::forbidden) << place;
  }
  EXPECT_EQ(asked, 6) << "and nobody but the first was asked";
}

// That one of its addresses may not be asked says nothing of the others, nor of where it leads on to.
TEST_F(Fetching, NobodyThere_IsUnavailableThoughAnotherAddressMayNotBeAsked) {
  std::string gone;
  {
    PhotoServer server([](auto&, auto&) {});
    gone = std::to_string(server.port());
  }
  PhotoServer server([&](auto&, auto& response) { response.redirect("http://127.0.0.1:" + gone + "/"); });
  const std::string here = std::to_string(server.port());
  auto terms = from_here();
  terms.known = {"two.example:" + gone + ":127.0.0.2,127.0.0.1", "turned.example:" + gone + ":127.0.0.1,127.0.0.2",
                 "two.example:" + here + ":127.0.0.2,127.0.0.1"};
  EXPECT_EQ(refused("http://two.example:" + gone + "/", terms), Kind::unavailable);
  EXPECT_EQ(refused("http://turned.example:" + gone + "/", terms), Kind::unavailable);
  EXPECT_EQ(refused("http://two.example:" + here + "/", terms), Kind::unavailable);
}

TEST_F(Fetching, RedirectToAnotherScheme_IsInvalid) {
  std::ofstream(folder_.path() / "secret.jpg") << jpeg;
  std::string to;
  PhotoServer server([&](auto&, auto& response) { response.redirect(to); });
  for (const std::string& place : {"file://" + (folder_.path() / "secret.jpg").string(), "ftp://127.0.0.1/x.jpg"s,
                                   "gopher://127.0.0.1/x"s, "data:image/png;base64,iVBORw0KGgo="s}) {
    to = place;
    EXPECT_EQ(refused(server.url("/")), Kind::invalid) << place;
  }
}

TEST_F(Fetching, WhatIsNoUrlOfTheWeb_IsInvalid) {
  for (const std::string& url : {""s, "http://"s, "file:///etc/passwd"s, "ftp://example.org/x.jpg"s, "gopher://x/"s,
                                 "http://user:secret@127.0.0.1/"s, "http://127.0.0.1:99999/"s, "http://a b/"s, "jpeg"s,
                                 "http://127.0.0.1/\0.jpg"s})
    EXPECT_EQ(refused(url), Kind::invalid) << url;
}

TEST_F(Fetching, EnvironmentsProxy_IsNotUsed) {
  PhotoServer proxy([](auto&, auto& response) { send(response, jpeg); });
  ::setenv("http_proxy", proxy.url("/").c_str(), 1);
  FetchTerms terms = from_here();
  EXPECT_EQ(refused("http://10.0.0.1/", terms), Kind::forbidden);
  ::unsetenv("http_proxy");
}

}  // namespace
}  // namespace r311::media
