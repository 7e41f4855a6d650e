// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "council.h"

// GET requests over time: which requests a window holds, and how clients walk through a long time by windows.
namespace r311::http {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

struct Listed {
  std::string id;
  Time requested;
};

std::string w3c(Time moment) { return format_w3c(moment, Zone::utc()); }

std::vector<Listed> list(Council& council, const std::string& query) {
  const auto answer = council.get("requests.xml?" + query);
  EXPECT_EQ(answer.status, 200) << query << answer.body;
  std::vector<Listed> listed;
  const std::string end = "</request>";
  for (std::size_t at = 0; (at = answer.body.find("<request>", at)) != std::string::npos; at += end.size()) {
    const std::string one = answer.body.substr(at, answer.body.find(end, at) - at);
    const auto requested = parse_w3c(element(one, "requested_datetime"), Zone::utc());
    EXPECT_TRUE(requested) << one;
    listed.push_back({element(one, "service_request_id"), requested.value_or(Time{})});
  }
  return listed;
}

std::vector<std::string> ids(const std::vector<Listed>& listed) {
  std::vector<std::string> all;
  for (const Listed& one : listed) all.push_back(one.id);
  return all;
}

std::string window(Time from, Time to) { return "start_date=" + w3c(from) + "&end_date=" + w3c(to); }

std::string post(Council& council) {
  return element(council.post(pothole + "&api_key=demo-key").body, "service_request_id");
}

// start_date and end_date are on requested_datetime, as GeoReport says; a client that looks at updated_datetime only
// finds the change by asking for the time in which the request was made.
TEST(Window, HoldsWhatWasRequestedInItAndNotWhatChangedInIt) {
  Council council;
  const Time requested = council.clock.now();
  const std::string id = post(council);
  council.deliver("highways");
  council.clock.advance(hours(3));
  open311::Change closed;
  closed.reference = "WO-" + id;
  closed.status = open311::Status::closed;
  closed.update_id = "1";
  closed.changed = requested + hours(2);
  const auto applied = council.store->apply({"springfield.example/highways", "1", {closed}});
  ASSERT_TRUE(applied);
  ASSERT_EQ(applied->applied, 1u);

  EXPECT_THAT(list(council, window(requested + hours(1), requested + hours(3))), IsEmpty());
  const std::string its_own = window(requested - hours(1), requested + hours(1));
  EXPECT_THAT(ids(list(council, its_own)), ElementsAre(id));
  const auto body = council.get("requests.xml?" + its_own).body;
  EXPECT_EQ(element(body, "status"), "closed");
  const auto updated = parse_w3c(element(body, "updated_datetime"), Zone::utc());
  ASSERT_TRUE(updated);
  EXPECT_GT(*updated, requested + hours(1));
}

TEST(Window, HoldsBothOfItsEnds) {
  Council council;
  const Time first = council.clock.now();
  const std::string id = post(council);
  EXPECT_THAT(ids(list(council, window(first, first + hours(1)))), ElementsAre(id));
  EXPECT_THAT(ids(list(council, window(first - hours(1), first))), ElementsAre(id));
  EXPECT_THAT(list(council, window(first - hours(1), first - seconds(1))), IsEmpty());
}

// A client that begins each window at the newest requested_datetime it has, both ends held, and halves the window when
// it gets as many as it asked for at most.
TEST(Window, WalkedFromTheNewestThatIsKnown_GivesEachRequestInAStableOrder) {
  Council council;
  const Time begin = council.clock.now();
  std::vector<std::string> posted;
  for (const int pause : {0, 0, 300, 400, 700, 60'000, 1, 5'000, 3'600'000, 0, 0, 1'000, 20'000, 7'200'000, 250}) {
    council.clock.advance(Milliseconds(pause));
    posted.push_back(post(council));
  }
  const Time end = council.clock.now() + seconds(1);

  constexpr std::size_t most = 5;
  std::map<std::string, int> seen;
  Time from = begin;
  Milliseconds span = hours(4);
  for (int asked = 0; from < end; ++asked) {
    ASSERT_LT(asked, 200) << "the walk does not end";
    const Time to = std::min(from + span, end);
    const std::string query = window(from, to) + "&page_size=" + std::to_string(most);
    const auto page = list(council, query);
    EXPECT_EQ(ids(page), ids(list(council, query)));
    EXPECT_TRUE(std::is_sorted(page.begin(), page.end(), [](const Listed& a, const Listed& b) {
      return a.requested > b.requested;  // newest first
    }));
    if (page.size() == most && span > seconds(1)) {
      span /= 2;
      continue;
    }
    for (const Listed& one : page) ++seen[one.id];
    const Time newest = page.empty() ? to : page.front().requested;
    from = newest > from ? newest : to;
    span = std::max<Milliseconds>(span, seconds(1)) * 2;
  }
  for (const std::string& id : posted) EXPECT_GE(seen[id], 1) << id;
  EXPECT_EQ(seen.size(), posted.size());
}

// Large lists have a bound of their own: what is small is answered whatever goes on.
TEST(LargeList, WhenAllPermitsAreTaken_Is503WithRetryAfterAndSmallOnesAreAnswered) {
  ApiOptions options;
  options.small_list = 2;
  options.large_lists = 0;
  Council council({.options = options});
  std::vector<std::string> posted;
  for (int i = 0; i < 3; ++i) {
    posted.push_back(post(council));
    council.clock.advance(seconds(10));
  }
  const Time begin = council.clock.now() - hours(1);
  const std::string all = window(begin, council.clock.now());
  for (const std::string& large : {all, "service_request_id=" + posted[0] + "," + posted[1] + "," + posted[2]}) {
    const auto answer = council.get("requests.xml?" + large);
    EXPECT_EQ(answer.status, 503) << large;
    EXPECT_EQ(answer.headers.count("retry-after"), 1u);
    EXPECT_THAT(element(answer.body, "description"), testing::HasSubstr("large"));
  }
  EXPECT_THAT(ids(list(council, all + "&page_size=2")), ElementsAre(posted[2], posted[1]));
  EXPECT_THAT(ids(list(council, window(begin, council.clock.now() - seconds(15)))), ElementsAre(posted[1], posted[0]));
  EXPECT_EQ(list(council, "service_request_id=" + posted[0] + "&service_request_id=" + posted[1]).size(), 2u);
}

TEST(LargeList, GivesItsPermitBackBeforeItIsAnswered) {
  ApiOptions options;
  options.small_list = 2;
  options.large_lists = 1;
  Council council({.options = options});
  std::vector<std::string> posted;
  for (int i = 0; i < 3; ++i) posted.push_back(post(council));
  const std::string all = window(council.clock.now() - hours(1), council.clock.now());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(list(council, all).size(), 3u);
}

// With extensions a part is never larger than a small list, also of a window: pages are of that size then.
TEST(LargeList, WalkedByPages_GivesEachRequestOnceWhateverLowersAPage) {
  ApiOptions options;
  options.small_list = 2;
  Council council({.options = options});
  std::vector<std::string> posted;
  for (int i = 0; i < 5; ++i) {
    posted.push_back(post(council));
    council.clock.advance(seconds(10));
  }
  std::reverse(posted.begin(), posted.end());
  const std::string all = window(council.clock.now() - hours(1), council.clock.now());
  const std::string newest = "service_code=POT";
  for (const std::string& asked :
       {all + "&page_size=4", all + "&page_size=4&extensions=true", newest + "&page_size=4&extensions=true",
        all + "&page_size=4&max_requests=3", newest + "&page_size=3&max_requests=1"}) {
    std::vector<std::string> walked;
    for (int page = 1; page <= 6; ++page) {
      const auto part = ids(list(council, asked + "&page=" + std::to_string(page)));
      walked.insert(walked.end(), part.begin(), part.end());
    }
    EXPECT_EQ(walked, posted) << asked;
  }
}

TEST(Permits, AreGivenOutUpToTheirNumberAndAgainWhenTheyComeBack) {
  Permits permits(2);
  auto first = permits.take();
  {
    const auto second = permits.take();
    EXPECT_TRUE(first);
    EXPECT_TRUE(second);
    EXPECT_FALSE(permits.take());
  }
  const auto third = permits.take();
  EXPECT_TRUE(third);
  const auto moved = std::move(first);
  EXPECT_FALSE(permits.take());
}

}  // namespace
}  // namespace r311::http
