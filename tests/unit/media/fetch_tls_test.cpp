// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "media/fetcher.h"
#include "photo_server.h"
#include "support/folder.h"

namespace r311::media {
namespace {

using namespace std::string_literals;

const std::string photo = "\xFF\xD8\xFF\xE0\0\x10JFIF photo"s;

// A server with a certificate of its own for photos.example.
class FetchingByTls : public testing::Test {
 protected:
  FetchingByTls() {
    const std::string made =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=photos "
        "-addext subjectAltName=DNS:photos.example -keyout " +
        key() + " -out " + certificate() + " 2>/dev/null";
    EXPECT_EQ(std::system(made.c_str()), 0);
    const Poco::Net::Context::Ptr context(new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, key(),
                                                                 certificate(), "", Poco::Net::Context::VERIFY_NONE));
    const Poco::Net::SecureServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0), 64, context);
    server_ = std::make_unique<PhotoServer>([](auto&, auto& response) { send(response, photo); }, socket);
  }
  Result<Fetched> fetch(const std::string& host, const std::string& authorities) {
    FetchTerms terms;
    terms.allow = {IpNetwork::parse("127.0.0.1").value()};
    const std::string port = std::to_string(server_->port());
    terms.known = {"photos.example:" + port + ":127.0.0.1", "others.example:" + port + ":127.0.0.1"};
    terms.authorities = authorities;
    return Fetcher(terms, files_).fetch("https://" + host + ":" + port + "/hole.jpg");
  }
  std::string key() const { return (folder_.path() / "key.pem").string(); }
  std::string certificate() const { return (folder_.path() / "certificate.pem").string(); }

  test::Folder folder_;
  MediaFiles files_ = MediaFiles::open(folder_.path() / "media", 1000).value();
  std::unique_ptr<PhotoServer> server_;
};

TEST_F(FetchingByTls, CertificateThatHolds_IsTaken) {
  const auto fetched = fetch("photos.example", certificate());
  ASSERT_TRUE(fetched) << fetched.error().text;
  EXPECT_EQ(files_.get(fetched->digest).value(), photo);
}

TEST_F(FetchingByTls, CertificateOfNobodyKnown_IsInvalid) {
  const auto fetched = fetch("photos.example", "");
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().kind, Kind::invalid) << fetched.error().text;
}

TEST_F(FetchingByTls, CertificateOfAnotherName_IsInvalid) {
  for (const char* host : {"others.example", "127.0.0.1"}) {
    const auto fetched = fetch(host, certificate());
    ASSERT_FALSE(fetched) << host;
    EXPECT_EQ(fetched.error().kind, Kind::invalid) << fetched.error().text;
  }
}

}  // namespace
}  // namespace r311::media
