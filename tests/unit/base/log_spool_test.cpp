// SPDX-License-Identifier: Apache-2.0
#include "base/log_spool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace r311::log {
namespace {

Spool::Line line(Level level, std::string text) { return {level, {}, std::move(text)}; }

TEST(Spool, LinesAreWrittenInOrder) {
  std::vector<std::string> written;
  {
    Spool spool(100, [&](const Spool::Line& one) { written.push_back(one.text); });
    for (int i = 0; i < 50; ++i) spool.put(line(Level::info, std::to_string(i)));
  }
  ASSERT_EQ(written.size(), 50u);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(written[static_cast<std::size_t>(i)], std::to_string(i));
}

TEST(Spool, FlushWaitsForWhatWasPut) {
  std::vector<std::string> written;
  Spool spool(100, [&](const Spool::Line& one) { written.push_back(one.text); });
  spool.put(line(Level::info, "a"));
  spool.flush(std::chrono::minutes(1));
  EXPECT_THAT(written, ::testing::ElementsAre("a"));
}

TEST(Spool, ReaderThatHangs_StopsNoWriterAndLinesAreCounted) {
  std::promise<void> open;
  const std::shared_future<void> gate = open.get_future().share();
  std::promise<void> begun;
  bool first = true;
  Spool spool(4, [&](const Spool::Line&) {
    if (first) begun.set_value();
    first = false;
    gate.wait();
  });
  spool.put(line(Level::info, "in the write that hangs"));
  begun.get_future().wait();
  for (int i = 0; i < 10; ++i) spool.put(line(Level::info, "more"));
  EXPECT_EQ(spool.dropped(), 6u);
  spool.put(line(Level::error, "waits a moment, then goes too"));
  EXPECT_EQ(spool.dropped(), 7u);
  open.set_value();
}

}  // namespace
}  // namespace r311::log
