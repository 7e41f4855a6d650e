// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "mirror.h"
#include "support/http_client.h"

// RFC 9112, over real connections: what has one meaning is taken, what could have two is refused.
namespace r311::http {
namespace {

using namespace std::string_literals;

std::string posted(const std::string& headers, const std::string& body) {
  return "POST /x HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}

TEST(Framing, BodyOfALength_IsTakenWhole) {
  Served served;
  const auto answer = ask(served.port(), posted("Content-Length: 5\r\n", "a b\r\n"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "POST /x a b\r\n");
}

TEST(Framing, ChunkedBody_IsPutTogether) {
  Served served;
  const auto answer = ask(served.port(), posted("Transfer-Encoding: chunked\r\n",
                                                "4;note=1\r\nWiki\r\n0005\r\npedia\r\n0\r\nX-Trailer: y\r\n\r\n"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "POST /x Wikipedia");
}

TEST(Framing, ChunkedBodyByteByByte_IsPutTogether) {
  Served served;
  Client client(served.port());
  const std::string request =
      posted("transfer-encoding: Chunked\r\n", "3\r\nabc\r\n1F\r\n0123456789012345678901234567890\r\n0\r\n\r\n");
  for (const char byte : request) ASSERT_TRUE(client.send({&byte, 1}));
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "POST /x abc0123456789012345678901234567890");
}

TEST(Framing, LargeChunkedBody_IsPutTogetherInBoundedMemory) {
  Served served;
  std::string expected, chunks;
  for (int i = 0; i < 20'000; ++i) {
    const std::string piece(1 + static_cast<std::size_t>(i) % 150, static_cast<char>('a' + i % 26));
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    chunks += size + piece + "\r\n";
    expected += piece;
  }
  const auto answer = ask(served.port(), posted("Transfer-Encoding: chunked\r\n", chunks + "0\r\n\r\n"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "POST /x " + expected);
}

struct Abuse {
  const char* name;
  int status;
  std::string request;
};

class Refused : public testing::TestWithParam<Abuse> {};

TEST_P(Refused, IsAnsweredOnceAndTheConnectionEnds) {
  Served served;
  Client client(served.port());
  client.send(GetParam().request);
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, GetParam().status);
  EXPECT_EQ(answer->headers.at("connection"), "close");
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_EQ(served.mirror.handled, 0);
}

const std::string host = "Host: a\r\n";
const std::string chunked = "Transfer-Encoding: chunked\r\n";

INSTANTIATE_TEST_SUITE_P(
    Framing, Refused,
    testing::Values(Abuse{"LengthAndChunked", 400, posted("Content-Length: 5\r\n" + chunked, "0\r\n\r\n")},
                    Abuse{"TwoLengths", 400, posted("Content-Length: 5\r\nContent-Length: 6\r\n", "abcdef")},
                    Abuse{"TwoEqualLengths", 400, posted("Content-Length: 1\r\nContent-Length: 1\r\n", "a")},
                    Abuse{"ListedLengths", 400, posted("Content-Length: 1, 1\r\n", "a")},
                    Abuse{"SignedLength", 400, posted("Content-Length: +1\r\n", "a")},
                    Abuse{"NegativeLength", 400, posted("Content-Length: -1\r\n", "a")},
                    Abuse{"HexadecimalLength", 400, posted("Content-Length: 0x1\r\n", "a")},
                    Abuse{"EmptyLength", 400, posted("Content-Length:\r\n", "a")},
                    Abuse{"LengthThatOverflows", 400, posted("Content-Length: 99999999999999999999\r\n", "a")},
                    Abuse{"ChunkedTwice", 400, posted(chunked + chunked, "0\r\n\r\n")},
                    Abuse{"ChunkedNotLast", 501, posted("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n")},
                    Abuse{"OtherCoding", 501, posted("Transfer-Encoding: gzip\r\n", "")},
                    Abuse{"IdentityCoding", 501, posted("Transfer-Encoding: identity\r\n", "")},
                    Abuse{"ChunkedInHttp10", 400, "POST / HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n"},
                    Abuse{"ChunkSizeMissing", 400, posted(chunked, "\r\nabc\r\n")},
                    Abuse{"ChunkSizePrefixed", 400, posted(chunked, "0x3\r\nabc\r\n0\r\n\r\n")},
                    Abuse{"ChunkSizeSigned", 400, posted(chunked, "+3\r\nabc\r\n0\r\n\r\n")},
                    Abuse{"ChunkSizeOverflows", 400, posted(chunked, "ffffffffffffffffff\r\nabc")},
                    Abuse{"ChunkSizeWithTrailingBlank", 400, posted(chunked, "3 \r\nabc\r\n0\r\n\r\n")},
                    Abuse{"ChunkLongerThanSaid", 400, posted(chunked, "3\r\nabcd\r\n0\r\n\r\n")},
                    Abuse{"ChunkEndedByLf", 400, posted(chunked, "3\nabc\n0\n\n")},
                    Abuse{"ChunkExtensionEndless", 400, posted(chunked, "3;" + std::string(1000, 'x'))},
                    Abuse{"ChunkTrailerFolded", 400, posted(chunked, "0\r\nA: b\r\n c\r\n\r\n")},
                    Abuse{"ChunkTrailerEndless", 400, posted(chunked, "0\r\nA: " + std::string(9000, 'x'))},
                    Abuse{"FoldedHeader", 400, "GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n"},
                    Abuse{"FoldedFirstHeader", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
                    Abuse{"BlankBeforeColon", 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
                    Abuse{"HeaderWithoutName", 400, "GET / HTTP/1.1\r\n" + host + ": a\r\n\r\n"},
                    Abuse{"HeaderWithoutColon", 400, "GET / HTTP/1.1\r\n" + host + "X\r\n\r\n"},
                    Abuse{"NulInHeader", 400, "GET / HTTP/1.1\r\n" + host + "X: a\0b\r\n\r\n"s},
                    Abuse{"NulInTarget", 400, "GET /\0a HTTP/1.1\r\nHost: a\r\n\r\n"s},
                    Abuse{"BareCrInHeader", 400, "GET / HTTP/1.1\r\n" + host + "X: a\rb\r\n\r\n"},
                    Abuse{"BareCrInTarget", 400, "GET /a\rb HTTP/1.1\r\n" + host + "\r\n"},
                    Abuse{"LinesEndedByLf", 400, "GET / HTTP/1.1\nHost: a\n\n"},
                    Abuse{"NoHost", 400, "GET / HTTP/1.1\r\n\r\n"},
                    Abuse{"TwoHosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
                    Abuse{"HostThatIsNone", 400, "GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n"},
                    Abuse{"NoTarget", 400, "GET HTTP/1.1\r\n" + host + "\r\n"},
                    Abuse{"BlankInTarget", 400, "GET /a b HTTP/1.1\r\n" + host + "\r\n"},
                    Abuse{"RelativeTarget", 400, "GET services.xml HTTP/1.1\r\n" + host + "\r\n"},
                    Abuse{"FragmentInTarget", 400, "GET /a#b HTTP/1.1\r\n" + host + "\r\n"},
                    Abuse{"OtherScheme", 400, "GET ftp://a/b HTTP/1.1\r\n" + host + "\r\n"},
                    Abuse{"Connect", 400, "CONNECT a:80 HTTP/1.1\r\n" + host + "\r\n"},
                    Abuse{"LowerCaseVersion", 400, "GET / http/1.1\r\n" + host + "\r\n"},
                    Abuse{"Http2", 505, "GET / HTTP/2.0\r\n" + host + "\r\n"}, Abuse{"Http09", 400, "GET /\r\n\r\n"},
                    Abuse{"Http2Preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
                    Abuse{"TlsHello", 400, "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"s},
                    Abuse{"EndlessMethod", 400, std::string(64, 'A')},
                    Abuse{"OtherExpectation", 417, "GET / HTTP/1.1\r\n" + host + "Expect: 200-ok\r\n\r\n"},
                    Abuse{"ManyHeaders", 431,
                          [] {
                            std::string request = "GET / HTTP/1.1\r\n" + host;
                            for (int i = 0; i < 300; ++i) request += "X: y\r\n";
                            return request + "\r\n";
                          }()}),
    [](const testing::TestParamInfo<Abuse>& abuse) { return std::string(abuse.param.name); });

TEST(Framing, WhatFollowsARefusedRequest_IsNeverARequest) {
  Served served;
  Client client(served.port());
  client.send(posted("Content-Length: 4\r\n" + chunked, "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"));
  const auto all = client.receive_all();
  ASSERT_TRUE(all);
  EXPECT_EQ(all->find("smuggled"), std::string::npos);
  EXPECT_EQ(served.mirror.handled, 0);
}

TEST(Framing, HalfARequestAndTheEnd_IsRefused) {
  Served served;
  Client client(served.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  client.end();
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(served.mirror.handled, 0);
}

TEST(Framing, EmptyLinesBeforeARequest_ArePassedOver) {
  Served served;
  EXPECT_EQ(status_for(served.port(), "\r\n\r\n" + get("/")), 200);
  Client client(served.port());
  for (const char byte : "\r\n" + get("/")) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.receive()->status, 200);
}

TEST(Framing, AbsoluteTarget_IsTakenByItsPath) {
  Served served;
  const auto answer = ask(served.port(), "GET http://springfield.example:3110/a/b?c=d HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "GET /a/b?c=d ");
  EXPECT_EQ(status_for(served.port(), "GET http://springfield.example HTTP/1.1\r\nHost: a\r\n\r\n"), 200);
}

}  // namespace
}  // namespace r311::http
