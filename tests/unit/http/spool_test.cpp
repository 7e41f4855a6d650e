// SPDX-License-Identifier: Apache-2.0
#include "http/spool.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "multipart.h"
#include "support/folder.h"

namespace r311::http {
namespace {

// No file of this process grows past `bytes` while it lives, as on a full disk.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit small{bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;

 private:
  rlimit limit_{};
  void (*before_)(int);
};

std::string large_body(std::size_t size) {
  std::string body;
  while (body.size() < size) body += std::to_string(body.size()) + '&';
  return body;
}

TEST(Spool, HoldsWhatWasAddedWithoutAName) {
  const test::Folder folder;
  const auto meter = std::make_shared<MemoryMeter>(100);
  auto spool = Spool::begin(folder.path(), meter).value();
  ASSERT_TRUE(spool->add("ab"));
  ASSERT_TRUE(spool->add("cde"));
  std::string read(5, ' ');
  ASSERT_TRUE(spool->read(0, read.data(), 5));
  EXPECT_EQ(read, "abcde");
  ASSERT_TRUE(spool->read(3, read.data(), 5)) << "up to the last";
  EXPECT_EQ(read, "decde");
  EXPECT_TRUE(spool->read(9, read.data(), 5));
  EXPECT_EQ(meter->held(), 5u);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  spool.reset();
  EXPECT_EQ(meter->held(), 0u);
}

TEST(Spool, BeyondWhatAllMayHold_TakesNothing) {
  const test::Folder folder;
  const auto meter = std::make_shared<MemoryMeter>(4);
  auto spool = Spool::begin(folder.path(), meter).value();
  EXPECT_EQ(spool->add("abcde").error().kind, Kind::unavailable);
  EXPECT_EQ(meter->held(), 0u);
  EXPECT_EQ(Spool::begin(folder.path() / "nowhere", meter).error().kind, Kind::unavailable);
}

TEST(Spool, WhereFilesMayNotGrow_SaysThatTheDiskIsFull) {
  const test::Folder folder;
  auto spool = Spool::begin(folder.path(), std::make_shared<MemoryMeter>(1000)).value();
  const SmallFiles limit(10);
  EXPECT_TRUE(spool->add("ten bytes."));
  EXPECT_EQ(spool->add("more").error().kind, Kind::unavailable);
}

constexpr const char* post_head =
    "POST /open311/v2/requests.xml HTTP/1.1\r\nHost: a\r\nContent-Type: "
    "multipart/form-data; boundary=xYzZY\r\n";

std::string report_with(const std::string& photo) {
  return report_parts() + file_part("photo1", "a.jpg", photo) + last_part;
}

std::string chunked(const std::string& body, std::size_t chunk) {
  std::string coded;
  for (std::size_t at = 0; at < body.size(); at += chunk) {
    const std::string piece = body.substr(at, chunk);
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    coded += size + piece + "\r\n";
  }
  return coded + "0\r\n\r\n";
}

CouncilPlan spooling(const test::Folder& folder) {
  CouncilPlan plan;
  plan.limits.spool = folder.path();
  plan.limits.spool_from = 10'000;
  plan.limits.buffered = 300'000;
  return plan;
}

TEST(SpooledBody, LargerThanAllMemoryForBodies_IsTakenByteForByte) {
  const test::Folder folder;
  Council council(spooling(folder));
  const std::string photo = "\xFF\xD8\xFF" + large_body(3'000'000);
  const auto answer = post_parts(council, report_with(photo));
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto kept = council.waiting("highways").at(0);
  EXPECT_EQ(council.media.get(kept.attachments.at(0).digest).value(), photo);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SpooledBody, NextRequestOfTheConnection_IsAnsweredBehindIt) {
  const test::Folder folder;
  Council council(spooling(folder));
  const std::string body = report_with("\xFF\xD8\xFF" + large_body(100'000));
  const std::string post = post_head + ("Content-Length: " + std::to_string(body.size())) + "\r\n\r\n" + body;
  Client client(council.port());
  client.send(post + http::get("/open311/v2/services.xml") + post + http::get("/open311/v2/discovery.json"));
  EXPECT_EQ(client.receive()->status, 200);
  EXPECT_NE(client.receive()->body.find("<services>"), std::string::npos);
  EXPECT_EQ(client.receive()->status, 200);
  EXPECT_NE(client.receive()->body.find("changeset"), std::string::npos);
  EXPECT_EQ(council.waiting("highways").size(), 2u);
}

TEST(SpooledBody, InSmallPieces_IsTakenToo) {
  const test::Folder folder;
  Council council(spooling(folder));
  const std::string body = report_with("\xFF\xD8\xFF" + large_body(20'000));
  Client client(council.port());
  client.send(post_head + ("Expect: 100-continue\r\nContent-Length: " + std::to_string(body.size())) + "\r\n\r\n");
  EXPECT_EQ(client.receive(true)->status, 100);
  for (std::size_t at = 0; at < body.size(); at += 997) client.send(body.substr(at, 997));
  EXPECT_EQ(client.receive()->status, 200);
}

TEST(SpooledBody, BeyondWhatAllMayHold_Is503) {
  const test::Folder folder;
  auto plan = spooling(folder);
  plan.limits.spooled = 50'000;
  Council council(plan);
  const std::string body = report_with("\xFF\xD8\xFF" + large_body(200'000));
  EXPECT_EQ(post_parts(council, body).status, 503);
  EXPECT_TRUE(council.waiting("highways").empty());
  EXPECT_EQ(council.get("services.xml").status, 200);
}

TEST(SpooledBody, WithoutAPlaceForIt_Is503) {
  const test::Folder folder;
  auto plan = spooling(folder);
  plan.limits.spool = folder.path() / "nowhere";
  Council council(plan);
  EXPECT_EQ(post_parts(council, std::string(100'000, 'x')).status, 503);
}

TEST(SpooledBody, OnAFullDisk_Is503AndStoresNothing) {
  const test::Folder folder;
  Council council(spooling(folder));
  const std::string body = report_with("\xFF\xD8\xFF" + large_body(2'000'000));
  {
    const SmallFiles limit(1'000'000);
    const auto answer = post_parts(council, body);
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.body.find("<code>503</code>"), std::string::npos) << answer.body;
  }
  EXPECT_TRUE(council.waiting("highways").empty());
  EXPECT_EQ(post_parts(council, body).status, 200) << "once there is room again";
}

TEST(SpooledBody, InChunks_IsTakenByteForByteAndTheNextRequestBehindIt) {
  const test::Folder folder;
  Council council(spooling(folder));
  const std::string photo = "\xFF\xD8\xFF" + large_body(1'000'000);
  for (const std::size_t chunk : {777, 65'536, 2'000'000}) {
    Client client(council.port());
    client.send(post_head + std::string("Transfer-Encoding: chunked\r\n\r\n") + chunked(report_with(photo), chunk) +
                http::get("/open311/v2/discovery.json"));
    EXPECT_EQ(client.receive()->status, 200) << chunk;
    EXPECT_NE(client.receive()->body.find("changeset"), std::string::npos);
  }
  for (const auto& report : council.waiting("highways"))
    EXPECT_EQ(council.media.get(report.attachments.at(0).digest).value(), photo);
}

TEST(SpooledBody, InChunksBeyondTheLargestBody_Is413) {
  const test::Folder folder;
  auto plan = spooling(folder);
  plan.limits.body = 500'000;
  Council council(plan);
  Client client(council.port());
  client.send(post_head + std::string("Transfer-Encoding: chunked\r\n\r\n") +
              chunked(std::string(600'000, 'x'), 50'000));
  EXPECT_EQ(client.receive()->status, 413);
}

TEST(SpooledBody, OfManyClientsAtOnce_AreAllTaken) {
  const test::Folder folder;
  auto plan = spooling(folder);
  plan.limits.buffered = 4'000'000;
  Council council(plan);
  std::vector<std::thread> clients;
  for (int i = 0; i < 16; ++i)
    clients.emplace_back([&council, i] {
      const auto body = report_with("\xFF\xD8\xFF" + std::to_string(i) + large_body(2'000'000));
      EXPECT_EQ(post_parts(council, body).status, 200);
    });
  for (auto& client : clients) client.join();
  EXPECT_EQ(council.waiting("highways").size(), 16u);
}

TEST(SpooledBody, OfAFormWithoutFiles_IsReadToo) {
  const test::Folder folder;
  Council council(spooling(folder));
  EXPECT_EQ(council.post(pothole + "&api_key=demo-key&other=" + large_body(50'000)).status, 400)
      << "too many parameters";
  EXPECT_EQ(council.post(pothole + "&api_key=demo-key&other=" + std::string(500'000, 'x')).status, 200);
}

TEST(SpooledBody, OfAClientThatGoes_LeavesNothing) {
  const test::Folder folder;
  Council council(spooling(folder));
  {
    Client client(council.port());
    client.send(std::string(post_head) + "Content-Length: 1000000\r\n\r\n" + std::string(50'000, 'x'));
    client.end();
    EXPECT_EQ(client.receive()->status, 400);
  }
  EXPECT_EQ(council.get("services.xml").status, 200);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace r311::http
