// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/workers.h"
#include "mirror.h"
#include "support/http_client.h"

// Answers from other threads, answers that never come, and the end of the server with requests in flight.
namespace r311::http {
namespace {

using std::chrono::milliseconds;

TEST(Respond, FromOtherThreads_ReachesTheRightClients) {
  Workers workers(4, 1000);
  Served served;
  served.mirror.instead = [&](const Request& request, const Respond& respond) {
    ASSERT_TRUE(
        workers.offer(Workers::Kind::read, [kept = request.keep(), respond] { respond(Mirror::mirrored(*kept)); }));
  };
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      Client client(served.port());
      for (int i = 0; i < 200; ++i) {
        const std::string target = "/" + std::to_string(t) + "/" + std::to_string(i);
        client.send(post_form(target, "b=" + target));
        const auto answer = client.receive();
        if (answer && answer->body == "POST " + target + " b=" + target) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 1600);
  served.server->stop(milliseconds(0));
}

TEST(Respond, PipelinedAndAnsweredElsewhere_KeepTheirOrder) {
  Workers workers(3, 1000);
  Served served;
  served.mirror.instead = [&](const Request& request, const Respond& respond) {
    if (request.body.size() % 2 == 1) return respond(Mirror::mirrored(request));
    workers.offer(Workers::Kind::read, [kept = request.keep(), respond] { respond(Mirror::mirrored(*kept)); });
  };
  Client client(served.port());
  std::string all;
  for (std::size_t i = 0; i < 200; ++i) all += post_form("/" + std::to_string(i), std::string(i * 37 % 90'000, 'x'));
  std::thread sender([&] { client.send(all); });
  for (std::size_t i = 0; i < 200; ++i)
    EXPECT_EQ(client.receive()->body, "POST /" + std::to_string(i) + " " + std::string(i * 37 % 90'000, 'x'));
  sender.join();
  served.server->stop(milliseconds(0));
}

TEST(Respond, WithALargeKeptRequest_NeedsNoCopyAndGivesItsMemoryBack) {
  Limits limits;
  limits.buffered = 8u << 20;
  Workers workers(1, 1000);
  Served served(limits);
  served.mirror.instead = [&](const Request& request, const Respond& respond) {
    workers.offer(Workers::Kind::write, [kept = request.keep(), respond] {
      Answer answer;
      answer.body = std::to_string(kept->body.size()) + " " + std::string(kept->header("Host"));
      respond(std::move(answer));
    });
  };
  // Many times what may be held at once: all of it must have been given back.
  for (int i = 0; i < 20; ++i) {
    Client client(served.port());
    client.send(post_form("/", std::string(4'000'000, 'x')));
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->body, "4000000 springfield.example");
  }
  served.server->stop(milliseconds(0));
}

// One request fills the memory while another, with a third behind it, is half there.
TEST(Respond, MemoryUsedUpInTheMiddleOfARequest_RefusesItAndWhatFollows) {
  Limits limits;
  limits.buffered = 20'000;
  Served served(limits, 1);
  std::promise<std::shared_ptr<const Request>> promised;
  std::promise<void> half_there;
  served.mirror.instead = [&](const Request& request, const Respond& respond) {
    respond(Mirror::mirrored(request));
    if (request.path == "/hold") promised.set_value(request.keep());
    if (request.path == "/probe") half_there.set_value();
  };
  Client half(served.port());
  half.send("POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 6000\r\n\r\n" + std::string(5'000, 'x'));
  ASSERT_EQ(status_for(served.port(), get("/probe")), 200);
  half_there.get_future().wait();
  Client holding(served.port());
  holding.send(post_form("/hold", std::string(30'000, 'x')));
  const auto held = promised.get_future().get();
  half.send(std::string(1'000, 'x') + get("/behind"));
  const auto all = half.receive_all();
  ASSERT_TRUE(all);
  EXPECT_EQ(all->substr(0, 12), "HTTP/1.1 503");
  EXPECT_EQ(all->find("behind"), std::string::npos);
}

TEST(Respond, Dropped_Is500) {
  Served served;
  served.mirror.instead = [](const Request&, const Respond&) {};
  EXPECT_EQ(status_for(served.port(), get("/")), 500);
  served.mirror.instead = [](const Request&, const Respond& respond) { std::thread([respond] {}).join(); };
  EXPECT_EQ(status_for(served.port(), get("/")), 500);
}

TEST(Respond, HandlerThatThrows_Is500) {
  Served served;
  served.mirror.instead = [](const Request&, const Respond&) { throw std::runtime_error("a fault of ours"); };
  const auto answer = ask(served.port(), get("/"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->body.find("fault of ours"), std::string::npos);
}

TEST(Respond, Twice_AnswersOnce) {
  Served served;
  served.mirror.instead = [](const Request& request, const Respond& respond) {
    respond(Mirror::mirrored(request));
    respond(Mirror::mirrored(request));
  };
  Client client(served.port());
  client.send(get("/a"));
  EXPECT_EQ(client.receive()->body, "GET /a ");
  client.send(get("/b", "Connection: close\r\n"));
  EXPECT_EQ(client.receive()->body, "GET /b ");
  EXPECT_EQ(client.receive_all(), "");
}

TEST(Respond, AfterTheClientHasGone_IsHarmless) {
  Served served;
  std::promise<Respond> promised;
  served.mirror.instead = [&](const Request& request, Respond respond) {
    if (request.path == "/gone") return promised.set_value(std::move(respond));
    respond(Mirror::mirrored(request));
  };
  {
    Client client(served.port());
    client.send(get("/gone"));
    auto respond = promised.get_future();
    respond.wait();
    promised = {};
    std::thread([late = respond.get()] { late(Answer{}); }).detach();
  }
  for (int i = 0; i < 20; ++i) EXPECT_EQ(status_for(served.port(), get("/other")), 200);
}

TEST(Respond, AfterTheServerHasGone_IsHarmless) {
  Respond late, dropped;
  {
    Served served;
    std::promise<void> waiting;
    std::atomic<int> seen{0};
    served.mirror.instead = [&](const Request&, Respond respond) {
      (seen++ == 0 ? late : dropped) = std::move(respond);
      if (seen == 2) waiting.set_value();
    };
    Client one(served.port());
    one.send(get("/"));
    Client two(served.port());
    while (seen < 1) std::this_thread::yield();
    two.send(get("/"));
    waiting.get_future().wait();
  }
  late(Answer{});
}

TEST(Stop, RequestsInFlight_AreAnsweredAndIdleConnectionsEnd) {
  Served served;
  std::promise<Respond> promised;
  served.mirror.instead = [&](const Request& request, Respond respond) {
    if (request.path == "/slow") return promised.set_value(std::move(respond));
    respond(Mirror::mirrored(request));
  };
  Client idle(served.port());
  idle.send(get("/"));
  ASSERT_TRUE(idle.receive());
  Client busy(served.port());
  busy.send(get("/slow"));
  const Respond respond = promised.get_future().get();

  std::thread stopping([&] { served.server->stop(milliseconds(30'000)); });
  EXPECT_EQ(idle.receive_all(), "");  // the stop has begun
  Answer answer;
  answer.body = "in time";
  respond(std::move(answer));
  const auto received = busy.receive();
  ASSERT_TRUE(received);
  EXPECT_EQ(received->body, "in time");
  EXPECT_EQ(received->headers.at("connection"), "close");
  stopping.join();
  EXPECT_THROW(Client(served.port()), std::runtime_error);
}

TEST(Stop, RequestThatIsNeverAnswered_HoldsItNoLongerThanItsGrace) {
  Served served;
  std::promise<Respond> promised;
  served.mirror.instead = [&](const Request&, Respond respond) { promised.set_value(std::move(respond)); };
  Client busy(served.port());
  busy.send(get("/"));
  const Respond held = promised.get_future().get();
  served.server->stop(milliseconds(50));
  EXPECT_EQ(busy.receive_all(), "");
}

// The loop that accepts learns of the end and of a newcomer in one turn, mostly in this order.
void stop_while_somebody_connects() {
  Served served({}, 2);
  std::promise<void> held, go_on;
  served.mirror.instead = [&](const Request& request, const Respond& respond) {
    if (request.path == "/held") {
      held.set_value();
      go_on.get_future().wait();
    }
    respond(Mirror::mirrored(request));
  };
  Client idle(served.port());  // the other loop's
  idle.send(get("/"));
  ASSERT_TRUE(idle.receive());
  Client busy(served.port());
  busy.send(get("/held"));
  held.get_future().wait();
  std::thread stopping([&] { served.server->stop(milliseconds(30'000)); });
  EXPECT_EQ(idle.receive_all(), "");  // both loops are told
  const Client newcomer(served.port());
  go_on.set_value();
  EXPECT_TRUE(busy.receive());
  stopping.join();
}

TEST(Stop, WhileSomebodyConnects_EndsWell) {
  for (int round = 0; round < 20; ++round) stop_while_somebody_connects();
}

TEST(Stop, Twice_IsHarmless) {
  Served served;
  served.server->stop(milliseconds(10));
  served.server->stop(milliseconds(10));
}

TEST(Workers, Overloaded_TurnAwayWritesBeforeReads) {
  std::promise<void> open;
  const std::shared_future<void> gate = open.get_future().share();
  std::promise<void> begun;
  Workers workers(1, 8);
  ASSERT_TRUE(workers.offer(Workers::Kind::read, [&] {
    begun.set_value();
    gate.wait();
  }));
  begun.get_future().wait();
  std::latch done(8);
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(workers.offer(Workers::Kind::write, [&] { done.count_down(); }));
  EXPECT_FALSE(workers.offer(Workers::Kind::write, [&] { done.count_down(); }));
  EXPECT_TRUE(workers.offer(Workers::Kind::read, [&] { done.count_down(); }));
  EXPECT_TRUE(workers.offer(Workers::Kind::read, [&] { done.count_down(); }));
  EXPECT_FALSE(workers.offer(Workers::Kind::read, [&] { done.count_down(); }));
  open.set_value();
  done.wait();
}

TEST(Workers, Stop_DropsWhatWaitsAndEndsWhatRuns) {
  std::promise<void> open;
  const std::shared_future<void> gate = open.get_future().share();
  std::promise<void> begun;
  std::atomic<bool> ran{false};
  auto held = std::make_shared<int>(0);
  const std::weak_ptr<int> dropped = held;
  Workers workers(1, 8);
  workers.offer(Workers::Kind::read, [&] {
    begun.set_value();
    gate.wait();
  });
  begun.get_future().wait();
  workers.offer(Workers::Kind::read, [&ran, held = std::move(held)] { ran = true; });
  std::thread stopper([&] { workers.stop(); });
  while (!dropped.expired()) std::this_thread::yield();
  EXPECT_FALSE(workers.offer(Workers::Kind::read, [] {}));
  open.set_value();
  stopper.join();
  EXPECT_FALSE(ran);
}

TEST(Workers, JobThatThrows_HurtsNoOther) {
  Workers workers(1, 8);
  std::promise<void> done;
  workers.offer(Workers::Kind::read, [] { throw std::runtime_error("broken"); });
  workers.offer(Workers::Kind::read, [&] { done.set_value(); });
  done.get_future().wait();
}

}  // namespace
}  // namespace r311::http
