// SPDX-License-Identifier: Apache-2.0
#include "media/fetching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <optional>
#include <string>
#include <thread>

#include "base/digest.h"
#include "photo_server.h"
#include "support/folder.h"

namespace r311::media {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

const std::string jpeg = "\xFF\xD8\xFF\xE0\0\x10JFIF"s + std::string(5'000, '\x7F');

class FetchedFiles : public testing::Test {
 protected:
  FetchedFiles()
      : server_([this](auto& request, auto& response) {
          ++asked_;
          if (request.getURI() == "/slow.jpg") gone_on_.wait();
          if (request.getURI() == "/gone.jpg") response.setStatus(Poco::Net::HTTPResponse::HTTP_NOT_FOUND);
          if (request.getURI() == "/busy.jpg") response.setStatus(Poco::Net::HTTPResponse::HTTP_SERVICE_UNAVAILABLE);
          send(response, jpeg);
        }) {}

  std::unique_ptr<Fetching> start(int threads = 2,
                                  std::chrono::milliseconds patience = std::chrono::milliseconds(50)) const {
    FetchTerms terms;
    terms.allow = {IpNetwork::parse("127.0.0.1").value()};
    return std::make_unique<Fetching>(terms, files_, FetchingBounds{threads, 3, patience});
  }
  // Asks until there is an answer.
  static Result<Fetched> get(Fetching& fetching, const std::string& owner, const std::string& url) {
    std::optional<Result<Fetched>> answer;
    while (!answer) answer = fetching.get(owner, url);
    return *answer;
  }

  std::atomic<int> asked_{0};
  std::promise<void> go_on_;
  const std::shared_future<void> gone_on_ = go_on_.get_future().share();
  test::Folder folder_;
  MediaFiles files_ = MediaFiles::open(folder_.path() / "media", 1u << 20).value();
  PhotoServer server_;
};

TEST_F(FetchedFiles, AreFetchedOnceForWhoNeedsThem_AlsoAfterARestart) {
  auto fetching = start();
  const std::string url = server_.url("/hole.jpg");
  const auto first = get(*fetching, "R-u1", url);
  ASSERT_TRUE(first) << first.error().text;
  EXPECT_EQ(first->digest, sha256_hex(jpeg));
  EXPECT_EQ(first->content_type, "image/jpeg");
  EXPECT_EQ(first->size, static_cast<std::int64_t>(jpeg.size()));
  fetching = start();
  const auto again = get(*fetching, "R-u1", url);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->digest, first->digest);
  EXPECT_EQ(again->content_type, first->content_type);
  EXPECT_EQ(again->size, first->size);
  EXPECT_EQ(asked_, 1);
  EXPECT_TRUE(get(*fetching, "S-u1", url)) << "another's may have changed";
  EXPECT_EQ(asked_, 2);
}

TEST_F(FetchedFiles, NoteWithoutItsFile_IsNone) {
  const auto fetching = start();
  const std::string url = server_.url("/hole.jpg");
  const auto first = get(*fetching, "R-u1", url);
  ASSERT_TRUE(first);
  std::filesystem::remove(place_of(folder_.path() / "media", first->digest));
  ASSERT_TRUE(get(*fetching, "R-u1", url));
  EXPECT_EQ(files_.get(first->digest).value(), jpeg);
}

TEST_F(FetchedFiles, Failures_AreToldAndTriedAgainWhenAskedAgain) {
  const auto fetching = start();
  for (const auto& [path, kind] : {std::pair{"/gone.jpg", Kind::invalid}, std::pair{"/busy.jpg", Kind::unavailable}}) {
    const int before = asked_;
    for (int i = 1; i <= 2; ++i) {
      const auto failed = get(*fetching, "R-u1", server_.url(path));
      ASSERT_FALSE(failed);
      EXPECT_EQ(failed.error().kind, kind);
      EXPECT_EQ(asked_, before + i);
    }
  }
  EXPECT_EQ(get(*fetching, "R-u1", "http://127.0.0.2:" + std::to_string(server_.port()) + "/").error().kind,
            Kind::forbidden);
}

TEST_F(FetchedFiles, SlowServer_HoldsUpNoOtherFileAndWhoAsksForAMoment) {
  const auto fetching = start();
  EXPECT_FALSE(fetching->get("R-u1", server_.url("/slow.jpg")));
  EXPECT_TRUE(get(*fetching, "R-u2", server_.url("/hole.jpg")));
  EXPECT_FALSE(fetching->get("R-u1", server_.url("/slow.jpg")));
  go_on_.set_value();
  EXPECT_TRUE(get(*fetching, "R-u1", server_.url("/slow.jpg")));
  EXPECT_EQ(asked_, 2) << "it was asked once";
}

// The first is under way, the second next; who comes behind them keeps no slot of a back end.
TEST_F(FetchedFiles, BehindManyOthers_NobodyIsMadeToWait) {
  const auto fetching = start(1, std::chrono::hours(1));
  std::atomic<int> left{0};
  std::promise<void> two_left;
  std::vector<std::thread> asking;
  for (const char* owner : {"R-u1", "R-u2", "R-u3", "R-u4"})
    asking.emplace_back([&, owner] {
      if (!fetching->get(owner, server_.url("/slow.jpg")) && ++left == 2) two_left.set_value();
    });
  two_left.get_future().wait();
  fetching->ask_to_end();
  go_on_.set_value();
  for (auto& thread : asking) thread.join();
}

// What is answered by its note is known by that alone from then on.
TEST_F(FetchedFiles, FileThatWasNotWaitedFor_IsFetchedAgainOnceItIsGone) {
  const auto fetching = start(1);
  const std::string url = server_.url("/slow.jpg");
  EXPECT_FALSE(fetching->get("R-u1", url));
  go_on_.set_value();
  ASSERT_TRUE(get(*fetching, "R-u2", server_.url("/hole.jpg"))) << "behind it";
  const auto fetched = get(*fetching, "R-u1", url);
  ASSERT_TRUE(fetched);
  EXPECT_EQ(asked_, 2);
  std::filesystem::remove(place_of(folder_.path() / "media", fetched->digest));
  ASSERT_TRUE(get(*fetching, "R-u1", url));
  EXPECT_EQ(asked_, 3);
  EXPECT_TRUE(files_.open_file(fetched->digest));
}

TEST_F(FetchedFiles, StopEndsWhatIsUnderWay) {
  const auto fetching = start();
  EXPECT_FALSE(fetching->get("R-u1", server_.url("/slow.jpg")));
  fetching->stop();
  EXPECT_FALSE(fetching->get("R-u2", server_.url("/hole.jpg")));
  go_on_.set_value();
}

}  // namespace
}  // namespace r311::media
