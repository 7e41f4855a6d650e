// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plugin/report_view.h"
#include "relay311/report.hpp"
#include "support/plugin_bench.h"

namespace r311 {
namespace {

TEST(ReportOfAnAdapter, SaysWhetherItIsPrivateBesideItsPosition) {
  auto sent = test::full_report();
  for (const bool is_private : {true, false}) {
    sent.non_public = is_private;
    const plugin::ReportView view(sent);
    const auto seen = relay311::detail::report_of(*view.abi());
    EXPECT_EQ(seen.non_public, is_private);
    EXPECT_EQ(seen.latitude, 51.5);
  }
}

}  // namespace
}  // namespace r311
