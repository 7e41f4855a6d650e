// SPDX-License-Identifier: Apache-2.0
// The first steps of docs/council.md, done in their order and as they stand there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "legacy_database.h"
#include "places.h"
#include "support/gateway_process.h"

namespace r311::test {
namespace {

const std::filesystem::path kPage = std::filesystem::path(RELAY311_SOURCE_DIR) / "docs" / "council.md";

struct Block {
  std::string language;
  std::string text;
};

// The fenced blocks of sections 1 and 2.
std::vector<Block> first_steps() {
  std::ifstream page(kPage);
  std::vector<Block> blocks;
  bool wanted = false, inside = false;
  for (std::string line; std::getline(page, line) && !line.starts_with("## 3.");) {
    wanted = wanted || line.starts_with("## 1.");
    if (!wanted) continue;
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.push_back({line.substr(3), ""});
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

// A file's name is in its first line: "# NAME".
std::string written(const Block& file) {
  const auto name = file.text.substr(2, file.text.find('\n') - 2);
  return "cat >" + name + " <<'END OF THE FILE'\n" + file.text + "END OF THE FILE\n";
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(CouncilPage, FirstSteps_WorkAsTheyStand) {
  const TemporaryDirectory folder;
  const auto top = folder.path().string();
  std::string before = "PATH=" + std::string(RELAY311_BINARY_DIR) + "/bin:$PATH\ncd " + top + "\n", after;
  std::vector<std::pair<std::filesystem::path, std::string>> outputs;
  bool served = false;
  for (const auto& block : first_steps()) {
    const auto told = folder.path() / ("told." + std::to_string(outputs.size()));
    if (block.language == "yaml") {
      before += written(block);
    } else if (block.language == "text") {
      outputs.back().second = replaced(block.text, "/home/you", top);
    } else if (block.text == "relay311 serve --config relay311.yaml\n") {
      served = true;
    } else if (served) {
      after += block.text;
    } else {
      before += "{\n" + block.text + "} >" + told.string() + " 2>&1\n";
      outputs.emplace_back(told, "");
    }
  }
  ASSERT_TRUE(served);
  before += "printf %s \"$FIXMYSTREET_KEY\" >" + top + "/key\n";

  const auto prepared = run_program({"bash", "-c", before});
  ASSERT_EQ(prepared.code, 0) << prepared.err;
  for (const auto& [told, expected] : outputs) EXPECT_EQ(content(told), expected);

  ::setenv("FIXMYSTREET_KEY", content(folder.path() / "key").c_str(), 1);
  const auto city = folder.path() / "springfield";
  GatewayProcess gateway(city / "relay311.yaml", city / "var");
  after = replaced(after, "127.0.0.1:3110", "127.0.0.1:" + std::to_string(gateway.port()));
  const auto used = run_program({"bash", "-ec", "cd " + city.string() + "\n" + after});
  ::unsetenv("FIXMYSTREET_KEY");
  EXPECT_EQ(used.code, 0) << used.err;
  EXPECT_THAT(used.out, testing::HasSubstr("<service_code>POT</service_code>"));
  EXPECT_THAT(used.out, testing::HasSubstr("[{\"service_request_id\":\""));
  LegacyDatabase legacy(city / "var" / "highways.db");
  EXPECT_TRUE(eventually([&] {
    return legacy.rows("SELECT 1 FROM work_order WHERE type_code = 'POT' AND surname = 'Simpson'").size() == 1;
  }));
}

}  // namespace
}  // namespace r311::test
