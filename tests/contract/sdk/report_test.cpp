// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <relay311/adapter.hpp>

namespace r311 {
namespace {

TEST(WrapperAgainstABrokenHost, CountWithoutAnArray_IsNone) {
  r311_report report{};
  report.size = sizeof report;
  report.value_count = 99;
  report.media_url_count = 99;
  const relay311::Report read = relay311::detail::report_of(report);
  EXPECT_TRUE(read.values.empty());
  EXPECT_TRUE(read.media_urls.empty());
}

}  // namespace
}  // namespace r311
