// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <relay311/adapter.hpp>
#include <stdexcept>
#include <string>

#include "plugin/inline_adapter.h"
#include "support/memory_kv.h"
#include "support/plugin_bench.h"
#include "support/text_source.h"

// Updates, files and foreign work orders, of an adapter that is written with the wrapper, through the gateway's own
// side of the border.
namespace r311 {
namespace {

using plugin::Ability;
using plugin::Outcome;
using ::testing::ElementsAre;

struct Script {
  bool takes = true;
  bool finds = true;
  std::function<std::string(const relay311::Update&)> update = [](const relay311::Update&) { return ""; };
  std::function<std::string(const relay311::MediaItem&, relay311::MediaSource&)> attach =
      [](const relay311::MediaItem&, relay311::MediaSource&) { return ""; };
  std::function<std::optional<std::string>(std::string_view)> find = [](std::string_view) { return std::nullopt; };
  std::function<void(relay311::ChangeSink&)> changes = [](relay311::ChangeSink&) {};
};
Script* script = nullptr;  // a plugin is made by a plain function, which takes no context

class Scripted : public relay311::Adapter,
                 public relay311::TakesUpdates,
                 public relay311::TakesMedia,
                 public relay311::ReportsChanges {
 public:
  static constexpr relay311::PluginInfo info{"scripted", "1.2.3", "Tests", "Does what a test says"};

  using Adapter::Adapter;
  bool can_update() const override { return script->takes; }
  bool can_find_update() const override { return script->finds; }
  std::string update(const relay311::Update& update, relay311::Call&) override { return script->update(update); }
  std::optional<std::string> find_update(std::string_view key, relay311::Call&) override { return script->find(key); }
  bool can_attach() const override { return script->takes; }
  bool can_find_media() const override { return script->finds; }
  std::string attach(const relay311::MediaItem& item, relay311::MediaSource& source, relay311::Call&) override {
    return script->attach(item, source);
  }
  std::optional<std::string> find_media(std::string_view key, relay311::Call&) override { return script->find(key); }
  relay311::Cursor changes(relay311::Cursor since, relay311::ChangeSink& sink, relay311::Call&) override {
    script->changes(sink);
    return since;
  }
};

class FollowUp : public ::testing::Test {
 protected:
  FollowUp() { script = &script_; }
  ~FollowUp() override { script = nullptr; }

  std::unique_ptr<plugin::Adapter> make() {
    config::Findings findings;
    plugin::Library library{
        "scripted.so", &relay311::detail::Plugin<Scripted>::description, "scripted", {}, {}, {}, {}};
    auto made = plugin::InlineAdapter::make(
        library, {"works", "/data", plugin::OptionsTree(config::Node(), "options"), kv, clock}, findings);
    if (!made) throw std::runtime_error(made.error().text);
    return std::move(*made);
  }

  plugin::CallTerms terms() const {
    plugin::CallTerms terms;
    terms.deadline = clock.now() + std::chrono::seconds(30);
    terms.key = "KEY1";
    return terms;
  }

  Script script_;
  test::MemoryKv kv;
  SystemClock clock;
};

TEST_F(FollowUp, InterfacesOffered_AreThoseThatTheInstanceHas) {
  for (const Ability each : {Ability::update, Ability::find_update, Ability::media, Ability::find_media})
    EXPECT_TRUE(make()->can(each)) << word(each);
  script_.finds = false;
  EXPECT_TRUE(make()->can(Ability::update));
  EXPECT_TRUE(make()->can(Ability::media));
  EXPECT_FALSE(make()->can(Ability::find_update));
  EXPECT_FALSE(make()->can(Ability::find_media));
  script_.takes = false;
  EXPECT_FALSE(make()->can(Ability::update));
  EXPECT_FALSE(make()->can(Ability::media));
}

TEST_F(FollowUp, EveryFieldOfAnUpdate_Arrives) {
  open311::AcceptedUpdate sent;
  sent.jurisdiction = "springfield.example";
  sent.request = "R1";
  sent.id = "U1";
  sent.reference = "WO 1/ä";
  sent.service_code = "POT";
  sent.updated = Time(Milliseconds(5000));
  sent.update = {"17",
                 open311::Status::not_councils_responsibility,
                 false,
                 "Tiefer",
                 "Mr",
                 "a@b.example",
                 "Zoë",
                 "O'Example",
                 "555 0100",
                 "account",
                 {"https://example.com/1.jpg"},
                 {{"kinds", {"a", "b"}}}};
  relay311::Update seen;
  script_.update = [&](const relay311::Update& update) {
    seen = update;
    return "C-7";
  };
  const auto added = make()->update(sent, terms());
  EXPECT_EQ(added.verdict.outcome, Outcome::ok) << added.verdict.reason;
  EXPECT_EQ(added.reference, "C-7");
  EXPECT_EQ(seen.id, "U1");
  EXPECT_EQ(seen.request_id, "R1");
  EXPECT_EQ(seen.reference, "WO 1/ä");
  EXPECT_EQ(seen.jurisdiction_id, "springfield.example");
  EXPECT_EQ(seen.service_code, "POT");
  EXPECT_EQ(seen.backend_code, "POT");
  EXPECT_EQ(seen.status, "not_councils_responsibility");
  EXPECT_FALSE(seen.reopens);
  EXPECT_EQ(seen.description, "Tiefer");
  EXPECT_EQ(seen.title, "Mr");
  EXPECT_EQ(seen.email, "a@b.example");
  EXPECT_EQ(seen.first_name, "Zoë");
  EXPECT_EQ(seen.last_name, "O'Example");
  EXPECT_EQ(seen.phone, "555 0100");
  EXPECT_EQ(seen.account_id, "account");
  EXPECT_EQ(seen.updated.time_since_epoch(), std::chrono::seconds(5));
  ASSERT_EQ(seen.values.size(), 2u);
  EXPECT_EQ(seen.values[1].value, "b");
  EXPECT_THAT(seen.media_urls, ElementsAre("https://example.com/1.jpg"));
}

TEST_F(FollowUp, UpdateThatReopens_SaysSoBesideOpen) {
  relay311::Update seen;
  script_.update = [&](const relay311::Update& update) {
    seen = update;
    return "";
  };
  open311::AcceptedUpdate sent;
  sent.update.status = open311::Status::open;
  sent.update.reopens = true;
  make()->update(sent, terms());
  EXPECT_EQ(seen.status, "open");
  EXPECT_TRUE(seen.reopens);
}

// As of a gateway that knew less of updates.
TEST_F(FollowUp, UpdateWithoutFlags_DoesNotReopen) {
  r311_update sent{};
  sent.size = offsetof(r311_update, flags);
  sent.flags = R311_UPDATE_REOPENS;
  EXPECT_FALSE(relay311::detail::update_of(sent).reopens);
}

TEST_F(FollowUp, WhatAnUpdateDoesNotSay_IsAbsent) {
  relay311::Update seen;
  seen.status = seen.title = "before";
  script_.update = [&](const relay311::Update& update) {
    seen = update;
    return "";
  };
  EXPECT_EQ(make()->update({}, terms()).reference, "");
  EXPECT_EQ(seen.status, std::nullopt);
  EXPECT_EQ(seen.title, std::nullopt);
  EXPECT_EQ(seen.description, "");
}

TEST_F(FollowUp, File_ArrivesWithItsContentInPieces) {
  plugin::MediaItem sent{"R1", "WO-1", "", 2, {"digest", "../a b.jpg", "image/jpeg", 20'000}};
  const std::string content(20'000, '\xff');
  relay311::MediaItem seen;
  std::string read;
  script_.attach = [&](const relay311::MediaItem& item, relay311::MediaSource& source) {
    seen = item;
    char piece[999];
    while (const std::size_t count = source.read(piece, sizeof piece)) read.append(piece, count);
    return "P-1";
  };
  test::TextSource source(content);
  EXPECT_EQ(make()->attach(sent, source, terms()).reference, "P-1");
  EXPECT_TRUE(read == content);
  EXPECT_EQ(seen.request_id, "R1");
  EXPECT_EQ(seen.reference, "WO-1");
  EXPECT_EQ(seen.update_id, std::nullopt);
  EXPECT_EQ(seen.position, 2u);
  EXPECT_EQ(seen.file_name, "../a b.jpg");
  EXPECT_EQ(seen.content_type, "image/jpeg");
  EXPECT_EQ(seen.digest, "digest");
  EXPECT_EQ(seen.size, 20'000u);
}

TEST_F(FollowUp, FileThatCantBeReadOn_EndsTheCallAsUnavailable) {
  script_.attach = [](const relay311::MediaItem&, relay311::MediaSource& source) {
    char piece[10];
    while (source.read(piece, sizeof piece) > 0) continue;
    return "never";
  };
  test::TextSource source("0123", "the disk is gone");
  const auto attached = make()->attach({"R1", "WO-1", "U1", 1, {"", "", "", 10}}, source, terms());
  EXPECT_EQ(attached.verdict.outcome, Outcome::unavailable);
  EXPECT_EQ(attached.verdict.reason, "the file can't be read: the disk is gone");
  EXPECT_EQ(attached.reference, "");
}

TEST_F(FollowUp, FileThatCantBeReadForNoReasonThatIsTold_EndsTheCallAsUnavailableToo) {
  struct Silent final : plugin::MediaSource {
    Result<std::size_t> read(char*, std::size_t) override { return fail(Kind::unavailable, ""); }
  } source;
  script_.attach = [](const relay311::MediaItem&, relay311::MediaSource& lent) {
    char piece[10];
    while (lent.read(piece, sizeof piece) > 0) continue;
    return "never";
  };
  const auto attached = make()->attach({"R1", "WO-1", "U1", 1, {"", "", "", 10}}, source, terms());
  EXPECT_EQ(attached.verdict.outcome, Outcome::unavailable);
  EXPECT_EQ(attached.verdict.reason, "the file can't be read: no reason was told");
  EXPECT_EQ(attached.reference, "");
}

TEST_F(FollowUp, KeyLookedFor_IsFoundOrCertainlyAbsent_AndAFailureIsNeither) {
  script_.find = [](std::string_view key) { return "of " + std::string(key); };
  EXPECT_EQ(make()->find_update(terms()).reference, "of KEY1");
  EXPECT_EQ(make()->find_media(terms()).reference, "of KEY1");
  script_.find = [](std::string_view) { return ""; };
  EXPECT_EQ(make()->find_update(terms()).verdict.outcome, Outcome::ok);
  script_.find = [](std::string_view) { return std::nullopt; };
  EXPECT_EQ(make()->find_update(terms()).verdict.outcome, Outcome::not_found);
  EXPECT_EQ(make()->find_media(terms()).verdict.outcome, Outcome::not_found);
  script_.find = [](std::string_view) -> std::optional<std::string> {
    throw relay311::Failure(relay311::Outcome::not_found, "some table is missing");
  };
  EXPECT_EQ(make()->find_update(terms()).verdict.outcome, Outcome::internal);
  EXPECT_EQ(make()->find_media(terms()).verdict.outcome, Outcome::internal);
}

TEST_F(FollowUp, EchoesAndForeignWorkOrders_ArriveFieldByField) {
  script_.changes = [](relay311::ChangeSink& sink) {
    relay311::Change echo;
    echo.reference = "R";
    echo.update_key = "U1";
    echo.media_urls = {"https://example.com/1.jpg"};
    echo.duplicate_of = "WO-1";
    echo.parent = "";
    echo.related = {{"WO-2", "WO-3"}};
    echo.non_public = true;
    echo.backend_status = "W9";
    echo.status_unknown = true;
    echo.expected = relay311::Time(std::chrono::seconds(7));
    echo.notice = "Within a week";
    EXPECT_TRUE(sink.add(echo));
    relay311::Change plain;
    plain.reference = "R";
    EXPECT_TRUE(sink.add(plain));
    plain.related.emplace();
    plain.expected.emplace();
    plain.notice = "";
    EXPECT_TRUE(sink.add(plain));
    EXPECT_TRUE(sink.takes_work_orders());
    EXPECT_TRUE(sink.add(relay311::WorkOrder{"WO-9", "RD-10", "Hole", "fixed", "C", "1 Main Street", 51.5, -0.125,
                                             relay311::Time(std::chrono::seconds(5))}));
    relay311::WorkOrder bare;
    bare.reference = "WO-10";
    bare.non_public = true;
    bare.backend_status = "W9";
    bare.status_unknown = true;
    bare.expected = relay311::Time(std::chrono::seconds(7));
    bare.notice = "Within a week";
    bare.zipcode = "62701";
    EXPECT_TRUE(sink.add(bare));
  };
  const auto polled = make()->changes("", terms());
  ASSERT_EQ(polled.changes.size(), 3u);
  EXPECT_EQ(polled.changes[0].update_key, "U1");
  EXPECT_EQ(polled.changes[0].links.duplicate_of, "WO-1");
  EXPECT_EQ(polled.changes[0].links.parent, "");
  EXPECT_EQ(polled.changes[0].links.related, (std::vector<std::string>{"WO-2", "WO-3"}));
  EXPECT_FALSE(polled.changes[1].links.told());
  EXPECT_EQ(polled.changes[2].links.related, std::vector<std::string>());
  EXPECT_EQ(polled.changes[2].links.duplicate_of, std::nullopt);
  EXPECT_THAT(polled.changes[0].media_urls, ElementsAre("https://example.com/1.jpg"));
  EXPECT_EQ(polled.changes[0].non_public, true);
  EXPECT_TRUE(polled.changes[0].status_unknown);
  EXPECT_EQ(polled.changes[0].expected, Time(Milliseconds(7000)));
  EXPECT_EQ(polled.changes[0].notice, "Within a week");
  EXPECT_FALSE(polled.changes[1].status_unknown);
  EXPECT_EQ(polled.changes[1].expected, std::nullopt);
  EXPECT_EQ(polled.changes[1].notice, std::nullopt);
  EXPECT_TRUE(polled.changes[2].expected.has_value() && !*polled.changes[2].expected);
  EXPECT_EQ(polled.changes[2].notice, "");
  ASSERT_EQ(polled.work_orders.size(), 2u);
  EXPECT_FALSE(polled.work_orders[0].non_public);
  EXPECT_TRUE(polled.work_orders[1].non_public);
  const open311::WorkOrder& order = polled.work_orders[0];
  EXPECT_EQ(order.reference, "WO-9");
  EXPECT_EQ(order.backend_code, "RD-10");
  EXPECT_EQ(order.description, "Hole");
  EXPECT_EQ(order.status, open311::Status::fixed);
  EXPECT_EQ(order.backend_status, "C");
  EXPECT_EQ(order.address_string, "1 Main Street");
  EXPECT_EQ(order.position->latitude, 51.5);
  EXPECT_EQ(order.requested, Time(Milliseconds(5000)));
  EXPECT_EQ(polled.work_orders[1].position, std::nullopt);
  EXPECT_EQ(polled.work_orders[1].status, std::nullopt);
  EXPECT_FALSE(order.status_unknown);
  EXPECT_EQ(order.expected, std::nullopt);
  EXPECT_TRUE(polled.work_orders[1].status_unknown);
  EXPECT_EQ(polled.work_orders[1].expected, Time(Milliseconds(7000)));
  EXPECT_EQ(polled.work_orders[1].notice, "Within a week");
  EXPECT_EQ(polled.work_orders[1].zipcode, "62701");
}

TEST_F(FollowUp, WordOfTheDraft_StandsBesideTheStatusWhereOnlyTheDraftHasOne) {
  relay311::Update seen;
  script_.update = [&](const relay311::Update& update) {
    seen = update;
    return "";
  };
  using open311::Status;
  struct Case {
    Status status;
    const char* told;
    std::optional<std::string> draft;
  };
  for (const Case& each : {Case{Status::more_info, "open", "more info"}, Case{Status::incomplete, "open", "incomplete"},
                           Case{Status::planned, "planned", "assigned"}, Case{Status::open, "open", {}},
                           Case{Status::in_progress, "in_progress", {}}, Case{Status::fixed, "fixed", {}}}) {
    open311::AcceptedUpdate sent;
    sent.update.status = each.status;
    make()->update(sent, terms());
    EXPECT_EQ(seen.status, each.told);
    EXPECT_EQ(seen.draft_status, each.draft) << each.told;
  }
  r311_update older{};
  older.size = offsetof(r311_update, draft_status);
  older.draft_status = {reinterpret_cast<const char*>(1), 7};
  EXPECT_EQ(relay311::detail::update_of(older).draft_status, std::nullopt) << "of a gateway that knew less of updates";
}

// A host of an earlier release, whose sink ends sooner.
TEST(ChangeSinkOfAnOlderHost, TakesNoWorkOrders) {
  r311_change_sink abi{};
  abi.size = offsetof(r311_change_sink, work_order);
  abi.work_order = [](r311_sink_handle*, const r311_work_order*) -> std::int32_t { std::abort(); };
  relay311::ChangeSink sink(abi);
  EXPECT_FALSE(sink.takes_work_orders());
  EXPECT_THROW(sink.add(relay311::WorkOrder()), relay311::Failure);
}

}  // namespace
}  // namespace r311
