// SPDX-License-Identifier: Apache-2.0
#include "plugin/options_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config.h"
#include "plugin/abi_view.h"
#include "support/plugin_bench.h"

namespace r311::plugin {
namespace {

OptionsTree tree(const std::string& yaml) {
  const test::Folder folder;
  config::Findings findings;
  return {config::load_tree(test::write_file(folder.path() / "o.yaml", yaml), findings), "options"};
}

std::string text(const OptionsTree& options, std::string_view path) {
  const r311_text_view found = options.text(path);
  return is_absent(found) ? "(absent)" : std::string(*bytes(found, 1000));
}

TEST(OptionsTree, ScalarsStayTextAsItWasWritten) {
  const auto options = tree("code: 001\nempty: ''\nnothing:\n");
  EXPECT_EQ(text(options, "code"), "001");
  EXPECT_EQ(text(options, "empty"), "");
  EXPECT_EQ(text(options, "nothing"), "(absent)");
  EXPECT_EQ(options.kind("nothing"), R311_NODE_ABSENT);
  EXPECT_EQ(options.kind(""), R311_NODE_MAP);
}

TEST(OptionsTree, NamesWithSlashes_AreReachedEscaped) {
  const auto options = tree("map: {'a/b': one, 'a~b': two, a: {b: three}}");
  EXPECT_EQ(text(options, "map/a~1b"), "one");
  EXPECT_EQ(text(options, "map/a~0b"), "two");
  EXPECT_EQ(text(options, "map/a/b"), "three");
  EXPECT_EQ(std::string(*bytes(options.name("map", 0), 100)), "a/b");
  EXPECT_TRUE(is_absent(options.name("map", 3)));
}

TEST(OptionsTree, PathsThatLeadNowhere_AreAbsent) {
  const auto options = tree("list: [a, b]");
  for (const char* path : {"list/2", "list/-1", "list/x", "list/0/deep", "/", "//", "list/", "none"})
    EXPECT_EQ(options.kind(path), R311_NODE_ABSENT) << path;
  EXPECT_EQ(options.count("list"), 2u);
  EXPECT_EQ(options.count("list/0"), 0u);
}

TEST(OptionsTree, SecretInAMistake_IsNotShown) {
  config::Node secret;
  secret.kind = config::Node::Kind::scalar;
  secret.text = "hunter2";
  secret.secret = true;
  config::Node root;
  root.kind = config::Node::Kind::map;
  root.members.emplace_back("password", secret);
  root.key_places.emplace_back();
  const OptionsTree options(root, "options");
  const auto finding = options.finding("password", "'hunter2', hunter2", "hunter1|hunter3");
  EXPECT_THAT(finding.found, ::testing::Not(::testing::HasSubstr("hunter2")));
}

}  // namespace
}  // namespace r311::plugin
