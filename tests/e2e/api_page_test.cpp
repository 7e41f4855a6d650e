// SPDX-License-Identifier: Apache-2.0
// Every command line of docs/api.md, run as it stands against the example city.
#include <Poco/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "places.h"
#include "springfield.h"
#include "support/gateway_process.h"

namespace r311::test {
namespace {

// The shell blocks of a page, in order.
std::vector<std::string> shell_blocks(const std::filesystem::path& page) {
  std::ifstream file(page);
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```sh") {
      blocks.emplace_back();
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
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

TEST(ApiPage, EveryCommandLine_WorksAsItStands) {
  const TemporaryDirectory folder;
  const auto config = prepare_springfield(folder.path() / "data");
  const GatewayProcess gateway(config, folder.path() / "data");
  std::ofstream(folder.path() / "hole.jpg", std::ios::binary)
      << "\xFF\xD8\xFF\xE0" << std::string(100, 'x') << "\xFF\xD9";

  const auto blocks = shell_blocks(std::filesystem::path(RELAY311_SOURCE_DIR) / "docs" / "api.md");
  ASSERT_GE(blocks.size(), 8u);
  for (const auto& block : blocks) {
    SCOPED_TRACE(block);
    const auto ended =
        run_program({"bash", "-ec", "cd " + folder.path().string() + "\n" + for_port(block, gateway.port())});
    EXPECT_EQ(ended.code, 0) << ended.err;
    expect_document(ended.out);
    const bool shows_errors = block.find("lat=95") != std::string::npos;
    EXPECT_EQ(ended.out.find("<errors>") != std::string::npos, shows_errors) << ended.out;
    EXPECT_EQ(ended.out.find("\"code\":4"), std::string::npos) << ended.out;
  }
}

}  // namespace
}  // namespace r311::test
