// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "places.h"
#include "unit/config/written.h"

namespace r311::config {
namespace {

// The fenced YAML of a page in docs/.
std::vector<std::string> yaml_of(const std::string& page) {
  std::ifstream file(std::string(RELAY311_SOURCE_DIR) + "/docs/" + page);
  std::vector<std::string> snippets;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("```", 0) == 0) {
      inside = line == "```yaml";
      if (inside) snippets.emplace_back();
    } else if (inside) {
      snippets.back() += line + '\n';
    }
  }
  return snippets;
}

// What a snippet may lack, since it shows one part of a whole, on another machine.
bool is_of_the_whole(const Finding& finding) {
  return (finding.where.empty() && finding.found.rfind("no key", 0) == 0) ||
         finding.found.rfind("no environment variable", 0) == 0;
}

TEST(Guide, EverySnippetForCouncilsIsGoodConfiguration) {
  auto snippets = yaml_of("council.md");
  ASSERT_GE(snippets.size(), 7u);
  const auto others = yaml_of("fixmystreet.md");
  ASSERT_FALSE(others.empty());
  snippets.insert(snippets.end(), others.begin(), others.end());
  for (const std::string& snippet : snippets) {
    const Written file(snippet);
    if (snippet.rfind("# highways.sql.yaml", 0) == 0) {
      Findings findings;
      load_tree(file.path(), findings);
      EXPECT_THAT(Written::texts(findings), testing::IsEmpty()) << snippet;
      continue;
    }
    for (const Finding& finding : file.load().findings) EXPECT_TRUE(is_of_the_whole(finding)) << to_text(finding);
  }
}

TEST(Guide, SmallestFileForCouncilsIsWhole) {
  const auto snippets = yaml_of("council.md");
  ASSERT_FALSE(snippets.empty());
  for (const std::string& line : Written(snippets.front()).told())
    EXPECT_THAT(line, testing::HasSubstr("no environment variable \"FIXMYSTREET_KEY\""));
}

TEST(Guide, ExampleCityIsGoodConfiguration) {
  const Loaded loaded = load(std::string(RELAY311_SOURCE_DIR) + "/examples/springfield/relay311.yaml");
  EXPECT_THAT(Written::texts(loaded.findings), testing::IsEmpty());
}

}  // namespace
}  // namespace r311::config
