// SPDX-License-Identifier: Apache-2.0
// Every command line of the pages for those who call the API, run as it stands against the example city.
#include <Poco/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "places.h"
#include "springfield.h"
#include "support/gateway_process.h"

namespace r311::test {
namespace {

struct Example {
  std::string command;
  std::string answer;  // as the page shows it; empty: it does not
};

// The shell blocks of a page, in order, each with the block that follows it.
std::vector<Example> examples(const std::filesystem::path& page) {
  std::ifstream file(page);
  std::vector<Example> found;
  std::string* inside = nullptr;
  std::string other;
  for (std::string line; std::getline(file, line);) {
    if (inside != nullptr && line == "```") {
      inside = nullptr;
    } else if (inside != nullptr) {
      *inside += line + "\n";
    } else if (line == "```sh") {
      inside = &found.emplace_back().command;
    } else if (line.starts_with("```")) {
      inside = found.empty() || !found.back().answer.empty() ? &other : &found.back().answer;
    }
  }
  return found;
}

std::string for_port(std::string block, int port) {
  const std::string documented = "127.0.0.1:3110";
  for (auto at = block.find(documented); at != std::string::npos; at = block.find(documented, at + 1)) {
    block.replace(at, documented.size(), "127.0.0.1:" + std::to_string(port));
  }
  return block;
}

void expect_document(const std::string& body) {
  if (body.starts_with("<?xml")) {
    Poco::XML::DOMParser parser;
    EXPECT_NO_THROW(Poco::AutoPtr<Poco::XML::Document>(parser.parseString(body))) << body;
  } else {
    Poco::JSON::Parser parser;
    EXPECT_NO_THROW(parser.parse(body)) << body;
  }
}

class ApiPage : public ::testing::TestWithParam<const char*> {};

TEST_P(ApiPage, EveryCommandLine_WorksAsItStands) {
  const TemporaryDirectory folder;
  const auto config = prepare_springfield(folder.path() / "data");
  const GatewayProcess gateway(config, folder.path() / "data");

  const auto shown = examples(std::filesystem::path(RELAY311_SOURCE_DIR) / "docs" / GetParam());
  ASSERT_GE(shown.size(), 8u);
  const std::string root = "cd '" RELAY311_SOURCE_DIR "'\n";  // examples name files of the repository
  for (const auto& example : shown) {
    SCOPED_TRACE(example.command);
    const auto ended = run_program({"bash", "-ec", root + for_port(example.command, gateway.port())});
    EXPECT_EQ(ended.code, 0) << ended.err;
    expect_document(ended.out);
    const bool shows_errors = example.answer.find("<errors>") != std::string::npos;
    EXPECT_EQ(ended.out.find("<errors>") != std::string::npos, shows_errors) << ended.out;
    EXPECT_EQ(ended.out.find("\"code\":4"), std::string::npos) << ended.out;
  }
}

INSTANTIATE_TEST_SUITE_P(Pages, ApiPage, ::testing::Values("api.md", "fixmystreet.md"),
                         [](const auto& page) { return std::string(page.param, std::strcspn(page.param, ".")); });

}  // namespace
}  // namespace r311::test
