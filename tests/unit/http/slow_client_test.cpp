// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <vector>

#include "http/loop_bounds.h"
#include "mirror.h"
#include "support/http_client.h"

// Clients that wait, dawdle or do not read. The bounds are tiny and the tests wait for the server to act on them.
namespace r311::http {
namespace {

using std::chrono::milliseconds;

Limits impatient() {
  Limits limits;
  limits.request_time = milliseconds(60);
  limits.idle_time = milliseconds(120);
  limits.write_time = milliseconds(60);
  return limits;
}

TEST(SlowClient, ThatSendsNothing_IsClosedWithoutAWord) {
  Served served(impatient());
  Client client(served.port());
  EXPECT_EQ(client.receive_all(), "");
}

TEST(SlowClient, ThatIsIdleAfterAnAnswer_IsClosed) {
  Served served(impatient());
  Client client(served.port());
  client.send(get("/"));
  ASSERT_TRUE(client.receive());
  EXPECT_EQ(client.receive_all(), "");
}

TEST(SlowClient, ThatStopsInItsHeaders_Gets408) {
  Served served(impatient());
  Client client(served.port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_EQ(client.receive_all(), "");
}

// Of two clients with the same bound, what the one has sent of its body buys it time that the other has not.
TEST(SlowClient, ThatKeepsSendingItsBody_OutlastsOneThatStopped) {
  auto limits = impatient();
  limits.upload_rate = 100;
  Served served(limits);
  Client uploading(served.port());
  uploading.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n" + std::string(100'000, 'x'));
  Client stopped(served.port());
  stopped.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
  const auto refused = stopped.receive();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 408);
  uploading.send("x");
  const auto taken = uploading.receive();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->status, 200);
}

// What is told of a request is told of that request, whatever came on other connections since its head.
TEST(SlowClient, ThatStopsInItsBody_GetsADocumentAlsoWhenAnotherAskedForAHeadOnly) {
  Served served(impatient(), 1);
  Client stopped(served.port());
  stopped.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
  Client other(served.port());
  other.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = stopped.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_FALSE(answer->body.empty());
}

TEST(SlowClient, ThatStopsInItsBody_Gets408) {
  Served served(impatient());
  for (const auto* framing : {"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
    Client client(served.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\n" + std::string(framing));
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 408);
  }
  EXPECT_EQ(served.mirror.handled, 0);
}

// Each byte is progress, but the bound is on the whole request.
TEST(SlowClient, ThatTricklesItsHeaders_IsEndedAllTheSame) {
  Served served(impatient());
  Client client(served.port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  std::size_t sent = 0;
  while (sent < 150'000 && client.send("x")) ++sent;
  EXPECT_EQ(served.mirror.handled, 0);
}

TEST(SlowClient, ThatDoesNotRead_IsClosedAndItsMemoryFreed) {
  Limits limits = impatient();
  limits.buffered = 15'000'000;
  std::promise<void> begun;
  Served served(limits, 1);  // one loop: what comes next is looked at after the large answer was begun
  served.mirror.instead = [&](const Request& request, const Respond& respond) {
    Answer answer;
    answer.body.assign(request.path == "/large" ? 20'000'000 : 10, 'x');
    respond(std::move(answer));
    if (request.path == "/large") begun.set_value();
  };
  Client deaf(served.port());
  deaf.send(get("/large"));
  begun.get_future().wait();
  // Its answer alone is more than may be held: others are refused until it is given up.
  int status = 0;
  while (status != 200) status = status_for(served.port(), get("/small"));
  const auto all = deaf.receive_all();  // what the kernel had taken
  ASSERT_TRUE(all);
  EXPECT_LT(all->size(), 20'000'000u);
}

TEST(SlowClient, ThatReadsSlowly_GetsEverything) {
  Served served;
  served.mirror.instead = [](const Request&, const Respond& respond) {
    Answer answer;
    answer.body.assign(8'000'000, 'x');
    respond(std::move(answer));
  };
  Client client(served.port());
  client.send(get("/", "Connection: close\r\n"));
  std::size_t read = 0;
  for (int i = 0; i < 1000; ++i) read += client.take_some(1000).value_or(0);
  const auto rest = client.receive_all();
  ASSERT_TRUE(rest);
  EXPECT_GT(read + rest->size(), 8'000'000u);
}

// It takes some at every turn, so that no pause is too long, and still less than download_rate.
TEST(SlowClient, ThatTakesItsAnswerInCrumbs_IsEndedAllTheSame) {
  Limits limits;
  limits.write_time = milliseconds(20);
  limits.download_rate = std::size_t{1} << 50;
  Served served(limits);
  constexpr std::size_t size = 64'000'000;
  served.mirror.instead = [](const Request& request, const Respond& respond) {
    Answer answer;
    answer.body.assign(request.path == "/large" ? size : 10, 'x');
    respond(std::move(answer));
  };
  Client slow(served.port());
  slow.send(get("/large", "Connection: close\r\n"));
  Client other(served.port());
  std::size_t read = 0;
  while (const auto piece = slow.take_some(4'000)) {
    read += *piece;
    other.send(get("/small"));  // the time of a round trip between two crumbs
    ASSERT_TRUE(other.receive());
  }
  EXPECT_GT(read, 0u);
  EXPECT_LT(read, size);
}

TEST(AnswerDeadline, IsAPauseAtMostAndWhatWasTakenBuysTheTimeOfItsRate) {
  using std::chrono::seconds;
  Limits limits;
  limits.write_time = seconds(30);
  limits.download_rate = 1000;
  const Moment offered{std::chrono::hours(1)};
  // Nothing taken, and then nothing more.
  EXPECT_EQ(answer_deadline(offered, offered, 0, limits), offered + seconds(30));
  EXPECT_EQ(answer_deadline(offered, offered + seconds(5), 1'000'000, limits), offered + seconds(35));
  // A byte every 29 seconds.
  EXPECT_EQ(answer_deadline(offered, offered + seconds(29), 1, limits), offered + milliseconds(30'001));
  // Twice as fast as is asked for: the pause alone counts. Half as fast: the rate does.
  EXPECT_EQ(answer_deadline(offered, offered + seconds(100), 200'000, limits), offered + seconds(130));
  EXPECT_EQ(answer_deadline(offered, offered + seconds(100), 50'000, limits), offered + seconds(80));
  limits.download_rate = 0;  // counts as 1
  EXPECT_EQ(answer_deadline(offered, offered, 2, limits), offered + seconds(30));
}

TEST(RequestDeadline, GrowsByTheTimeOfWhatHasCome) {
  using std::chrono::seconds;
  Limits limits;
  limits.request_time = seconds(30);
  limits.upload_rate = 1000;
  const Moment started{std::chrono::hours(1)};
  EXPECT_EQ(request_deadline(started, 0, limits), started + seconds(30));
  EXPECT_EQ(request_deadline(started, 60'000, limits), started + seconds(90));
}

// While one request is being handled no more is taken, however much the client sends.
TEST(SlowClient, ThatPipelinesBehindAnOpenRequest_IsNotReadOn) {
  Served served;
  std::atomic<int> handled{0};
  Respond held;
  std::promise<void> waiting;
  served.mirror.instead = [&](const Request& request, Respond respond) {
    if (++handled == 1) {
      held = std::move(respond);
      waiting.set_value();
    } else {
      respond(Mirror::mirrored(request));
    }
  };
  Client client(served.port());
  client.send(get("/0"));
  waiting.get_future().wait();
  for (int i = 1; i <= 1000; ++i) client.send(get("/" + std::to_string(i)));
  EXPECT_EQ(handled, 1);
  Answer first;
  first.body = "first";
  held(std::move(first));
  EXPECT_EQ(client.receive()->body, "first");
  for (int i = 1; i <= 1000; ++i) ASSERT_EQ(client.receive()->body, "GET /" + std::to_string(i) + " ");
}

TEST(SlowClient, WhoseAnswerTakesLong_IsNotClosedAsIdle) {
  Served served(impatient());
  Respond held;
  std::promise<void> waiting;
  served.mirror.instead = [&](const Request&, Respond respond) {
    held = std::move(respond);
    waiting.set_value();
  };
  Client client(served.port());
  client.send(get("/"));
  waiting.get_future().wait();
  Client other(served.port());
  EXPECT_EQ(other.receive_all(), "");  // has been idle for longer than any bound by then
  held(Answer{});
  EXPECT_EQ(client.receive()->status, 200);
}

}  // namespace
}  // namespace r311::http
