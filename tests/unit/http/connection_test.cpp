// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mirror.h"
#include "support/http_client.h"

// How long connections live and what they may carry.
namespace r311::http {
namespace {

TEST(Connection, KeepAlive_AnswersOneRequestAfterTheOther) {
  Served served;
  Client client(served.port());
  for (int i = 0; i < 50; ++i) {
    client.send(get("/" + std::to_string(i)));
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "GET /" + std::to_string(i) + " ");
    EXPECT_EQ(answer->headers.count("connection"), 0u);
  }
}

TEST(Connection, PipelinedRequests_AreAnsweredInOrder) {
  Served served;
  Client client(served.port());
  std::string requests;
  for (int i = 0; i < 500; ++i)
    requests += i % 3 == 0 ? post_form("/" + std::to_string(i), "x=y") : get("/" + std::to_string(i));
  client.send(requests);
  for (int i = 0; i < 500; ++i) {
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, i % 3 == 0 ? "POST /" + std::to_string(i) + " x=y" : "GET /" + std::to_string(i) + " ");
  }
}

TEST(Connection, PipelinedBehindALargeBody_AreAnsweredInOrder) {
  Served served;
  Client client(served.port());
  const std::string body(3'000'000, 'b');
  client.send(post_form("/first", body) + get("/second") + post_form("/third", "x") + get("/fourth"));
  const auto first = client.receive();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->body, "POST /first " + body);
  for (const auto* expected : {"GET /second ", "POST /third x", "GET /fourth "}) {
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, expected);
  }
}

TEST(Connection, Close_IsAnsweredAndClosed) {
  Served served;
  for (const auto* header : {"Connection: close\r\n", "Connection: TE, close\r\nTE: deflate,gzip;q=0.3\r\n"}) {
    Client client(served.port());
    client.send(get("/", header));
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->headers.at("connection"), "close");
    EXPECT_EQ(client.receive_all(), "");
  }
}

TEST(Connection, Http10_ClosesUnlessAskedToStay) {
  Served served;
  Client closing(served.port());
  closing.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(closing.receive()->headers.at("connection"), "close");
  EXPECT_EQ(closing.receive_all(), "");

  Client staying(served.port());
  for (int i = 0; i < 3; ++i) {
    staying.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    const auto answer = staying.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->headers.at("connection"), "keep-alive");
  }
}

TEST(Connection, ClientThatHasSentItsLast_StillGetsItsAnswers) {
  Served served;
  Client client(served.port());
  client.send(get("/a") + get("/b"));
  client.end();
  EXPECT_EQ(client.receive()->body, "GET /a ");
  EXPECT_EQ(client.receive()->body, "GET /b ");
  EXPECT_EQ(client.receive_all(), "");
}

TEST(Connection, Head_HasTheLengthAndNoBody) {
  Served served;
  Client client(served.port());
  client.send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next"));
  const auto head = client.receive(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->headers.at("content-length"), std::to_string(std::string("HEAD /abc ").size()));
  EXPECT_EQ(client.receive()->body, "GET /next ");
}

TEST(Connection, AnswerWithoutContent_HasNoLengthAndNoBody) {
  Served served;
  served.mirror.instead = [](const Request& request, const Respond& respond) {
    Answer answer;
    answer.status = request.path == "/304" ? 304 : 204;
    answer.body = "must not be sent";
    respond(answer);
  };
  Client client(served.port());
  client.send(get("/304") + get("/204", "Connection: close\r\n"));
  const auto all = client.receive_all();
  ASSERT_TRUE(all);
  EXPECT_EQ(all->find("must not"), std::string::npos);
  EXPECT_EQ(all->find("Content-Length"), std::string::npos);
}

TEST(Connection, HeaderValueWithALineEnd_CannotMakeAHeader) {
  Served served;
  served.mirror.instead = [](const Request&, const Respond& respond) {
    Answer answer;
    answer.headers.emplace_back("X-Echo", "a\r\nX-Forged: b");
    respond(answer);
  };
  const auto answer = ask(served.port(), get("/"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->headers.count("x-forged"), 0u);
}

TEST(Connection, Expect_IsToldToContinueOnce) {
  Served served;
  Client client(served.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  const auto interim = client.receive(true);
  ASSERT_TRUE(interim);
  EXPECT_EQ(interim->status, 100);
  client.send("abc");
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "POST / abc");
}

TEST(Connection, ExpectOfTooLargeABody_IsRefusedInstead) {
  Limits limits;
  limits.body = 1000;
  Served served(limits);
  const auto answer =
      ask(served.port(), "POST /x.json HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
  EXPECT_EQ(answer->body, "refused /x.json");
}

TEST(Connection, TooLargeABody_IsAnsweredWhileTheClientStillSends) {
  Limits limits;
  limits.body = 100'000;
  Served served(limits);
  Client known(served.port());
  known.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n");
  known.send(std::string(30'000'000, 'x'));
  EXPECT_EQ(known.receive()->status, 413);

  Client chunked(served.port());
  chunked.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "2710\r\n" + std::string(10'000, 'x') + "\r\n";
  for (int i = 0; i < 100; ++i) chunked.send(chunk);
  EXPECT_EQ(chunked.receive()->status, 413);
  EXPECT_EQ(served.mirror.handled, 0);
}

TEST(Connection, TargetOf100kB_IsTaken) {
  Served served;
  const std::string target = "/requests.xml?service_request_id=" + std::string(100'000, '1');
  const auto answer = ask(served.port(), get(target));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "GET " + target + " ");
}

TEST(Connection, TargetAndHeadersHaveTheirBounds) {
  Limits limits;
  Served served(limits);
  EXPECT_EQ(status_for(served.port(), get("/" + std::string(limits.target - 1, 'x'))), 200);
  EXPECT_EQ(status_for(served.port(), get("/" + std::string(limits.target, 'x'))), 414);
  EXPECT_EQ(status_for(served.port(), "GET /" + std::string(limits.target * 3, 'x')), 414);
  EXPECT_EQ(status_for(served.port(), get("/", "X: " + std::string(limits.header, 'x') + "\r\n")), 431);
  EXPECT_EQ(status_for(served.port(), get("/", "X: " + std::string(100'000, 'x') + "\r\n")), 200);
}

TEST(Connection, TooManyAtOnce_AreTurnedAwayWith503) {
  Limits limits;
  limits.connections = 3;
  Served served(limits);
  std::vector<Client> inside;
  for (int i = 0; i < 3; ++i) {
    inside.emplace_back(served.port());
    inside.back().send(get("/"));
    ASSERT_TRUE(inside.back().receive());
  }
  {
    Client outside(served.port());
    EXPECT_EQ(outside.receive()->status, 503);
    EXPECT_EQ(outside.receive_all(), "");
  }
  inside.front().send(get("/still"));
  EXPECT_EQ(inside.front().receive()->body, "GET /still ");
}

TEST(Connection, PlaceOfOneThatEnded_IsFreeAgain) {
  Limits limits;
  limits.connections = 1;
  Served served(limits);
  for (int i = 0; i < 200; ++i) {
    Client client(served.port());
    client.send(get("/", "Connection: close\r\n"));
    ASSERT_EQ(client.receive()->status, 200);
    ASSERT_EQ(client.receive_all(), "");
  }
}

TEST(Connection, MemoryForRequestsUsedUp_IsAnsweredWith503AndFreedAgain) {
  Limits limits;
  limits.buffered = 1'000'000;
  std::mutex mutex;
  std::vector<std::shared_ptr<const Request>> held;
  Served served(limits);
  served.mirror.instead = [&](const Request& request, const Respond& respond) {
    {
      const std::lock_guard lock(mutex);
      held.push_back(request.keep());
    }
    respond(Answer{});
  };
  const std::string request = post_form("/", std::string(300'000, 'x'));
  std::vector<int> statuses;
  for (int i = 0; i < 6; ++i) statuses.push_back(status_for(served.port(), request));
  EXPECT_EQ(statuses.front(), 200);
  EXPECT_EQ(statuses.back(), 503);
  {
    const std::lock_guard lock(mutex);
    for (const auto& kept : held) EXPECT_EQ(kept->body.size(), 300'000u);
    held.clear();
  }
  EXPECT_EQ(status_for(served.port(), request), 200);
}

TEST(Connection, MemoryForRequestsHalfUsed_IsToldToTheHandler) {
  Limits limits;
  limits.buffered = 1'000'000;
  std::vector<std::shared_ptr<const Request>> held;
  std::vector<bool> pressed;
  Served served(limits, 1);
  served.mirror.instead = [&](const Request& request, const Respond& respond) {
    pressed.push_back(request.pressed);
    held.push_back(request.keep());
    respond(Answer{});
  };
  const std::string request = post_form("/", std::string(300'000, 'x'));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(status_for(served.port(), request), 200);
  EXPECT_EQ(pressed, (std::vector<bool>{false, true, true}));
}

TEST(Connection, ThousandsOfIdleOnes_DisturbNobody) {
  Served served;
  std::vector<Client> idle;
  for (int i = 0; i < 2'000; ++i) {
    idle.emplace_back(served.port());
    idle.back().send(get("/" + std::string(10'000, 'x')));  // has needed its buffers once
    ASSERT_TRUE(idle.back().receive());
  }
  Client busy(served.port());
  for (int i = 0; i < 100; ++i) {
    busy.send(get("/"));
    ASSERT_TRUE(busy.receive());
  }
  for (auto& client : idle) {
    client.send(get("/again"));
    ASSERT_EQ(client.receive()->body, "GET /again ");
  }
}

TEST(Connection, PortInUse_IsToldWithItsAddress) {
  Served served;
  Mirror mirror;
  const auto second = Server::start("127.0.0.1", served.port(), 1, {}, mirror);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, Kind::unavailable);
  EXPECT_NE(second.error().text.find("127.0.0.1:" + std::to_string(served.port())), std::string::npos);
}

}  // namespace
}  // namespace r311::http
