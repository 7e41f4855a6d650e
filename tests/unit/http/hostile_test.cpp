// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <random>
#include <string>
#include <vector>

#include "base/log.h"
#include "council.h"
#include "http/chunked_body.h"
#include "mirror.h"

// Random bytes and random mistakes: never a crash, never a wait without end, never a success for what is malformed.
namespace r311::http {
namespace {

using Dice = std::mt19937;

std::size_t roll(Dice& dice, std::size_t below) {
  return std::uniform_int_distribution<std::size_t>(0, below - 1)(dice);
}

std::string random_bytes(Dice& dice, std::size_t most) {
  std::string bytes(roll(dice, most) + 1, '\0');
  for (char& byte : bytes) byte = static_cast<char>(roll(dice, 256));
  return bytes;
}

// What the client sees until the server closes, after it has sent `bytes` and its end.
std::string all_answers(int port, const std::string& bytes) {
  Client client(port);
  client.send(bytes);
  client.end();
  return client.receive_all().value_or("no end");
}

TEST(Hostile, RandomBytes_AreNeverARequest) {
  Served served;
  Dice dice(311);
  for (int i = 0; i < 500; ++i) {
    const auto answers = all_answers(served.port(), random_bytes(dice, 2000));
    EXPECT_EQ(answers.find("HTTP/1.1 2"), std::string::npos);
    EXPECT_NE(answers, "no end");
  }
  EXPECT_EQ(served.mirror.handled, 0);
  EXPECT_EQ(status_for(served.port(), get("/")), 200);
}

TEST(Hostile, RequestsWithRandomMistakes_EndWithAnAnswerAndNever5xx) {
  Council council;
  Dice dice(2026);
  const std::string form = pothole + "&api_key=demo-key";
  const std::vector<std::string> whole{
      get("/open311/v2/services.xml?jurisdiction_id=springfield.example"),
      get("/open311/v2/requests.json?start_date=2026-01-01T00:00:00Z&status=open"),
      post_form("/open311/v2/requests.xml", form),
      "POST /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      "Transfer-Encoding: chunked\r\n\r\n5\r\nservi\r\n10\r\nce_code=POT&lat=\r\n0\r\n\r\n",
      "POST /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n"
      "Content-Length: 66\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"lat\"\r\n\r\n41.8\r\n--x--\r\n"};
  for (int i = 0; i < 1500; ++i) {
    std::string request = whole[roll(dice, whole.size())];
    for (std::size_t n = roll(dice, 4) + 1; n > 0; --n) {
      const std::size_t at = roll(dice, request.size());
      switch (roll(dice, 4)) {
        case 0:
          request[at] = static_cast<char>(roll(dice, 256));
          break;
        case 1:
          request.erase(at, roll(dice, 8) + 1);
          break;
        case 2:
          request.insert(at, random_bytes(dice, 8));
          break;
        default:
          request.insert(at, request.substr(roll(dice, request.size()), roll(dice, 40)));
          break;
      }
      if (request.empty()) request = "G";
    }
    const auto answers = all_answers(council.port(), request);
    EXPECT_NE(answers, "no end") << request;
    // 501 and 505 are what a garbled coding or version gets.
    for (const auto* status : {"HTTP/1.1 500", "HTTP/1.1 502", "HTTP/1.1 503"})
      EXPECT_EQ(answers.find(status), std::string::npos) << request << "\n" << answers;
  }
  EXPECT_EQ(council.get("services.xml").status, 200);
}

// However a request is cut into pieces, it is the same request.
TEST(Hostile, RequestInRandomPieces_IsOneRequest) {
  Served served;
  Dice dice(7);
  const std::string request = post_form("/a", std::string(300, 'b')) +
                              "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nT: u\r\n\r\n" +
                              get("/d");
  for (int i = 0; i < 100; ++i) {
    Client client(served.port());
    for (std::size_t at = 0; at < request.size();) {
      const std::size_t size = roll(dice, 60) + 1;
      ASSERT_TRUE(client.send(std::string_view(request).substr(at, size)));
      at += size;
    }
    EXPECT_EQ(client.receive()->body, "POST /a " + std::string(300, 'b'));
    EXPECT_EQ(client.receive()->body, "POST /c abcdefgh");
    EXPECT_EQ(client.receive()->body, "GET /d ");
  }
}

// The parser alone, much faster: memory errors show under the sanitizers.
TEST(Hostile, ChunkDecoder_NeverMakesBytesThatDidNotCome) {
  Dice dice(99);
  Limits limits;
  limits.body = 500;
  for (int i = 0; i < 20'000; ++i) {
    std::string memory;
    while (memory.size() < 300 && roll(dice, 10) > 0) {
      const std::size_t size = roll(dice, 20);
      char line[16];
      std::snprintf(line, sizeof line, "%zx\r\n", size);
      memory += line + std::string(size, 'x') + "\r\n";
    }
    if (!memory.empty() && roll(dice, 2) == 0) memory[roll(dice, memory.size())] = static_cast<char>(roll(dice, 256));
    ChunkReading reading;
    std::size_t size = memory.size();
    const Step step = read_chunks(memory.data(), size, limits, reading);
    ASSERT_LE(reading.decoded, size);
    ASSERT_LE(size, memory.size());
    ASSERT_LE(reading.decoded, limits.body);
    if (step == Step::refused) {
      ASSERT_GE(reading.status, 400);
    }
  }
}

// accept(2) fails while there are no descriptors; the server goes on with those it has, and takes new ones after.
TEST(Hostile, DescriptorsUsedUp_DoNotStopTheServer) {
  Served served;
  Client inside(served.port());
  inside.send(get("/"));
  ASSERT_TRUE(inside.receive());
  Client outside(served.port());
  outside.send(get("/"));
  ASSERT_TRUE(outside.receive());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  log::info(
      "said once");  // a sanitizer opens a pipe where it first meets a type, and takes it for no object if it can't
  const int next = dup(0);
  ASSERT_GE(next, 0);
  close(next);
  rlimit low = before;
  low.rlim_cur = static_cast<rlim_t>(next) + 1;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  {
    Client waiting(served.port());  // takes the last descriptor: the server has none for its side
    for (int i = 0; i < 100; ++i) {
      inside.send(get("/still"));
      EXPECT_TRUE(inside.receive());
    }
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    waiting.send(get("/late"));
    const auto answer = waiting.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "GET /late ");
  }
}

}  // namespace
}  // namespace r311::http
