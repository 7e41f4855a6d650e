// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/log.h"
#include "council.h"
#include "support/plugin_bench.h"

namespace sql::test {

inline const r311::SystemClock& the_clock() {
  static const r311::SystemClock clock;
  return clock;
}

// The plugin itself (the library that is shipped, loaded as the gateway loads it) before a council's database.
class AdapterTest : public virtual testing::Test {
 protected:
  explicit AdapterTest(const std::string& kind) : council_(kind), bench_({RELAY311_PLUGINS}, the_clock()) {
    r311::log::start(r311::log::Level::debug, true);
    report_ = r311::test::full_report();
    report_.backend_code = "PH01";
  }

  void use(const std::string& statements) { use(council_.url(), statements); }
  void use(const std::string& url, const std::string& statements) {
    std::string indented = "\n" + statements;
    for (std::size_t at = 0; (at = indented.find('\n', at)) != std::string::npos; at += 3)
      indented.replace(at, 1, "\n  ");
    auto made =
        bench_.make("sql", "database: '" + url + "'\ntime_zone: America/Chicago\nstatements:" + indented + "\n");
    std::string told;
    for (const auto& finding : bench_.findings) told += to_text(finding) + "\n";
    ASSERT_TRUE(made.has_value()) << made.error().text << "\n" << told;
    adapter_ = std::move(*made);
  }

  r311::plugin::Submitted submit(const std::string& key = "KEY1") {
    return adapter_->submit(report_, bench_.terms(key));
  }

  // Files the report and expects success.
  std::string filed(const std::string& key = "KEY1") {
    const auto submitted = submit(key);
    EXPECT_EQ(submitted.verdict.outcome, r311::plugin::Outcome::ok) << submitted.verdict.reason;
    return submitted.reference;
  }

  std::string count(const std::string& table = "work_order") { return council_.one("SELECT COUNT(*) FROM " + table); }

  void clerk_closes(const std::string& reference, const std::string& local, const std::string& status = "C") {
    council_.clerk("UPDATE work_order SET status = '" + status + "', changed_local = '" + local +
                   "', note = 'Fixed — żółć' WHERE wo_no = " + reference);
  }

  Council council_;
  r311::test::PluginBench bench_;
  std::unique_ptr<r311::plugin::Adapter> adapter_;
  r311::open311::AcceptedReport report_;
};

}  // namespace sql::test
