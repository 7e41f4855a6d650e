// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <relay311/adapter.hpp>

#include "base/log.h"
#include "plugin/inline_adapter.h"
#include "support/memory_kv.h"
#include "support/plugin_bench.h"

namespace r311 {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string seen;  // what the last probe found; a plugin is made by a plain function, which takes no context

// Takes its words anew at each probe, and finds the word `wrong` wrong.
class Reloading : public relay311::Adapter, public relay311::Probes {
 public:
  static constexpr relay311::PluginInfo info{"reloading", "1.0.0", "Tests", "Reads its options anew"};
  using Adapter::Adapter;
  void probe(relay311::Call&) override {
    seen = host().reload() ? "new: " : "same: ";
    const auto word = host().options().at("words/a");
    if (word.text() == "wrong") word.mistake("", "wrong", "a word");
    seen += word.text() + (host().mistakes() ? ", mistaken" : "");
  }
};

class OptionsThatChange : public ::testing::Test {
 protected:
  OptionsThatChange() {
    log::start(log::Level::info, true);
    words("a: one");
    config::Findings findings;
    const auto file = test::write_file(folder_.path() / "main.yaml", "words: words.yaml");
    const std::vector<config::OptionSpec> specs{{"words", config::OptionKind::file, "words", {}, {}, true, false},
                                                {"words/a", config::OptionKind::text, "a word", {}, {}, true, false}};
    plugin::OptionFiles files(specs, config::load_tree(file, findings), "backends.works.options", file);
    plugin::Library library{
        "reloading.so", &relay311::detail::Plugin<Reloading>::description, "reloading", {}, {}, {}, {}};
    auto checked = files.check();
    adapter_ = plugin::InlineAdapter::make(
                   library,
                   {"works", "/data", plugin::OptionsTree(std::move(checked.options), "backends.works.options"), kv_,
                    clock_, std::move(files)},
                   findings)
                   .value();
  }

  void words(const std::string& yaml) { test::write_file(folder_.path() / "words.yaml", yaml); }
  std::string probed() {
    plugin::CallTerms terms;
    terms.deadline = clock_.now() + std::chrono::seconds(30);
    adapter_->probe(terms);
    return seen;
  }
  // What the gateway logs of one probe.
  std::string logged() {
    ::testing::internal::CaptureStderr();
    probed();
    log::flush();
    return ::testing::internal::GetCapturedStderr();
  }

  test::Folder folder_;
  test::MemoryKv kv_;
  SystemClock clock_;
  std::unique_ptr<plugin::Adapter> adapter_;
};

TEST_F(OptionsThatChange, AreSeenOnceTheyAreAskedFor) {
  EXPECT_EQ(probed(), "same: one");
  words("a: two and more");
  EXPECT_EQ(probed(), "new: two and more");
  EXPECT_EQ(probed(), "same: two and more");
}

TEST_F(OptionsThatChange, FileWithAMistake_IsToldWithItsPlace_AndNothingChanges) {
  words("a: two\nb: three");
  EXPECT_THAT(logged(), HasSubstr("words.yaml:2:1: backends.works.options.words: found unknown key"));
  EXPECT_EQ(seen, "same: one");
  EXPECT_THAT(logged(), Not(HasSubstr("words.yaml"))) << "once";
}

TEST_F(OptionsThatChange, MistakeThatTheAdapterFinds_IsToldWithItsPlace_AndForgottenWithTheNextReload) {
  words("a: wrong");
  EXPECT_THAT(logged(), HasSubstr("words.yaml:1:4: backends.works.options.words.a: found wrong, expected a word"));
  EXPECT_EQ(seen, "new: wrong, mistaken");
  words("a: right again");
  EXPECT_EQ(probed(), "new: right again");
}

}  // namespace
}  // namespace r311
