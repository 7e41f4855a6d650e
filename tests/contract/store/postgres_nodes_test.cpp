// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <future>
#include <latch>
#include <set>
#include <thread>

#include "contract/store/postgres_place.h"
#include "store/open.h"
#include "store/postgres/address.h"
#include "store/postgres/connection.h"
#include "store/postgres/deliveries.h"
#include "store/postgres/merging.h"
#include "store/postgres/migrations.h"
#include "store/postgres/requests.h"
#include "store/postgres/schema.h"

// What PostgreSQL adds to the contract: several nodes on one database.
namespace r311::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using store::Delivery;
using store::DeliveryState;
using testing::HasSubstr;
using testing::Not;

class PostgresNodes : public testing::Test {
 protected:
  Result<store::Accepted> accept(store::Store& node, open311::AcceptedReport report,
                                 std::vector<store::Repeat> repeats = {}) {
    const auto written = std::make_shared<std::promise<Result<store::Accepted>>>();
    auto answer = written->get_future();
    node.accept(std::move(report), kHighways, std::move(repeats),
                [written](Result<store::Accepted> result) { written->set_value(std::move(result)); });
    return answer.get();
  }
  void accept_many(store::Store& node, int count) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(accept(node, plain_report(std::to_string(i), clock_.now())));
  }
  std::string explain(store::postgres::Connection& connection, const std::string& types, const std::string& sql,
                      const std::string& values) {
    connection.script("DEALLOCATE ALL; PREPARE one (" + types + ") AS " + sql);
    const auto rows = connection.script("EXPLAIN EXECUTE one (" + values + ")");
    std::string plan;
    for (int i = 0; i < rows.size(); ++i) plan += rows[i].bytes() + "\n";
    return plan;
  }

  ManualClock clock_;
  PostgresPlace place_;
};

TEST_F(PostgresNodes, ThatSettleTwoCreatesOfOneReferenceAtOnce_TakeItsWorkOrderUpOnce) {
  const auto node = store::open_postgres(place_.url(), clock_).value();
  for (const char* id : {"1", "2"}) ASSERT_TRUE(accept(*node, plain_report(id, clock_.now())));
  store::FoundOrder found;
  found.report = plain_report("F", clock_.now());
  found.report.reference = "W1";
  ASSERT_EQ(node->apply({kHighways, "c", {}, {found}})->made, 1U);
  place_.ask("UPDATE relay311.requests SET reference = 'W1'");
  store::postgres::Connection connection(store::postgres::read_address(place_.url()).value(), {});
  connection.begin();
  store::postgres::merge_foreign(connection,
                                 {std::stoll(place_.ask("SELECT seq FROM relay311.requests WHERE id = '1'")),
                                  std::stoll(place_.ask("SELECT seq FROM relay311.requests WHERE id = '2'"))},
                                 {"W1", "W1"});
  connection.commit();
  EXPECT_EQ(place_.ask("SELECT string_agg(id, ',' ORDER BY id) FROM relay311.requests WHERE visible"), "1,2");
  EXPECT_EQ(place_.ask("SELECT merged_into FROM relay311.requests WHERE id = 'F'"),
            place_.ask("SELECT min(seq) FROM relay311.requests WHERE visible"));
}

TEST_F(PostgresNodes, StartingAtOnce_MakeTheSchemaOnce) {
  constexpr int kNodes = 4;
  std::latch ready(kNodes);
  std::vector<std::future<bool>> nodes;
  for (int i = 0; i < kNodes; ++i) {
    nodes.push_back(std::async(std::launch::async, [&] {
      ready.arrive_and_wait();
      return store::open_postgres(place_.url(), clock_).has_value();
    }));
  }
  for (auto& node : nodes) EXPECT_TRUE(node.get());
  EXPECT_EQ(place_.ask("SELECT count(*) FROM relay311.schema_version"),
            std::to_string(store::postgres::migrations().size()));
}

TEST_F(PostgresNodes, UpdatesOfAnEarlierVersion_AreToldWithTheStatusThatTheRequestHad) {
  const auto steps = store::postgres::migrations();
  const auto step = std::find_if(steps.begin(), steps.end(),
                                 [](const auto& each) { return each.sql == store::postgres::kSaidSchema; });
  ASSERT_TRUE(store::postgres::migrate(store::postgres::read_address(place_.url()).value(), step->number - 1));
  place_.ask(
      "INSERT INTO relay311.requests (seq, jurisdiction, destination, id, token, type, backend_id, visible, status,"
      " requested, updated, service_code, service_name, service_group, backend_code, interface_used, address_string,"
      " address_id, media_url, email, device_id, account_id, first_name, last_name, phone, description)"
      " SELECT seq, 1, 1, seq::text, '', 'realtime', false, true, status, 0, 0, 'POT', '', '', '', '', '', '', '', '',"
      " '', '', '', '', '', '' FROM (VALUES (1, 'closed'), (2, 'planned')) AS r (seq, status)");
  place_.ask(
      "INSERT INTO relay311.updates (number, request, jurisdiction, id, digest, update_id, reference, backend_status,"
      " note, received, interface_used, says_status, status, changed, published) OVERRIDING SYSTEM VALUE SELECT number,"
      " request, 1, number::text, number::text, '', '', '', '', number, app, says, status, number, number FROM (VALUES"
      " (1, 1, 'app', true, 'fixed'), (2, 1, '', true, 'in_progress'), (3, 1, 'app', true, 'open'),"
      " (4, 1, '', true, 'closed'), (5, 2, 'app', true, 'open')) AS u (number, request, app, says, status)");
  place_.open(clock_);
  EXPECT_EQ(place_.ask("SELECT string_agg(concat_ws('|', number, said, says_status, status), ' ' ORDER BY number)"
                       " FROM relay311.updates"),
            "1|fixed|f|open 2||t|in_progress 3|open|f|in_progress 4||t|closed 5|open|f|planned");
}

TEST_F(PostgresNodes, NewerSchema_IsRefused) {
  place_.open(clock_);
  place_.ask("INSERT INTO relay311.schema_version VALUES (99)");
  const auto opened = store::open_postgres(place_.url(), clock_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Kind::corrupt);
  EXPECT_THAT(opened.error().text, HasSubstr("schema 99"));
}

TEST_F(PostgresNodes, Operators_LookAtTheStoreThatIsThereAndMakeNone) {
  const auto none = store::open_store_for_operators(place_.url(), {}, clock_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, Kind::not_found);
  EXPECT_EQ(place_.ask("SELECT to_regnamespace('relay311') IS NULL"), "t");
  const auto node = store::open_store(place_.url(), {}, clock_);
  ASSERT_TRUE(node) << node.error().text;
  accept_many(**node, 1);
  const auto beside = store::open_store_for_operators(place_.url(), {}, clock_);
  ASSERT_TRUE(beside) << beside.error().text;
  EXPECT_EQ((*beside)->destinations().value().at(0).name, kHighways);
}

TEST_F(PostgresNodes, SchemaOfAnotherProgram_IsLeftAlone) {
  place_.ask("CREATE SCHEMA relay311; CREATE TABLE relay311.theirs (a int)");
  const auto opened = store::open_postgres(place_.url(), clock_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Kind::corrupt);
  EXPECT_EQ(place_.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'relay311'"), "1");
}

TEST_F(PostgresNodes, ThatTakeTheSameDeliveries_EachGetTheirOwn) {
  constexpr int kReports = 60;
  const auto a = place_.open(clock_);
  const auto b = place_.open(clock_);
  accept_many(*a, kReports);
  std::latch ready(2);
  const auto take = [&](store::Store& node) {
    std::set<std::int64_t> taken;
    const auto due = node.due(kHighways, clock_.now(), kReports);
    ready.arrive_and_wait();
    if (!due) return taken;
    for (const Delivery& delivery : *due) {
      const auto begun = node.begin(delivery, clock_.now(), seconds{30});
      if (begun) {
        taken.insert(delivery.id);
      } else {
        EXPECT_EQ(begun.error().kind, Kind::conflict) << begun.error().text;
      }
    }
    return taken;
  };
  auto of_a = std::async(std::launch::async, [&] { return take(*a); });
  const auto of_b = take(*b);
  const auto rest = of_a.get();
  EXPECT_EQ(rest.size() + of_b.size(), static_cast<std::size_t>(kReports));
  for (const std::int64_t id : of_b) EXPECT_FALSE(rest.contains(id));
  EXPECT_EQ(place_.ask("SELECT max(attempts) FROM relay311.deliveries"), "1");
}

// Whichever comes first, and also when neither sees what the other is writing.
TEST_F(PostgresNodes, WorkOrderThatOneTellsWhileAnotherSettlesItsCreate_IsOneRequest) {
  constexpr int kReports = 60;
  const auto a = place_.open(clock_);
  const auto b = place_.open(clock_);
  accept_many(*a, kReports);
  const auto due = a->due(kHighways, clock_.now(), kReports).value();
  for (Delivery delivery : due) {
    ASSERT_TRUE(a->begin(delivery, clock_.now(), seconds{30}));
    ++delivery.attempts;
    store::FoundOrder found;
    found.report = plain_report("F" + delivery.key, clock_.now());
    found.report.reference = "W" + delivery.key;
    open311::Change change;
    change.reference = found.report.reference;
    change.changed = clock_.now();
    change.note = "Seen";
    std::latch ready(2);
    auto told = std::async(std::launch::async, [&] {
      ready.arrive_and_wait();
      return b->apply({kHighways, "c", {change}, {found}});
    });
    store::Settlement settlement;
    settlement.state = DeliveryState::delivered;
    settlement.reference = found.report.reference;
    ready.arrive_and_wait();
    ASSERT_TRUE(a->settle(delivery, settlement));
    const auto effect = told.get();
    ASSERT_TRUE(effect) << effect.error().text;
    EXPECT_EQ(effect->applied, 1U) << "no change is lost between the two";
  }
  store::RequestQuery query;
  query.jurisdiction = kJurisdiction;
  const auto shown = a->requests(query).value();
  EXPECT_EQ(shown.size(), static_cast<std::size_t>(kReports));
  for (const auto& one : shown) EXPECT_EQ(one.status_notes, "Seen") << one.id;
}

// Without SKIP LOCKED a claim would wait for the other node's, and then have nothing.
TEST_F(PostgresNodes, ClaimBesideAnothersOpenOne_TakesTheNext) {
  const auto node = place_.open(clock_);
  accept_many(*node, 3);
  store::postgres::Connection other(store::postgres::read_address(place_.url()).value(), {});
  other.begin();
  other.script("SELECT id FROM deliveries ORDER BY due, id LIMIT 1 FOR UPDATE");
  const auto claim = [&] {
    return node->turn({std::nullopt, store::Claim{kHighways, clock_.now(), clock_.now(), minutes{30}}}).claimed;
  };
  EXPECT_EQ(claim().begun->key, "1");
  EXPECT_EQ(claim().begun->key, "2");
  const auto none = claim();
  EXPECT_TRUE(none.told);
  EXPECT_FALSE(none.begun) << "the first is another's to take";
  other.roll_back();
  EXPECT_EQ(claim().begun->key, "0");
}

TEST_F(PostgresNodes, ThatFroze_SettlesNothingThatAnotherTook) {
  const auto frozen = place_.open(clock_);
  const auto other = place_.open(clock_);
  accept_many(*frozen, 1);
  auto delivery = frozen->due(kHighways, clock_.now(), 1).value().at(0);
  ASSERT_TRUE(frozen->begin(delivery, clock_.now(), minutes{30}));
  ++delivery.attempts;
  EXPECT_TRUE(other->interrupted(kHighways).value().empty());
  place_.pass(minutes{20});
  ASSERT_TRUE(frozen->extend(delivery, minutes{30}));
  place_.pass(minutes{20});
  EXPECT_TRUE(other->interrupted(kHighways).value().empty());

  place_.pass(minutes{31});
  const auto found = other->interrupted(kHighways).value();
  ASSERT_EQ(found.size(), 1U);
  auto taken = found[0];
  ASSERT_TRUE(other->begin(taken, clock_.now(), minutes{30}));
  ++taken.attempts;

  store::Settlement settlement;
  settlement.state = DeliveryState::waiting;
  settlement.outcome = "UNAVAILABLE";
  EXPECT_EQ(frozen->extend(delivery, minutes{30}).error().kind, Kind::conflict);
  EXPECT_EQ(frozen->settle(delivery, settlement).error().kind, Kind::conflict);
  settlement.state = DeliveryState::delivered;
  settlement.outcome = "OK";
  settlement.reference = "W1";
  ASSERT_TRUE(other->settle(taken, settlement));
  EXPECT_EQ(place_.ask("SELECT string_agg(outcome, ',' ORDER BY number) FROM relay311.attempts"), "interrupted,OK");
}

TEST_F(PostgresNodes, PollOneAtATime_AndTakeOverFromTheDead) {
  const auto a = place_.open(clock_);
  const auto b = place_.open(clock_);
  EXPECT_TRUE(a->take_poll(kHighways, "a", minutes{30}).value());
  EXPECT_FALSE(b->take_poll(kHighways, "b", minutes{30}).value());
  place_.pass(minutes{20});
  EXPECT_TRUE(a->take_poll(kHighways, "a", minutes{30}).value());
  place_.pass(minutes{31});
  EXPECT_TRUE(b->take_poll(kHighways, "b", minutes{30}).value());
  EXPECT_FALSE(a->take_poll(kHighways, "a", minutes{30}).value());
}

// The server's clock alone says when a lease ends.
TEST_F(PostgresNodes, WhoseClockIsAnHourOff_TakeNothingEarlyAndRecoverAllTheSame) {
  const ManualClock ahead(clock_.now() + hours{1});
  const ManualClock behind(clock_.now() - hours{1});
  const auto right = place_.open(clock_);
  const auto early = place_.open(ahead);
  const auto late = place_.open(behind);
  accept_many(*right, 2);
  const auto due = right->due(kHighways, clock_.now(), 2).value();
  ASSERT_TRUE(right->begin(due.at(0), clock_.now(), minutes{30}));
  ASSERT_TRUE(early->begin(due.at(1), ahead.now(), minutes{30}));
  EXPECT_TRUE(right->take_poll(kHighways, "right", minutes{30}).value());
  for (const auto* other : {&early, &late}) {
    EXPECT_TRUE((*other)->interrupted(kHighways).value().empty());
    EXPECT_FALSE((*other)->take_poll(kHighways, "other", minutes{30}).value());
  }
  auto extended = due.at(1);
  ++extended.attempts;
  ASSERT_TRUE(late->extend(extended, minutes{30}));
  place_.pass(minutes{29});
  EXPECT_TRUE(early->interrupted(kHighways).value().empty());
  place_.pass(minutes{1});
  EXPECT_EQ(late->interrupted(kHighways).value().size(), 2U);
  EXPECT_TRUE(late->take_poll(kHighways, "late", minutes{30}).value());
}

TEST_F(PostgresNodes, OfferedOneReportAtOnce_StoreItOnce) {
  constexpr int kRounds = 30;
  const auto a = place_.open(clock_);
  const auto b = place_.open(clock_);
  for (int round = 0; round < kRounds; ++round) {
    const std::string key = std::to_string(round);
    const std::vector<store::Repeat> repeats{{"z" + key, "d", clock_.now() + seconds{60}},
                                             {"a" + key, "d", clock_.now() + seconds{60}}};
    std::latch ready(2);
    const auto offer = [&](store::Store& node, const std::string& id) {
      ready.arrive_and_wait();
      return accept(node, plain_report(id, clock_.now()), repeats);
    };
    auto of_a = std::async(std::launch::async, [&] { return offer(*a, "a" + key); });
    const auto second = offer(*b, "b" + key);
    const auto first = of_a.get();
    ASSERT_TRUE(first) << first.error().text;
    ASSERT_TRUE(second) << second.error().text;
    EXPECT_EQ(first->id, second->id);
    EXPECT_NE(first->repeated, second->repeated);
  }
  EXPECT_EQ(place_.ask("SELECT count(*) FROM relay311.requests"), std::to_string(kRounds));
  EXPECT_EQ(place_.ask("SELECT count(*) FROM relay311.deliveries"), std::to_string(kRounds));
}

TEST_F(PostgresNodes, CommitThatWouldMeanNothing_IsMadeToMeanSomething) {
  place_.ask("ALTER DATABASE " + place_.name() + " SET synchronous_commit = off");
  const auto address = store::postgres::read_address(place_.url());
  ASSERT_TRUE(address);
  store::postgres::Connection connection(*address, {});
  EXPECT_EQ(connection.script("SHOW synchronous_commit").front().bytes(), "on");
  place_.ask("ALTER DATABASE " + place_.name() + " SET synchronous_commit = remote_apply");
  store::postgres::Connection careful(*address, {});
  EXPECT_EQ(careful.script("SHOW synchronous_commit").front().bytes(), "remote_apply");
}

TEST_F(PostgresNodes, Walks_StayInTheirIndex) {
  const auto node = place_.open(clock_);
  accept_many(*node, 3);
  const auto address = store::postgres::read_address(place_.url());
  ASSERT_TRUE(address);
  store::postgres::Connection connection(*address, {});
  const auto due = explain(connection, "bigint, bigint, bigint", store::postgres::kDue, "1, 1, 10");
  EXPECT_THAT(due, HasSubstr("deliveries_waiting"));
  EXPECT_THAT(due, Not(HasSubstr("Sort")));
  const auto newest = explain(connection, "bigint, boolean[], bigint, bigint, bigint, bigint, bigint, bigint",
                              store::postgres::kNewest, "1, '{t,f}', 0, 9000000000000, 9000000000000, 0, 0, 100");
  EXPECT_THAT(newest, HasSubstr("using requests_newest on"));
  EXPECT_THAT(newest, Not(HasSubstr("Seq Scan")));
  const auto of_services =
      explain(connection, "bigint, boolean[], bigint, bigint, bigint, bigint, bigint, bigint, text[]",
              store::postgres::kNewestOfServices, "1, '{t,f}', 0, 9000000000000, 9000000000000, 0, 0, 100, '{POT}'");
  EXPECT_THAT(of_services, HasSubstr("using requests_newest_of_service on"));
  EXPECT_THAT(of_services, Not(HasSubstr("Seq Scan")));
  const auto of_all = explain(connection, "bigint, boolean[], bigint, bigint, bigint, bigint, bigint, bigint",
                              store::postgres::kNewestOfAll, "1, '{t,f}', 0, 9000000000000, 9000000000000, 0, 0, 100");
  EXPECT_THAT(of_all, HasSubstr("using requests_newest on"));
  EXPECT_THAT(of_all, HasSubstr("using requests_veiled on"));
  EXPECT_THAT(of_all, Not(HasSubstr("Seq Scan")));
}

}  // namespace
}  // namespace r311::test
