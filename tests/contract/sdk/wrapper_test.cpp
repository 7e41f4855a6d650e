// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <relay311/adapter.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/inline_adapter.h"
#include "support/memory_kv.h"
#include "support/plugin_bench.h"

namespace r311 {
namespace {

using plugin::Outcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What the adapter below does when it is called.
struct Script {
  std::function<void(relay311::Host&)> create = [](relay311::Host&) {};
  std::function<relay311::Receipt(relay311::Host&, const relay311::Report&, relay311::Call&)> submit =
      [](relay311::Host&, const relay311::Report&, relay311::Call&) { return relay311::Receipt{"1"}; };
  std::function<relay311::Cursor(relay311::Cursor, relay311::ChangeSink&)> changes =
      [](relay311::Cursor since, relay311::ChangeSink&) { return since; };
  std::function<std::optional<relay311::Receipt>(std::string_view)> find = [](std::string_view) {
    return std::nullopt;
  };
  std::function<void(const relay311::Cursor&)> acknowledge = [](const relay311::Cursor&) {};
};
Script* script = nullptr;  // a plugin is made by a plain function, which takes no context

class Scripted : public relay311::Adapter,
                 public relay311::Submits,
                 public relay311::Finds,
                 public relay311::ReportsChanges {
 public:
  static constexpr relay311::PluginInfo info{"scripted", "1.2.3", "Tests", "Does what a test says"};
  static constexpr relay311::Option options[] = {
      {"list/#/name", relay311::OptionKind::text, "a name", relay311::required | relay311::secret},
      {"wait", relay311::OptionKind::duration, "how long", 0, "30s"},
  };

  explicit Scripted(relay311::Host& gateway) : Adapter(gateway) { script->create(gateway); }
  relay311::Receipt submit(const relay311::Report& report, relay311::Call& call) override {
    return script->submit(host(), report, call);
  }
  relay311::Cursor changes(relay311::Cursor since, relay311::ChangeSink& sink, relay311::Call&) override {
    return script->changes(since, sink);
  }
  std::optional<relay311::Receipt> find(std::string_view key, relay311::Call&) override { return script->find(key); }
  void acknowledge(const relay311::Cursor& cursor, relay311::Call&) override { script->acknowledge(cursor); }
};

// An adapter that is written with the wrapper, called through the gateway's own side of the border.
class Wrapper : public ::testing::Test {
 protected:
  Wrapper() { script = &script_; }
  ~Wrapper() override { script = nullptr; }

  Result<std::unique_ptr<plugin::Adapter>> make(const std::string& yaml = "{}") {
    const auto file = test::write_file(folder.path() / "options.yaml", yaml);
    auto options = config::load_tree(file, findings);
    EXPECT_TRUE(findings.empty());
    plugin::Library library{
        "scripted.so", &relay311::detail::Plugin<Scripted>::description, "scripted", {}, {}, {}, {}};
    return plugin::InlineAdapter::make(
        library, {"works", "/data", plugin::OptionsTree(std::move(options), "backends.works.options"), kv, clock},
        findings);
  }

  plugin::CallTerms terms() const {
    plugin::CallTerms terms;
    terms.deadline = clock.now() + std::chrono::seconds(30);
    terms.trace = "trace-1";
    terms.key = "KEY1";
    terms.attempt = 3;
    return terms;
  }

  plugin::Submitted submit() {
    auto adapter = make();
    if (!adapter) throw std::runtime_error(adapter.error().text);
    return (*adapter)->submit(test::full_report(), terms());
  }

  Script script_;
  test::Folder folder;
  test::MemoryKv kv;
  SystemClock clock;
  config::Findings findings;
};

TEST_F(Wrapper, Description_IsWhatTheClassSays) {
  const r311_plugin& described = relay311::detail::Plugin<Scripted>::description;
  EXPECT_EQ(described.size, sizeof(r311_plugin));
  EXPECT_EQ(described.abi_major, R311_ABI_MAJOR);
  EXPECT_EQ(described.abi_minor, R311_ABI_MINOR);
  ASSERT_EQ(described.option_count, 2u);
  EXPECT_EQ(described.options[0].flags, R311_OPTION_REQUIRED | R311_OPTION_SECRET);
  EXPECT_EQ(described.options[0].default_value.data, nullptr);
  EXPECT_EQ(described.options[1].kind, R311_OPTION_DURATION);
}

TEST_F(Wrapper, InterfacesOffered_AreExactlyTheMixinsInherited) {
  const auto adapter = make();
  ASSERT_TRUE(adapter) << adapter.error().text;
  EXPECT_TRUE((*adapter)->can(plugin::Ability::submit));
  EXPECT_TRUE((*adapter)->can(plugin::Ability::changes));
  EXPECT_TRUE((*adapter)->can(plugin::Ability::find));
  EXPECT_FALSE((*adapter)->can(plugin::Ability::probe));
}

TEST_F(Wrapper, EveryFieldOfAReport_Arrives) {
  relay311::Report seen;
  script_.submit = [&](relay311::Host&, const relay311::Report& report, relay311::Call&) {
    seen = report;
    return relay311::Receipt{"WO 1/ä"};
  };
  EXPECT_EQ(submit().reference, "WO 1/ä");
  const auto sent = test::full_report();
  EXPECT_EQ(seen.id, sent.id);
  EXPECT_EQ(seen.jurisdiction_id, sent.jurisdiction);
  EXPECT_EQ(seen.service_code, sent.service_code);
  EXPECT_EQ(seen.service_name, sent.service_name);
  EXPECT_EQ(seen.service_group, sent.service_group);
  EXPECT_EQ(seen.backend_code, sent.backend_code);
  EXPECT_EQ(seen.description, sent.report.description);
  EXPECT_EQ(seen.address_string, sent.report.address_string);
  EXPECT_EQ(seen.address_id, sent.report.address_id);
  EXPECT_EQ(seen.email, sent.report.email);
  EXPECT_EQ(seen.first_name, sent.report.first_name);
  EXPECT_EQ(seen.last_name, sent.report.last_name);
  EXPECT_EQ(seen.phone, sent.report.phone);
  EXPECT_EQ(seen.device_id, sent.report.device_id);
  EXPECT_EQ(seen.account_id, sent.report.account_id);
  EXPECT_EQ(seen.latitude, 51.5);
  EXPECT_EQ(seen.longitude, -0.125);
  EXPECT_EQ(seen.requested, sent.requested);
  EXPECT_EQ(seen.media_urls, sent.report.media_urls);
  ASSERT_EQ(seen.values.size(), 3u);
  EXPECT_EQ(seen.value("kinds"), "a");
  EXPECT_EQ(seen.values[2].value, "b");
  EXPECT_EQ(seen.value("none"), std::nullopt);
}

TEST_F(Wrapper, TermsOfACall_Arrive) {
  script_.submit = [&](relay311::Host&, const relay311::Report&, relay311::Call& call) {
    EXPECT_EQ(call.idempotency_key(), "KEY1");
    EXPECT_EQ(call.trace_id(), "trace-1");
    EXPECT_EQ(call.attempt(), 3u);
    EXPECT_FALSE(call.cancelled());
    EXPECT_GT(call.remaining().count(), 0);
    EXPECT_LE(call.remaining(), std::chrono::seconds(30));
    return relay311::Receipt{"1"};
  };
  EXPECT_EQ(submit().verdict.outcome, Outcome::ok);
}

TEST_F(Wrapper, CancelDuringACall_IsSeen) {
  std::atomic<bool> cancelled{false};
  script_.submit = [&](relay311::Host&, const relay311::Report&, relay311::Call& call) -> relay311::Receipt {
    cancelled = true;
    EXPECT_TRUE(call.cancelled());
    throw relay311::Failure(relay311::Outcome::cancelled, "stopped half-way");
  };
  auto given = terms();
  given.cancelled = &cancelled;
  const auto adapter = make();
  EXPECT_EQ((*adapter)->submit(test::full_report(), given).verdict.outcome, Outcome::cancelled);
}

TEST_F(Wrapper, EachFailure_ArrivesAsItsOutcomeAndReason) {
  for (r311_outcome code = R311_INVALID; code <= R311_INTERNAL; ++code) {
    script_.submit = [code](relay311::Host&, const relay311::Report&, relay311::Call&) -> relay311::Receipt {
      throw relay311::Failure(static_cast<relay311::Outcome>(code), "because " + std::to_string(code));
    };
    const auto submitted = submit();
    EXPECT_EQ(submitted.verdict.outcome, static_cast<Outcome>(code));
    EXPECT_EQ(submitted.verdict.reason, "because " + std::to_string(code));
  }
}

TEST_F(Wrapper, WhateverElseIsThrown_IsInternal) {
  script_.submit = [](relay311::Host&, const relay311::Report&, relay311::Call&) -> relay311::Receipt {
    throw std::out_of_range("index 7");
  };
  EXPECT_EQ(submit().verdict.outcome, Outcome::internal);
  EXPECT_EQ(submit().verdict.reason, "index 7");
  script_.submit = [](relay311::Host&, const relay311::Report&, relay311::Call&) -> relay311::Receipt { throw 7; };
  EXPECT_EQ(submit().verdict.outcome, Outcome::internal);
  script_.submit = [](relay311::Host&, const relay311::Report&, relay311::Call&) -> relay311::Receipt {
    throw relay311::Failure(relay311::Outcome::ok, "not a failure at all");
  };
  EXPECT_EQ(submit().verdict.outcome, Outcome::internal);
}

TEST_F(Wrapper, EmptyReceipt_IsInternal) {
  script_.submit = [](relay311::Host&, const relay311::Report&, relay311::Call&) { return relay311::Receipt{}; };
  EXPECT_EQ(submit().verdict.outcome, Outcome::internal);
}

TEST_F(Wrapper, Changes_ArriveFieldByField) {
  script_.changes = [](relay311::Cursor since, relay311::ChangeSink& sink) -> relay311::Cursor {
    EXPECT_EQ(since, std::nullopt);
    relay311::Change full{"R", "K", "In Progress", "W", "Zoë was here", "U", relay311::Time(std::chrono::seconds(5))};
    relay311::Change bare;
    bare.reference = "B";
    EXPECT_TRUE(sink.add(full));
    EXPECT_TRUE(sink.add(bare));
    return "next";
  };
  const auto polled = (*make())->changes("", terms());
  ASSERT_EQ(polled.changes.size(), 2u);
  EXPECT_EQ(polled.changes[0].reference, "R");
  EXPECT_EQ(polled.changes[0].key, "K");
  EXPECT_EQ(polled.changes[0].status, open311::Status::in_progress);
  EXPECT_EQ(polled.changes[0].backend_status, "W");
  EXPECT_EQ(polled.changes[0].note, "Zoë was here");
  EXPECT_EQ(polled.changes[0].update_id, "U");
  EXPECT_EQ(polled.changes[0].changed.time_since_epoch(), std::chrono::seconds(5));
  EXPECT_EQ(polled.changes[1].status, std::nullopt);
  EXPECT_EQ(polled.changes[1].note, "");
  EXPECT_EQ(polled.cursor, "next");
}

TEST_F(Wrapper, PollWithoutACursor_KeepsTheOldOne) {
  script_.changes = [](relay311::Cursor since, relay311::ChangeSink&) -> relay311::Cursor {
    EXPECT_EQ(since, "old");
    return std::nullopt;
  };
  EXPECT_EQ((*make())->changes("old", terms()).cursor, "old");
}

TEST_F(Wrapper, PollThatSaysThereIsMore_IsSeenAsCutShort) {
  script_.changes = [](relay311::Cursor, relay311::ChangeSink& sink) -> relay311::Cursor {
    sink.more();
    return "next";
  };
  EXPECT_TRUE((*make())->changes("", terms()).more);
  script_.changes = [](relay311::Cursor, relay311::ChangeSink&) -> relay311::Cursor { return "next"; };
  EXPECT_FALSE((*make())->changes("", terms()).more);
}

TEST_F(Wrapper, Acknowledgement_ArrivesWithItsCursor) {
  std::vector<relay311::Cursor> seen;
  script_.acknowledge = [&](const relay311::Cursor& cursor) { seen.push_back(cursor); };
  const auto adapter = *make();
  EXPECT_EQ(adapter->acknowledge("seven", terms()).outcome, Outcome::ok);
  EXPECT_EQ(adapter->acknowledge("", terms()).outcome, Outcome::ok);
  EXPECT_THAT(seen, ElementsAre("seven", std::nullopt));

  script_.acknowledge = [](const relay311::Cursor&) {
    throw relay311::Failure(relay311::Outcome::unavailable, "gone again");
  };
  EXPECT_EQ(adapter->acknowledge("seven", terms()).reason, "gone again");
}

TEST_F(Wrapper, KeyLookedFor_IsFoundWithItsReferenceOrCertainlyAbsent) {
  script_.find = [](std::string_view key) -> std::optional<relay311::Receipt> {
    return relay311::Receipt{"WO of " + std::string(key)};
  };
  const auto found = (*make())->find(terms());
  EXPECT_EQ(found.verdict.outcome, Outcome::ok);
  EXPECT_EQ(found.reference, "WO of KEY1");
  script_.find = [](std::string_view) { return std::nullopt; };
  EXPECT_EQ((*make())->find(terms()).verdict.outcome, Outcome::not_found);
}

TEST_F(Wrapper, FindThatFails_IsNeverTakenAsAbsent) {
  for (r311_outcome code = R311_INVALID; code <= R311_INTERNAL; ++code) {
    script_.find = [code](std::string_view) -> std::optional<relay311::Receipt> {
      throw relay311::Failure(static_cast<relay311::Outcome>(code), "because " + std::to_string(code));
    };
    const auto found = (*make())->find(terms());
    EXPECT_NE(found.verdict.outcome, Outcome::not_found);
    EXPECT_NE(found.verdict.outcome, Outcome::ok);
    EXPECT_EQ(found.verdict.reason, "because " + std::to_string(code));
  }
}

TEST_F(Wrapper, FindWithAnEmptyReference_IsInternal) {
  script_.find = [](std::string_view) { return relay311::Receipt{}; };
  EXPECT_EQ((*make())->find(terms()).verdict.outcome, Outcome::internal);
}

TEST_F(Wrapper, Options_AreReadByPath) {
  script_.create = [](relay311::Host& gateway) {
    const relay311::Options options = gateway.options();
    EXPECT_EQ(options.kind(), relay311::Node::map);
    EXPECT_EQ(options.integer("number"), -5);
    EXPECT_EQ(options.duration("wait"), std::chrono::milliseconds(1500));
    EXPECT_TRUE(options.boolean("flag"));
    EXPECT_EQ(options.text_or("none", "else"), "else");
    EXPECT_THROW(options.text("none"), relay311::Failure);
    EXPECT_THROW(options.integer("flag"), relay311::Failure);
    EXPECT_THROW(options.boolean("number"), relay311::Failure);
    EXPECT_THAT(options.names(), ElementsAre("number", "wait", "flag", "list", "codes"));
    EXPECT_EQ(options.count("list"), 2u);
    EXPECT_THAT(options.names("list"), ElementsAre("0", "1"));
    EXPECT_EQ(options.text("list/1/name"), "second");
    EXPECT_EQ(options.at("list").at("0").text("name"), "first");
    EXPECT_FALSE(options.has("list/2"));
    EXPECT_THAT(options.names("codes"), ElementsAre("N/A", "~", "", "001"));
    for (const std::string& name : options.names("codes")) {
      EXPECT_EQ(options.at("codes").member(name).text(), "is " + name);
    }
  };
  const auto made = make(
      "number: -5\nwait: 1500\nflag: true\nlist: [{name: first}, {name: second}]\n"
      "codes: {'N/A': 'is N/A', '~': 'is ~', '': 'is ', '001': 'is 001'}");
  EXPECT_TRUE(made) << made.error().text;
}

TEST_F(Wrapper, MistakesInTheConstructor_AreAllToldWithTheirPlaces) {
  script_.create = [](relay311::Host& gateway) {
    EXPECT_FALSE(gateway.mistakes());
    gateway.options().at("list").mistake("1/name", "'secnod'", "first|second|third");
    gateway.options().mistake("missing/deep", "nothing", "something");
    EXPECT_TRUE(gateway.mistakes());
  };
  const auto made = make("list:\n  - name: first\n  - name: secnod\n");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Kind::invalid);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].where, "backends.works.options.list[1].name");
  EXPECT_EQ(findings[0].place.line, 3);
  EXPECT_EQ(findings[0].place.column, 11);
  EXPECT_EQ(findings[0].suggestion, "second");
  EXPECT_EQ(findings[0].expected, "one of first, second, third");
  EXPECT_EQ(findings[1].where, "backends.works.options.missing.deep");
  EXPECT_EQ(findings[1].place.line, 1);
}

TEST_F(Wrapper, ExceptionInTheConstructor_IsTheReason) {
  script_.create = [](relay311::Host& gateway) { gateway.options().text("dsn"); };
  const auto made = make();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Kind::corrupt);
  EXPECT_THAT(made.error().text, HasSubstr("the option dsn is not given"));
  EXPECT_THAT(made.error().text, HasSubstr("scripted.so"));
}

TEST_F(Wrapper, DurableState_IsGotPutAndRemoved) {
  script_.submit = [](relay311::Host& gateway, const relay311::Report&, relay311::Call&) {
    EXPECT_EQ(gateway.get("k"), std::nullopt);
    gateway.put("k", "");
    EXPECT_EQ(gateway.get("k"), "");
    gateway.put("k", std::string(64 * 1024, 'x'));
    EXPECT_EQ(gateway.get("k")->size(), 64u * 1024u);
    gateway.remove("k");
    EXPECT_EQ(gateway.get("k"), std::nullopt);
    EXPECT_THROW(gateway.put("k", std::string(64 * 1024 + 1, 'x')), relay311::Failure);
    EXPECT_THROW(gateway.put("", "v"), relay311::Failure);
    EXPECT_THROW(gateway.get(std::string(257, 'k')), relay311::Failure);
    EXPECT_THROW(gateway.put("k", "\xff"), relay311::Failure);
    return relay311::Receipt{"1"};
  };
  EXPECT_EQ(submit().verdict.outcome, Outcome::ok);
}

TEST_F(Wrapper, WhatTheHostTellsOfItself_Arrives) {
  script_.create = [](relay311::Host& gateway) {
    EXPECT_EQ(gateway.backend(), "works");
    EXPECT_EQ(gateway.data_directory(), "/data");
    gateway.log(relay311::Level::debug, nullptr, "seen");
  };
  EXPECT_TRUE(make());
}

// A host of an earlier release, whose structs end sooner.
TEST(WrapperAgainstAnOlderHost, ReadsOnlyWhatTheHostKnows) {
  r311_report report{};
  report.size = offsetof(r311_report, backend_code);
  report.id = {"R", 1};
  report.backend_code = {"beyond", 6};
  report.value_count = 99;
  const relay311::Report read = relay311::detail::report_of(report);
  EXPECT_EQ(read.id, "R");
  EXPECT_EQ(read.backend_code, "");
  EXPECT_TRUE(read.values.empty());
  r311_call call{};
  call.size = offsetof(r311_call, trace_id);
  call.deadline = 5000;
  call.trace_id = {"beyond", 6};
  const relay311::Call terms(call);
  EXPECT_EQ(terms.deadline().time_since_epoch().count(), 5000);
  EXPECT_EQ(terms.remaining().count(), 0);
  EXPECT_EQ(terms.trace_id(), "");
  EXPECT_FALSE(terms.cancelled());
}

}  // namespace
}  // namespace r311
