// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace r311::log {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

// Standard error of this process while it lives; not a terminal, so no colours.
class Captured {
 public:
  Captured(Level level, bool json) {
    testing::internal::CaptureStderr();
    start(level, json);
  }
  std::string text() { return testing::internal::GetCapturedStderr(); }
};

Poco::JSON::Object::Ptr parse(const std::string& line) {
  return Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
}

TEST(Log, JsonLineBearsTimeLevelEventAndFields) {
  Captured log(Level::info, true);
  warning("back end does not answer", {{"backend", "highways"}, {"trace", "0ABC"}});
  const std::string line = log.text();
  EXPECT_THAT(line, EndsWith("}\n"));
  const auto object = parse(line);
  EXPECT_EQ(object->getValue<std::string>("level"), "warning");
  EXPECT_EQ(object->getValue<std::string>("event"), "back end does not answer");
  EXPECT_EQ(object->getValue<std::string>("backend"), "highways");
  EXPECT_EQ(object->getValue<std::string>("trace"), "0ABC");
  EXPECT_THAT(object->getValue<std::string>("time"),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z"));
}

TEST(Log, ValuesComeBackFromJsonAsTheyWere) {
  std::string value = "quote \" back\\slash {} %v Łódź 🚧";
  for (char c = 1; c < 0x20; ++c) value += c;
  value += "\x7F\xC2\x85\xE2\x80\xA8\xE2\x80\xAE";
  Captured log(Level::info, true);
  info("seen", {{"value", value}});
  const std::string line = log.text();
  EXPECT_EQ(parse(line)->getValue<std::string>("value"), value);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

TEST(Log, NoValueCanForgeASecondLineOrDriveATerminal) {
  for (const bool json : {true, false}) {
    Captured log(Level::info, json);
    info("seen", {{"value", "x\n12:00 error forged\r\x1B[31m\xC2\x9B\xE2\x80\xAE"}, {"a\nb", "c"}});
    const std::string text = log.text();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
    for (const char* bad : {"\r", "\x1B", "\xC2\x9B", "\xE2\x80\xAE"}) EXPECT_THAT(text, Not(HasSubstr(bad)));
  }
}

TEST(Log, IllFormedBytesStillMakeValidJson) {
  Captured log(Level::info, true);
  info("seen", {{"value", "caf\xE9 \xF0\x9F"}});
  EXPECT_EQ(parse(log.text())->getValue<std::string>("value"), "caf\xEF\xBF\xBD \xEF\xBF\xBD");
}

TEST(Log, ReadableLineQuotesOnlyWhatNeedsIt) {
  Captured log(Level::info, false);
  info("report accepted", {{"id", "0ABC"}, {"service", "Street light"}, {"group", ""}, {"q", "a=\"b\""}});
  EXPECT_THAT(log.text(), EndsWith("report accepted id=0ABC service=\"Street light\" group=\"\" q=\"a=\\\"b\\\"\"\n"));
}

TEST(Log, LinesBelowTheLevelAreNotWritten) {
  Captured log(Level::warning, true);
  debug("no");
  info("no");
  EXPECT_FALSE(enabled(Level::info));
  EXPECT_TRUE(enabled(Level::error));
  EXPECT_EQ(log.text(), "");
}

TEST(Log, LinesOfSeveralThreadsStayWhole) {
  Captured log(Level::info, true);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      for (int i = 0; i < 50; ++i) info("seen", {{"value", std::string(200, 'x')}});
    });
  for (auto& thread : threads) thread.join();
  const std::string text = log.text();
  std::size_t lines = 0;
  for (std::size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    EXPECT_NO_THROW(parse(text.substr(begin, end - begin)));
    ++lines;
  }
  EXPECT_EQ(lines, 200u);
}

}  // namespace
}  // namespace r311::log
