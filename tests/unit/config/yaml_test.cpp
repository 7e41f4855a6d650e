// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/read_yaml.h"
#include "unit/config/written.h"

namespace r311::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

std::vector<std::string> told(std::string_view yaml) {
  Findings findings;
  parse_yaml(yaml, "f", findings);
  return Written::texts(findings);
}

Node parsed(std::string_view yaml) {
  Findings findings;
  auto node = parse_yaml(yaml, "f", findings);
  EXPECT_THAT(Written::texts(findings), IsEmpty());
  return node.value_or(Node{});
}

TEST(Yaml, ScalarsStayTextAndKnowTheirPlace) {
  const Node root = parsed("a: 001\nb: [NO, 1e3, 'x''y']\nc: {d: 2026-01-01}\n");
  EXPECT_EQ(root.at("a")->text, "001");
  EXPECT_EQ(root.at("b/0")->text, "NO");
  EXPECT_EQ(root.at("b/1")->text, "1e3");
  EXPECT_EQ(root.at("b/2")->text, "x'y");
  EXPECT_EQ(root.at("c/d")->text, "2026-01-01");
  EXPECT_EQ(root.at("c/d")->place.line, 3);
  EXPECT_EQ(root.at("c/d")->place.column, 8);
  EXPECT_EQ(root.key_places[2].line, 3);
  EXPECT_EQ(root.at(""), &root);
  for (const char* absent : {"x", "a/b", "b/3", "b/-1", "b/x", "c/d/e", "b/99999999999999999999"})
    EXPECT_EQ(root.at(absent), nullptr) << absent;
}

TEST(Yaml, MembersKeepTheirOrder) {
  const Node root = parsed("{z: 1, a: 2, m: 3}");
  EXPECT_EQ(root.members[0].first, "z");
  EXPECT_EQ(root.members[1].first, "a");
  EXPECT_EQ(root.members[2].first, "m");
}

TEST(Yaml, CopiesAreIndependent) {
  const Node root = parsed("a: {b: c}");
  Node copy = root;
  copy.members[0].second.members[0].second.text = "changed";
  EXPECT_EQ(root.at("a/b")->text, "c");
}

TEST(Yaml, WhatIsNotYamlIsToldWhereItStands) {
  EXPECT_THAT(told("a: b: c"), ElementsAre(AllOf(StartsWith("1:5: found YAML that can't be read (illegal map value)"),
                                                 HasSubstr("quotes around text that holds"))));
  EXPECT_THAT(told("a:\n\tb: c"), ElementsAre(AllOf(StartsWith("2:"), HasSubstr("blanks for indentation"))));
  EXPECT_THAT(told("a:\n  b: 1\n c: 2"), ElementsAre(StartsWith("3:2: found YAML that can't be read")));
  EXPECT_THAT(told("a: \"x"), ElementsAre(HasSubstr("the closing quote")));
  EXPECT_THAT(told("a: [1, 2"), ElementsAre(HasSubstr("a closing ] or }")));
  EXPECT_THAT(told("a: @x"), ElementsAre(StartsWith("1:4: found YAML that can't be read")));
  EXPECT_THAT(told("a: *nope"), ElementsAre(AllOf(StartsWith("1:4:"), HasSubstr("an anchor (&) of that name"))));
}

TEST(Yaml, OneDocumentAFile) {
  EXPECT_THAT(told("a: 1\n---\nb: 2\n"), ElementsAre(StartsWith("2:1: found a second document")));
  EXPECT_THAT(told("---\na: 1\n...\n"), IsEmpty());
}

TEST(Yaml, BytesThatAreNotTextAreToldWhereTheyStand) {
  const std::string expected = ": found a byte that is not text, expected a file in UTF-8 without control characters";
  EXPECT_THAT(told("a: 1\nb: caf\xE9\n"), ElementsAre("2:7" + expected));
  EXPECT_THAT(told(std::string_view("a: \0b", 5)), ElementsAre("1:4" + expected));
  EXPECT_THAT(told("a: b\x04\nc: d"), ElementsAre("1:5" + expected));
  EXPECT_THAT(told(std::string_view("\xFF\xFE"
                                    "a\0:\0",
                                    6)),
              ElementsAre("1:1" + expected));
}

TEST(Yaml, KeysAreText) {
  EXPECT_THAT(told("~: 1\n"), ElementsAre(StartsWith("1:1: found nothing as a key")));
  EXPECT_THAT(told("? {a: b}\n: 1\n"), ElementsAre(HasSubstr("found a map as a key")));
}

TEST(Yaml, RepeatedKeyKeepsTheFirstValue) {
  Findings findings;
  const auto root = parse_yaml("m:\n  a: 1\n  a: {b: 2}\n  c: 3\n", "f", findings);
  ASSERT_TRUE(root);
  EXPECT_THAT(
      Written::texts(findings),
      ElementsAre(
          "3:3: m.a: found the key \"a\" a second time, expected each key once in a map; line 2 has it already"));
  EXPECT_EQ(root->at("m/a")->text, "1");
  EXPECT_EQ(root->at("m/c")->text, "3");
}

TEST(Yaml, AliasBombIsRefusedBeforeItGoesOff) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string name = "a" + std::to_string(i), before = "*a" + std::to_string(i - 1);
    bomb += name + ": &" + name + " [";
    for (int j = 0; j < 10; ++j) bomb += before + ", ";
    bomb += "]\n";
  }
  EXPECT_THAT(told(bomb), ElementsAre(HasSubstr("found too many values (aliases count as what they name)")));
}

TEST(Yaml, AliasBombOfTextIsRefused) {
  std::string bomb = "a: &a " + std::string(1 << 20, 'x') + "\nb:\n";
  for (int i = 0; i < 100; ++i) bomb += "  - *a\n";
  EXPECT_THAT(told(bomb), ElementsAre(HasSubstr("found too much text")));
}

TEST(Yaml, AliasBombOfMergeKeysIsRefused) {
  std::string bomb = "a0: &a0 {k: [x, x, x, x, x, x, x, x, x, x]}\n";
  for (int i = 1; i < 30; ++i) {
    const std::string name = "a" + std::to_string(i), before = "*a" + std::to_string(i - 1);
    bomb += name + ": &" + name + " {<<: " + before + ", x: " + before + ", y: " + before + "}\n";
  }
  EXPECT_THAT(told(bomb), SizeIs(1));
}

TEST(Yaml, AliasInsideItsOwnAnchorIsTold) {
  EXPECT_THAT(told("a: &x [b, *x]"), ElementsAre(StartsWith("1:11: a[1]: found an alias inside what it names")));
}

TEST(Yaml, NestingIsBounded) {
  const auto lists = [](std::size_t levels) { return std::string(levels, '[') + "x" + std::string(levels, ']'); };
  EXPECT_THAT(told(lists(kDeepest)), IsEmpty());
  EXPECT_THAT(told(lists(kDeepest + 1)), ElementsAre(HasSubstr("nest too deep")));
  EXPECT_THAT(told(std::string(1'000'000, '[')), ElementsAre(HasSubstr("nest too deep")));
  EXPECT_THAT(told(std::string(100'000, '{')), SizeIs(1));
  // Through aliases as well.
  EXPECT_THAT(told("a: &a " + lists(30) + "\nb: " + std::string(30, '[') + "*a" + std::string(30, ']')),
              ElementsAre(HasSubstr("aliases that nest too deep")));
}

TEST(Yaml, FileThatIsTooLargeIsRefused) {
  Written file(std::string(kLargestFile + 1, '#'));
  EXPECT_THAT(file.told(), ElementsAre(HasSubstr("found a file of more than 8388608 bytes")));
}

TEST(Yaml, MapOfManyKeysIsReadInTime) {
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += "key" + std::to_string(i) + ": x\n";
  EXPECT_EQ(parsed(text).members.size(), 60'000u);
}

}  // namespace
}  // namespace r311::config
