// SPDX-License-Identifier: Apache-2.0
// More requests than discovery's max_requests, as FixMyStreet and open311status meet them.
#include <set>

#include "base/time_text.h"
#include "city.h"

namespace r311::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::SizeIs;

constexpr std::size_t limit = 1000;
constexpr std::size_t many = 1300;

class ManyRequests : public City {
 protected:
  // Clerks have opened `many` orders within the last half hour, each a second or so behind the one before; all are
  // requests. (Older ones would count as of half an hour ago.)
  void clerks_opened() {
    const auto count = std::to_string(many);
    legacy_.rows("WITH RECURSIVE each(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM each WHERE n + 1 < " + count +
                 ") INSERT INTO work_order (type_code, descr, latitude, longitude, reported_local)"
                 " SELECT 'RD-10', 'Hole ' || n, 39.8, -89.65, datetime(local, (n * 1500 / " +
                 count + " - 1620) || ' seconds') FROM each, wall_clock ORDER BY n");
    ASSERT_TRUE(eventually([&] {
      return !json("requests.json?start_date=2001-01-01&page_size=1&page=" + count).list.empty();
    })) << gateway_->log();
  }

  Node json(const std::string& target) {
    const auto answer = get(target);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return read_json(answer.body);
  }
  static std::set<std::string> set_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }
  static std::set<std::string> all_descriptions() {
    std::set<std::string> all;
    for (std::size_t n = 0; n < many; ++n) all.insert("Hole " + std::to_string(n));
    return all;
  }
  static std::string written(Time time) { return format_w3c(time, Zone::utc()); }
  static Time now() { return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()); }
};

// It asks for no page, and never again for what it drops: that which was not updated in the window.
TEST_F(ManyRequests, OfAWindow_AreAllInFixMyStreetsOneAnswer) {
  clerks_opened();
  const auto window = window_to_now(hours(1));
  const auto found = both("requests", window + "&jurisdiction_id=springfield.example")["request"];
  ASSERT_THAT(found.list, SizeIs(many));
  EXPECT_EQ(set_of(each(found, "description")), all_descriptions());
  EXPECT_THAT(set_of(each(found, "service_request_id")), SizeIs(many));
  const auto start = window.substr(window.find('=') + 1, 20);
  const auto end = window.substr(window.rfind('=') + 1);
  for (const auto& time : each(found, "updated_datetime")) {
    const auto updated = written(parse_w3c(time, Zone::utc()).value());
    EXPECT_LE(start, updated);
    EXPECT_LE(updated, end);
  }
}

// Of all open reports of a body, in one list.
TEST_F(ManyRequests, AskedForByTheirIds_AreAllFound) {
  clerks_opened();
  const auto ids = each(json("requests.json?start_date=2001-01-01"), "service_request_id");
  ASSERT_THAT(ids, SizeIs(many));
  std::string list;
  for (const auto& id : ids) list += (list.empty() ? "" : "%2C") + id;
  const auto found = both("requests", "service_request_id=" + list)["request"];
  EXPECT_THAT(found.list, SizeIs(many));
  EXPECT_EQ(set_of(each(found, "service_request_id")), set_of(ids));
}

// Back in time it goes by windows, each a tenth longer than the one before, and half as long where as many came as the
// limit.
TEST_F(ManyRequests, AreAllMetByTheStatusMonitor_AlsoWhereAWindowReachesTheLimit) {
  EXPECT_EQ(json("discovery.json")["max_requests"].text, std::to_string(limit));
  clerks_opened();
  std::vector<std::string> met;
  int asked = 0, halved = 0;
  double interval = 3600;
  const auto end = now();
  for (auto start = end - hours(2); start < end && asked < 100; ++asked) {
    const auto until = start + std::chrono::duration_cast<Milliseconds>(seconds(static_cast<long>(interval)));
    const auto found =
        each(json("requests.json?start_date=" + written(start) + "&end_date=" + written(until)), "description");
    if (found.size() >= limit) {
      interval *= 0.5;
      ++halved;
      continue;
    }
    met.insert(met.end(), found.begin(), found.end());
    start = until;
    interval *= 1.1;
  }
  EXPECT_GT(halved, 0);
  EXPECT_LT(asked, 100);
  EXPECT_EQ(set_of(met), all_descriptions());
}

// What is new it asks for from the newest that it has.
TEST_F(ManyRequests, NewOnesAreMetByTheStatusMonitorBehindTheNewestThatItHas) {
  clerks_opened();
  const auto since = [&](const std::string& time) {
    auto escaped = time;
    if (const auto plus = time.find('+'); plus != time.npos) escaped.replace(plus, 1, "%2B");
    return json("requests.json?start_date=" + escaped);
  };
  const auto first = since(written(now() - hours(2)));
  ASSERT_THAT(first.list, SizeIs(many));
  const auto posted = report_id();
  const auto next = since(first[0]["requested_datetime"].text);
  EXPECT_THAT(each(next, "service_request_id"), testing::ElementsAre(posted, first[0]["service_request_id"].text));
  const auto last = since(next[0]["requested_datetime"].text);
  EXPECT_THAT(each(last, "service_request_id"), testing::ElementsAre(posted));
}

// Without a window there are as many as discovery says: the newest, each time the same.
TEST_F(ManyRequests, WithoutAWindow_TheNewestComeUpToTheLimitInAStableOrder) {
  clerks_opened();
  const auto newest = json("requests.json");
  ASSERT_THAT(newest.list, SizeIs(limit));
  std::vector<std::string> expected;
  for (std::size_t n = many; n > many - limit; --n) expected.push_back("Hole " + std::to_string(n - 1));
  EXPECT_EQ(each(newest, "description"), expected);
  EXPECT_EQ(each(both("requests")["request"], "description"), expected);
  EXPECT_EQ(get("requests.json").body, get("requests.json").body);
}

}  // namespace
}  // namespace r311::test
