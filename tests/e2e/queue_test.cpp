// SPDX-License-Identifier: Apache-2.0
// `relay311 queue` with the real program: beside a gateway that runs, and while none does.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <memory>

#include "legacy_database.h"
#include "places.h"
#include "springfield.h"

namespace r311::test {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;
using testing::HasSubstr;

constexpr auto kDestination = "springfield.example/highways";

// Springfield with its work-order system down: everything waits, and is tried again ten times a second.
class Queue : public ::testing::Test {
 protected:
  Queue() {
    const auto city = prepare_springfield(data_.path()).parent_path();
    std::filesystem::copy(city / "highways.sql.yaml", folder_.path());
    std::ifstream in(city / "relay311.yaml");
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::string before = "    poll_every: 2s";
    text.replace(text.find(before), before.size(), "    retry: { first: 50ms, most: 100ms }\n" + before);
    config_ = folder_.path() / "relay311.yaml";
    std::ofstream(config_) << text;
    std::filesystem::rename(database(), away());
    start();
  }

  std::filesystem::path database() const { return data_.path() / "highways.db"; }
  std::filesystem::path away() const { return data_.path() / "away.db"; }
  void start() { gateway_ = std::make_unique<GatewayProcess>(config_, data_.path()); }
  void stop() {
    gateway_->signal(SIGTERM);
    EXPECT_EQ(gateway_->wait(), 0) << gateway_->log();
    gateway_.reset();
  }

  std::string post() {
    const auto answer = http_post_form(gateway_->port(), "/open311/v2/requests.json",
                                       {{"api_key", "demo-key"},
                                        {"service_code", "POT"},
                                        {"lat", "39.8"},
                                        {"long", "-89.6"},
                                        {"description", "A hole"},
                                        {"attribute[depth]", "12"}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return parse_requests_json(answer.body).at(0)["service_request_id"];
  }

  Ended queue(std::vector<std::string> arguments) const {
    std::vector<std::string> line{std::string(RELAY311_BINARY_DIR) + "/bin/relay311", "queue"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    line.insert(line.end(), {"--config", config_.string(), "--data", data_.path().string()});
    return run_program(line);
  }
  // How many deliveries an action moved; tried until it moves some, for a delivery may be in a call.
  int act(const std::string& action, const std::string& id, const std::string& reason) const {
    int moved = 0;
    EXPECT_TRUE(eventually([&] {
      const auto ended = queue({action, "--id", id, "--reason", reason, "--json"});
      if (ended.code == 1) return false;  // it is in a call just now
      EXPECT_EQ(ended.code, 0) << ended.err;
      moved = Poco::JSON::Parser().parse(ended.out).extract<Object::Ptr>()->getValue<int>("deliveries");
      return moved > 0;
    }));
    return moved;
  }
  Object::Ptr destination() const {
    const auto ended = queue({"--json"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    return Poco::JSON::Parser().parse(ended.out).extract<Array::Ptr>()->getObject(0);
  }
  std::string circuit() const {
    const auto shown = destination();
    return shown->isNull("circuit") ? "" : shown->getValue<std::string>("circuit");
  }
  int count(const std::string& state) const {
    const auto counts = destination()->getObject("counts");
    return counts->has(state) ? counts->getValue<int>(state) : 0;
  }
  Object::Ptr delivery(const std::string& id) const {
    const auto ended = queue({"show", id, "--json"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    const auto story = Poco::JSON::Parser().parse(ended.out).extract<Array::Ptr>()->getObject(0);
    return story->getArray("deliveries")->getObject(0);
  }
  std::string state(const std::string& id) const { return delivery(id)->getValue<std::string>("state"); }

  TemporaryDirectory data_;
  TemporaryDirectory folder_;
  std::filesystem::path config_;
  std::unique_ptr<GatewayProcess> gateway_;
};

TEST_F(Queue, OfARunningGateway_TellsWhatWaitsAndWhy) {
  const auto id = post();
  ASSERT_TRUE(eventually([&] { return delivery(id)->getArray("attempts")->size() > 0; }));
  ASSERT_TRUE(eventually([&] { return !destination()->getValue<std::string>("last_reason").empty(); }));
  EXPECT_EQ(destination()->getValue<std::string>("destination"), kDestination);
  const auto table = queue({});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.out,
              testing::ContainsRegex("DESTINATION +CIRCUIT +WINDOW +NEXT TRY +WAITING +SENDING +UNKNOWN +PARKED"));
  EXPECT_THAT(table.out, HasSubstr(kDestination));
  EXPECT_THAT(table.out, testing::Not(HasSubstr("\x1b"))) << "no colours but on a terminal";
  const auto story = queue({"show", id});
  EXPECT_THAT(story.out, HasSubstr(id));
  EXPECT_THAT(story.out, HasSubstr("attempt 1"));
}

TEST_F(Queue, StatusCodeThatNobodyKnows_IsShownUntilTheMapKnowsIt) {
  stop();
  const std::string known = "    A: action_scheduled\n";
  std::ifstream in(folder_.path() / "highways.sql.yaml");
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  std::string less = whole;
  ASSERT_NE(less.find(known), std::string::npos);
  less.erase(less.find(known), known.size());
  std::ofstream(folder_.path() / "highways.sql.yaml") << less;
  std::filesystem::rename(away(), database());
  start();
  const auto id = post();
  ASSERT_TRUE(eventually([&] { return count("delivered") == 1; })) << gateway_->log();
  EXPECT_THAT(queue({}).out, testing::Not(HasSubstr("unknown status codes")));
  LegacyDatabase clerk(database());
  clerk.rows("UPDATE work_order SET status = 'A' WHERE ext_ref = ?", {id});
  ASSERT_TRUE(eventually([&] { return destination()->getArray("unknown_status_codes")->size() == 1; }))
      << gateway_->log();
  const auto told = destination()->getArray("unknown_status_codes")->getObject(0);
  EXPECT_EQ(told->getValue<std::string>("code"), "A");
  EXPECT_EQ(told->getValue<int>("count"), 1);
  EXPECT_TRUE(told->isNull("counts_as"));
  stop();
  EXPECT_THAT(queue({}).out, testing::ContainsRegex(std::string(kDestination) + ": unknown status codes: A [(]1, last "
                                                                                "[0-9-]+ [0-9:]+, status kept[)]\n"));
  std::ofstream(folder_.path() / "highways.sql.yaml") << whole;
  start();
  clerk.rows("UPDATE work_order SET clerk_note = 'In spring' WHERE ext_ref = ?", {id});
  EXPECT_TRUE(eventually([&] { return destination()->getArray("unknown_status_codes")->size() == 0; }))
      << gateway_->log();
}

TEST_F(Queue, OfARunningGateway_ShowsTheCircuitAndTheWindow_AndOfAStoppedOneNeither) {
  post();
  ASSERT_TRUE(eventually([&] { return circuit() == "open"; })) << gateway_->log();
  const auto open = destination();
  EXPECT_EQ(open->getValue<int>("window"), 1);
  ASSERT_EQ(open->getArray("nodes")->size(), 1U);
  EXPECT_FALSE(open->getArray("nodes")->getObject(0)->getValue<std::string>("last_reason").empty());
  EXPECT_THAT(queue({}).out, testing::ContainsRegex("springfield.example/highways  (open|half_open) "));

  std::filesystem::rename(away(), database());
  EXPECT_TRUE(eventually([&] { return circuit() == "closed"; })) << gateway_->log();
  stop();
  EXPECT_TRUE(destination()->isNull("circuit"));
  EXPECT_TRUE(destination()->isNull("window"));
  EXPECT_EQ(destination()->getArray("nodes")->size(), 0U);
  EXPECT_THAT(queue({}).out, HasSubstr("springfield.example/highways  stopped "));
}

TEST_F(Queue, DeliveriesToABackEndThatIsNotConfiguredAnyMore_AreToldEverywhere) {
  const auto id = post();
  post();
  stop();
  std::ifstream in(config_);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (const std::string word : {"\n  highways: ", "backend: highways\n"}) {
    for (auto place = text.find(word); place != std::string::npos; place = text.find(word)) {
      text.replace(text.find("highways", place), std::string("highways").size(), "roadways");
    }
  }
  std::ofstream(config_) << text;
  const auto checked = run_program({std::string(RELAY311_BINARY_DIR) + "/bin/relay311", "check", "--config",
                                    config_.string(), "--data", data_.path().string()});
  EXPECT_EQ(checked.code, 0) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("2 deliveries wait for springfield.example/highways"));
  start();
  EXPECT_THAT(gateway_->log(), HasSubstr("deliveries wait for a destination that is not configured"));
  EXPECT_THAT(queue({}).out, HasSubstr("springfield.example/highways  not configured "));
  EXPECT_FALSE(destination()->getValue<bool>("configured"));
  stop();

  for (auto place = text.find("springfield.example"); place != std::string::npos;
       place = text.find("springfield.example"))
    text.replace(place, 11, "shelbyville");
  std::ofstream(config_) << text;
  EXPECT_EQ(state(id), "waiting") << "also of a jurisdiction that is not configured any more";
}

TEST_F(Queue, OfARunningGateway_ParksAndRetriesAndTheGatewayNotices) {
  const auto id = post();
  EXPECT_EQ(act("park", id, "the database is being moved"), 1);
  EXPECT_EQ(state(id), "parked");
  std::filesystem::rename(away(), database());
  EXPECT_EQ(act("retry", id, "it is there again"), 1);
  EXPECT_TRUE(eventually([&] { return state(id) == "delivered"; })) << gateway_->log();
  EXPECT_EQ(LegacyDatabase(database()).rows("SELECT * FROM work_order WHERE ext_ref = ?", {id}).size(), 1U);
  const auto notes = delivery(id)->getArray("notes");
  ASSERT_EQ(notes->size(), 2U);
  EXPECT_EQ(notes->getObject(0)->getValue<std::string>("action"), "park");
  EXPECT_EQ(notes->getObject(0)->getValue<std::string>("reason"), "the database is being moved");
  EXPECT_EQ(notes->getObject(1)->getValue<std::string>("action"), "retry");
}

TEST_F(Queue, OfAStoppedGateway_WorksTheSameAndHoldsAfterTheStart) {
  const auto kept = post(), dropped = post();
  stop();
  EXPECT_EQ(act("park", kept, "not yet"), 1);
  EXPECT_EQ(act("drop", dropped, "a test report"), 1);
  EXPECT_EQ(count("parked"), 1);
  EXPECT_EQ(count("rejected"), 1);
  std::filesystem::rename(away(), database());
  start();
  const auto after = post();
  EXPECT_TRUE(eventually([&] { return state(after) == "delivered"; })) << gateway_->log();
  EXPECT_EQ(state(kept), "parked");
  EXPECT_EQ(state(dropped), "rejected");
  EXPECT_EQ(act("retry", kept, "now"), 1);
  EXPECT_TRUE(eventually([&] { return state(kept) == "delivered"; })) << gateway_->log();
  EXPECT_TRUE(LegacyDatabase(database()).rows("SELECT * FROM work_order WHERE ext_ref = ?", {dropped}).empty());
}

TEST_F(Queue, Filters_ChooseByStateDestinationAndAge) {
  post();
  post();
  stop();
  const auto act_on = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--reason", "because"});
    const auto ended = queue(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out;
  };
  EXPECT_EQ(act_on({"park", "--older-than", "1h"}), "0 deliveries parked\n");
  EXPECT_EQ(act_on({"park", "--destination", kDestination, "--state", "waiting"}), "2 deliveries parked\n");
  EXPECT_EQ(act_on({"retry", "--state", "parked"}), "2 deliveries sent on their way again\n");
}

TEST_F(Queue, List_TellsDeliveriesAPageAtATime_BesideAGatewayAndWithoutOne) {
  const auto parked = post(), first = post(), second = post();
  EXPECT_EQ(act("park", parked, "the clerk looks first"), 1);
  const auto running = queue({"list", "--state", "parked"});
  EXPECT_EQ(running.code, 0) << running.err;
  EXPECT_THAT(running.out, testing::ContainsRegex("REPORT +KIND +DESTINATION +STATE +AGE +ATTEMPTS +REASON"));
  EXPECT_THAT(running.out, testing::ContainsRegex(parked + "  create  springfield.example/highways  parked +[0-9]+s +"
                                                           "[0-9]+ +the clerk looks first\n"));
  EXPECT_THAT(running.out, testing::Not(HasSubstr(first)));
  stop();

  const auto page = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"list", "--json", "--limit", "2"});
    const auto ended = queue(more);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return Poco::JSON::Parser().parse(ended.out).extract<Object::Ptr>();
  };
  const auto one = page({});
  ASSERT_EQ(one->getArray("deliveries")->size(), 2U);
  EXPECT_EQ(one->getArray("deliveries")->getObject(0)->getValue<std::string>("report"), parked);
  EXPECT_EQ(one->getArray("deliveries")->getObject(0)->getValue<std::string>("state"), "parked");
  const auto two = page({"--after", one->getValue<std::string>("next")});
  ASSERT_EQ(two->getArray("deliveries")->size(), 1U);
  EXPECT_EQ(two->getArray("deliveries")->getObject(0)->getValue<std::string>("report"), second);
  EXPECT_TRUE(two->isNull("next"));
  EXPECT_EQ(page({"--older-than", "1h"})->getArray("deliveries")->size(), 0U);
  EXPECT_THAT(queue({"list", "--limit", "1"}).out, HasSubstr("There are more: add --after "));
  EXPECT_EQ(queue({"list", "--older-than", "1h"}).out, "No such delivery.\n");
}

TEST_F(Queue, WrongLists_AreTold) {
  post();
  stop();
  for (const auto& wrong : std::vector<std::vector<std::string>>{
           {"--limit", "0"}, {"--limit", "x"}, {"--after", "-1"}, {"--state", "gone"}, {"--state", "delivered"}}) {
    auto line = wrong;
    line.insert(line.begin(), "list");
    EXPECT_EQ(queue(line).code, 2) << wrong[1];
  }
  const auto nobody = queue({"list", "--id", "NOBODY"});
  EXPECT_EQ(nobody.code, 1);
  EXPECT_THAT(nobody.err, HasSubstr("no report is known as NOBODY"));
  const auto nowhere = queue({"list", "--destination", "highways"});
  EXPECT_EQ(nowhere.code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("did you mean springfield.example/highways?"));
}

TEST_F(Queue, OrdersThatMeetNothing_SayWhyAndWhatWasMeant) {
  const auto id = post();
  stop();
  const auto nobody = queue({"park", "--id", "NOBODY", "--reason", "x"});
  EXPECT_EQ(nobody.code, 1);
  EXPECT_THAT(nobody.err, HasSubstr("no report is known as NOBODY"));
  const auto nowhere = queue({"park", "--destination", "springfield.example/highway", "--reason", "x"});
  EXPECT_EQ(nowhere.code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("did you mean springfield.example/highways?"));
  const auto alone = queue({"park", "--destination", "highways", "--reason", "x"});
  EXPECT_EQ(alone.code, 1);
  EXPECT_THAT(alone.err, HasSubstr("did you mean springfield.example/highways?"));
  const auto waits = queue({"retry", "--id", id, "--reason", "x", "--json"});
  EXPECT_EQ(waits.code, 1);
  EXPECT_THAT(waits.err, HasSubstr(id + " is waiting, and retry takes what is parked, rejected"));
  EXPECT_EQ(waits.out, "");
}

TEST_F(Queue, WrongCommandLines_AreToldAndMoveNothing) {
  const auto id = post();
  stop();
  EXPECT_EQ(queue({"drop", "--id", id}).code, 2);
  EXPECT_EQ(queue({"drop", "--id", id, "--reason", " "}).code, 2);
  EXPECT_EQ(queue({"drop", "--reason", "all of them"}).code, 2);
  EXPECT_EQ(queue({"drop", "--state", "gone", "--reason", "x"}).code, 2);
  EXPECT_EQ(queue({"drop", "--older-than", "long", "--reason", "x"}).code, 2);
  const auto unknown = queue({"show", "NOBODY"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("NOBODY"));
  EXPECT_EQ(state(id), "waiting");
}

TEST_F(Queue, WithoutAStore_SaysSoAndMakesNone) {
  stop();
  std::filesystem::remove(data_.path() / "relay311.db");
  const auto ended = queue({});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("relay311.db"));
  EXPECT_FALSE(std::filesystem::exists(data_.path() / "relay311.db"));
}

}  // namespace
}  // namespace r311::test
