// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "config/config.h"
#include "config/option_check.h"
#include "config/scalars.h"
#include "places.h"

namespace r311::config {
namespace {

using testing::HasSubstr;

TEST(Reference, PageInDocsIsCurrent) {
  std::ifstream file(std::string(RELAY311_SOURCE_DIR) + "/docs/configuration.md", std::ios::binary);
  std::stringstream page;
  page << file.rdbuf();
  EXPECT_EQ(page.str(), reference_markdown()) << "write it anew: relay311 config reference > docs/configuration.md";
}

TEST(Reference, DefaultsAreThoseOfTheTypes) {
  const std::string page = reference_markdown();
  EXPECT_THAT(page, HasSubstr("| `listen` | HOST:PORT or [IPv6]:PORT | `127.0.0.1:3110` |"));
  EXPECT_THAT(page, HasSubstr("| `max_body` | size from 1KB to 1GB | `20MB` |"));
  EXPECT_THAT(page, HasSubstr("| `deadline` | duration from 100ms to 10m | `30s` |"));
  EXPECT_THAT(page, HasSubstr("| `give_up_after` | duration from 1s to 365d | `7d` |"));
  EXPECT_THAT(page, HasSubstr("## `jurisdictions[].services[].attributes[].values[]`"));
}

TEST(Reference, OptionsOfAdaptersAreATableToo) {
  OptionSpec spec;
  spec.path = "statuses/?";
  spec.kind = OptionKind::choice;
  spec.choices = {"open", "closed"};
  spec.help = "What a|b means";
  spec.required = true;
  EXPECT_THAT(option_reference({spec}),
              HasSubstr("| `statuses/?` | one of open, closed | required | What a\\|b means |\n"));
}

TEST(Scalars, DurationsAndSizesAreShownAsTheyAreWritten) {
  for (const char* text : {"0ms", "1ms", "1500ms", "59s", "90s", "5m", "36h", "2d"})
    EXPECT_EQ(show_duration(*parse_duration(text)), text);
  for (const char* text : {"0", "1", "1025", "64KB", "20MB", "3GB"}) EXPECT_EQ(show_size(*parse_size(text)), text);
}

}  // namespace
}  // namespace r311::config
