// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <functional>
#include <future>
#include <optional>

#include "support/text_source.h"
#include "town.h"

namespace r311::delivery {
namespace {

using plugin::Outcome;
using store::DeliveryState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

plugin::Submitted take_report(const open311::AcceptedReport& report, const plugin::CallTerms&) {
  return test::delivered("W-" + report.id);
}

// A council that has report R, and an app that says things of it.
class FollowUps : public testing::Test {
 protected:
  FollowUps() : adapter(std::make_shared<test::ScriptedAdapter>(take_report)) { town.accept("R"); }

  // Deliveries 2 (the update) and, where it has one, 3 (its photo); 1 is the create.
  void say(const std::string& id, bool photo = false, const std::string& request = "R") {
    open311::AcceptedUpdate update;
    update.jurisdiction = "springfield.example";
    update.request = request;
    update.id = id;
    update.interface_used = "app";
    update.received = update.updated = town.clock->now();
    update.update.description = "Still there";
    if (photo) update.attachments = {{"ab01", "hole.jpg", "image/jpeg", 7}};
    ASSERT_TRUE(town.store->take_update(update, {}, {}));
  }
  std::shared_ptr<Destination> start(DestinationPlan plan) {
    auto around = town.surroundings();
    around.open_file = [this](const std::string& digest) -> Result<std::unique_ptr<plugin::MediaSource>> {
      opened.push_back(digest);
      if (file_trouble) return tl::unexpected<Error>(*file_trouble);
      return std::make_unique<test::TextSource>("a photo");
    };
    if (fetches) {
      around.fetch_file = [this](const std::string& key, const std::string& url) {
        fetched.push_back(key + " " + url);
        return fetches(url);
      };
    }
    return std::make_shared<Destination>(std::move(plan), std::move(around), adapter);
  }
  void work(Destination& destination) {
    while (destination.run() == Milliseconds{0}) {
    }
  }
  std::string last_outcome(std::int64_t delivery) { return town.attempts(delivery).back().outcome; }

  Town town;
  std::shared_ptr<test::ScriptedAdapter> adapter;
  std::vector<std::string> opened;
  std::optional<Error> file_trouble;
  std::function<std::optional<Result<open311::Attachment>>(const std::string& url)> fetches;
  std::vector<std::string> fetched;
};

// Of a report R whose URLs are to be fetched: 2 and 3, behind its create.
class FetchedFollowUps : public FollowUps {
 protected:
  FetchedFollowUps() {
    accept("F", {"https://photos.example/1.jpg", "https://photos.example/2.jpg"});
    adapter->updates = [this](const open311::AcceptedUpdate& update) {
      attached.push_back(update.id);
      return test::delivered("");
    };
    adapter->attaches = [this](const plugin::MediaItem& item, plugin::MediaSource&) {
      attached.push_back(item.file.file_name + " for " + item.reference + " at " + std::to_string(item.position));
      return test::delivered("");
    };
    fetches = [](const std::string& url) -> Result<open311::Attachment> {
      return open311::Attachment{"ab01", url.substr(url.rfind('/') + 1), "image/jpeg", 7};
    };
  }
  void accept(const std::string& id, std::vector<std::string> media_urls) {
    open311::AcceptedReport report;
    report.jurisdiction = "springfield.example";
    report.id = id;
    report.service_code = report.backend_code = "POT";
    report.requested = town.clock->now();
    report.report.media_urls = std::move(media_urls);
    report.fetch_media = true;
    std::promise<void> written;
    town.store->accept(std::move(report), town.name, [&](const auto& result) {
      EXPECT_TRUE(result);
      written.set_value();
    });
    written.get_future().wait();
  }
  std::vector<std::string> attached;
};

TEST_F(FollowUps, UpdateAndItsPhoto_ReachTheWorkOrderInTheirOrder) {
  std::vector<std::string> seen;
  adapter->updates = [&](const open311::AcceptedUpdate& update) {
    seen.push_back(update.id + " for " + update.reference + ": " + update.update.description);
    return test::delivered("C1");
  };
  adapter->attaches = [&](const plugin::MediaItem& item, plugin::MediaSource& source) {
    char buffer[100];
    const auto count = source.read(buffer, sizeof buffer).value();
    seen.push_back(item.file.file_name + " of " + item.update + " for " + item.reference + ": " +
                   std::string(buffer, count) + " at " + std::to_string(item.position));
    return test::delivered("");
  };
  say("U1", true);
  work(*start(town.plan()));
  EXPECT_THAT(seen, ElementsAre("U1 for W-R: Still there", "hole.jpg of U1 for W-R: a photo at 1"));
  EXPECT_THAT(opened, ElementsAre("ab01"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 3);
  // What the back end tells of it is known.
  open311::Change echo;
  echo.reference = "W-R";
  echo.update_id = "C1";
  echo.note = "STILL THERE";
  echo.changed = town.clock->now();
  EXPECT_EQ(town.store->apply({town.name, "c", {echo}}).value().known, 1u);
}

TEST_F(FollowUps, WhatTheAdapterDoesNotTake_IsKeptAndSaysSo) {
  say("U1", true);
  work(*start(town.plan()));
  EXPECT_EQ(town.count(DeliveryState::delivered), 3);
  EXPECT_EQ(last_outcome(2), "kept");
  EXPECT_THAT(town.attempts(2).back().reason, HasSubstr("takes no updates"));
  EXPECT_THAT(town.attempts(3).back().reason, HasSubstr("takes no files"));
}

TEST_F(FollowUps, WhatTheAdapterDoesNotTake_IsParkedWhereThatWasDecided) {
  auto plan = town.plan();
  plan.updates = WhatIsNotTaken::park;
  say("U1", true);
  work(*start(plan));
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_EQ(last_outcome(2), "unsupported");
  EXPECT_THAT(town.attempts(2).back().reason, HasSubstr("takes no updates"));
}

TEST_F(FollowUps, UpdateWithoutAnAnswer_IsLookedUpByItsKey) {
  int calls = 0;
  adapter->updates = [&](const open311::AcceptedUpdate&) {
    ++calls;
    return test::ended(Outcome::deadline, "no answer");
  };
  adapter->finds_update = [](const plugin::CallTerms&) { return test::delivered("C1"); };
  say("U1");
  const auto destination = start(town.plan());
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::unknown), 1);
  town.clock->advance(std::chrono::minutes{5});
  work(*destination);
  EXPECT_EQ(calls, 1);
  EXPECT_THAT(adapter->looked_up(), ElementsAre("U1"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 2);
}

TEST_F(FollowUps, UpdateWithoutAnAnswerThatCantBeLookedUp_IsParkedWithItsKey) {
  adapter->updates = [&](const open311::AcceptedUpdate&) { return test::ended(Outcome::deadline, "no answer"); };
  say("U1");
  work(*start(town.plan()));
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_EQ(last_outcome(2), "deadline");
}

TEST_F(FollowUps, FileThatIsGone_IsParkedAndOneThatCantBeReadNowWaits) {
  adapter->attaches = [](const plugin::MediaItem&, plugin::MediaSource&) { return test::delivered(""); };
  adapter->updates = [](const open311::AcceptedUpdate&) { return test::delivered(""); };
  say("U1", true);
  file_trouble = Error{Kind::unavailable, "the disk"};
  const auto destination = start(town.plan());
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::waiting), 1);
  file_trouble = Error{Kind::not_found, "no such file"};
  town.clock->advance(std::chrono::minutes{5});
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_EQ(last_outcome(3), "unsupported");
}

TEST_F(FetchedFollowUps, WhatMediaUrlNames_IsFetchedBehindTheReportAndAttached) {
  work(*start(town.plan()));
  EXPECT_THAT(attached, UnorderedElementsAre("1.jpg for W-F at 1", "2.jpg for W-F at 2"));
  EXPECT_THAT(fetched, UnorderedElementsAre("F-u1 https://photos.example/1.jpg", "F-u2 https://photos.example/2.jpg"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 4);
}

TEST_F(FetchedFollowUps, FileThatCanNeverBeFetched_IsRejectedWithItsReasonAlone) {
  fetches = [](const std::string& url) -> Result<open311::Attachment> {
    if (url.ends_with("1.jpg")) return fail(Kind::invalid, "its server answers 404");
    return open311::Attachment{"ab01", "2.jpg", "image/jpeg", 7};
  };
  const auto destination = start(town.plan());
  work(*destination);
  EXPECT_THAT(attached, ElementsAre("2.jpg for W-F at 2"));
  EXPECT_EQ(town.count(DeliveryState::rejected), 1);
  EXPECT_EQ(town.count(DeliveryState::delivered), 3);
  EXPECT_THAT(destination->status().last_reason,
              HasSubstr("media_url https://photos.example/1.jpg can't be fetched: its server answers 404"));
  EXPECT_EQ(destination->status().circuit, Circuit::closed);
}

TEST_F(FetchedFollowUps, ReasonOfAFileThatCanNotBeFetched_HoldsNothingSecretOfItsUrl) {
  fetches = [](const std::string& url) -> Result<open311::Attachment> {
    if (url.find("ana:") != url.npos) return fail(Kind::invalid, "its server answers 401");
    return open311::Attachment{"ab01", "2.jpg", "image/jpeg", 7};
  };
  accept("G", {"https://ana:hunter2@photos.example/1.jpg?token=hunter2#hunter2"});
  const auto destination = start(town.plan());
  work(*destination);
  EXPECT_THAT(destination->status().last_reason,
              HasSubstr("media_url https://photos.example/1.jpg can't be fetched: its server answers 401"));
  EXPECT_THAT(destination->status().last_reason, Not(HasSubstr("hunter2")));
}

TEST_F(FetchedFollowUps, FileWhoseServerIsAway_WaitsAndHoldsUpNothingElse) {
  bool away = true;
  fetches = [&](const std::string& url) -> Result<open311::Attachment> {
    if (away) return fail(Kind::unavailable, "no connection");
    return open311::Attachment{"ab01", url.substr(url.rfind('/') + 1), "image/jpeg", 7};
  };
  const auto destination = start(town.plan());
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::waiting), 2);
  EXPECT_EQ(destination->status().circuit, Circuit::closed);
  say("U1", false, "F");
  town.accept("S");
  work(*destination);
  EXPECT_THAT(attached, ElementsAre("U1")) << "of the same request";
  EXPECT_EQ(town.count(DeliveryState::delivered), 4);
  away = false;
  town.clock->advance(std::chrono::minutes{1});
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::delivered), 6);
}

TEST_F(FetchedFollowUps, FileOnItsWay_IsAskedForAgainAndNoCallIsMade) {
  bool there = false;
  fetches = [&](const std::string&) -> std::optional<Result<open311::Attachment>> {
    if (!there) return std::nullopt;
    return open311::Attachment{"ab01", "a.jpg", "image/jpeg", 7};
  };
  const auto destination = start(town.plan());
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::waiting), 2);
  EXPECT_TRUE(attached.empty());
  there = true;
  town.clock->advance(std::chrono::seconds{6});
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::delivered), 4);
}

TEST_F(FetchedFollowUps, FileOnItsWay_IsNoAttemptAndNoTroubleOfTheBackEnd) {
  std::optional<Error> trouble;
  fetches = [&](const std::string&) -> std::optional<Result<open311::Attachment>> {
    if (!trouble) return std::nullopt;
    return tl::unexpected<Error>(*trouble);
  };
  const auto destination = start(town.plan());
  for (int i = 0; i < 20; ++i) {
    work(*destination);
    town.clock->advance(std::chrono::seconds{6});
  }
  EXPECT_EQ(fetched.size(), 40U);
  EXPECT_TRUE(town.attempts(3).empty());
  EXPECT_EQ(destination->status().last_reason, "");
  EXPECT_FALSE(town.store->destinations().value().front().last_failure);

  trouble = Error{Kind::unavailable, "no connection"};
  work(*destination);
  EXPECT_EQ(town.attempts(3).size(), 1U);
  town.clock->advance(std::chrono::seconds{6});
  work(*destination);
  EXPECT_EQ(town.attempts(3).size(), 2U) << "after the first failure it waits for no longer than that";
}

TEST_F(FetchedFollowUps, FileThatNeverComes_IsGivenUpInItsTime) {
  fetches = [](const std::string&) { return std::nullopt; };
  const auto destination = start(town.plan());
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::waiting), 2);
  town.clock->advance(town.plan().give_up_after - std::chrono::seconds{1});
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::waiting), 2);
  town.clock->advance(std::chrono::seconds{1});
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::parked), 2);
  EXPECT_THAT(town.attempts(3).back().reason, HasSubstr("Given up after 7 days"));
  EXPECT_THAT(town.attempts(3).back().reason, HasSubstr("is still being fetched"));
  EXPECT_EQ(destination->status().circuit, Circuit::closed);
  town.accept("S");
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::delivered), 3);
}

TEST_F(FetchedFollowUps, WhereFetchingWasTurnedOff_AnOperatorIsTold) {
  fetches = nullptr;
  work(*start(town.plan()));
  EXPECT_EQ(town.count(DeliveryState::parked), 2);
}

}  // namespace
}  // namespace r311::delivery
