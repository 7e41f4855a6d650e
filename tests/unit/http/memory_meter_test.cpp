// SPDX-License-Identifier: Apache-2.0
#include "http/memory_meter.h"

#include <gtest/gtest.h>

#include <future>

#include "http/mailbox.h"
#include "mirror.h"
#include "support/http_client.h"

namespace r311::http {
namespace {

TEST(MemoryMeter, TakesUpToItsLimitAndAddsPastIt) {
  MemoryMeter meter(10);
  EXPECT_TRUE(meter.take(10));
  EXPECT_FALSE(meter.take(1));
  EXPECT_TRUE(meter.full());
  meter.add(5);
  EXPECT_EQ(meter.held(), 15u);
  meter.give(15);
  EXPECT_EQ(meter.held(), 0u);
}

TEST(Counted, BytesAreCountedAsLongAsItLives) {
  const auto meter = std::make_shared<MemoryMeter>(10);
  {
    Counted first(meter, 20);
    EXPECT_EQ(meter->held(), 20u);
    Counted second = std::move(first);
    EXPECT_EQ(meter->held(), 20u);
    second = Counted(meter, 5);
    EXPECT_EQ(meter->held(), 5u);
  }
  EXPECT_EQ(meter->held(), 0u);
  EXPECT_EQ(Counted(meter, 7).hand_on(), 7u);
  EXPECT_EQ(meter->held(), 7u);
}

TEST(Mailbox, ClosedOne_GivesTheBytesOfItsAnswersBack) {
  const auto meter = std::make_shared<MemoryMeter>(10);
  Mailbox mailbox;
  mailbox.post(Answered{1, Answer{}, Counted(meter, 4)});
  EXPECT_EQ(meter->held(), 4u);
  mailbox.close();
  EXPECT_EQ(meter->held(), 0u);
  mailbox.post(Answered{2, Answer{}, Counted(meter, 4)});
  EXPECT_EQ(meter->held(), 0u);
}

// A loop that is busy has not taken the answer yet, and others are refused already.
TEST(AnswerFromAnotherThread, CountsFromTheMomentItIsPosted) {
  Limits limits;
  limits.buffered = 100'000;
  Served served(limits, 2);
  std::promise<Respond> asked;
  std::promise<void> busy, go_on;
  served.mirror.instead = [&](const Request& request, Respond respond) {
    if (request.path == "/large") return asked.set_value(std::move(respond));
    if (request.path == "/busy") {
      busy.set_value();
      go_on.get_future().wait();
    }
    respond(Mirror::mirrored(request));
  };
  // Connections go to the two loops in turn.
  Client other_loop(served.port());
  other_loop.send(get("/"));
  ASSERT_EQ(other_loop.receive()->status, 200);
  Client large(served.port());
  large.send(get("/large"));
  const Respond respond = asked.get_future().get();
  Client passing(served.port());
  passing.send(get("/"));
  ASSERT_EQ(passing.receive()->status, 200);
  Client blocking(served.port());  // the loop of `large` takes nothing now
  blocking.send(get("/busy"));
  busy.get_future().wait();
  Answer answer;
  answer.body.assign(200'000, 'x');
  respond(std::move(answer));
  other_loop.send(get("/"));
  EXPECT_EQ(other_loop.receive()->status, 503);
  go_on.set_value();
  EXPECT_EQ(large.receive()->body.size(), 200'000u);
}

}  // namespace
}  // namespace r311::http
