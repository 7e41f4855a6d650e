// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "base/digest.h"
#include "config/option_check.h"
#include "config/read_yaml.h"
#include "unit/config/written.h"

namespace r311::config {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kSecret = "hunter2-and-more";

class Secrets : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(setenv("RELAY311_TEST_SECRET", kSecret, 1), 0); }
  void TearDown() override { unsetenv("RELAY311_TEST_SECRET"); }

  static std::string resolved(std::string_view yaml, Findings& findings, const std::filesystem::path& folder = "/") {
    auto node = parse_yaml(yaml, "f", findings);
    if (!node) return "";
    resolve(*node, folder, findings);
    return node->at("a") ? node->at("a")->text : "";
  }
};

TEST_F(Secrets, EnvironmentVariablesStandInScalars) {
  Findings findings;
  EXPECT_EQ(resolved("a: x${env:RELAY311_TEST_SECRET}y", findings), "xhunter2-and-morey");
  EXPECT_EQ(resolved("a: '${env:RELAY311_TEST_SECRET}${env: RELAY311_TEST_SECRET }'", findings),
            "hunter2-and-morehunter2-and-more");
  EXPECT_THAT(findings, IsEmpty());
}

TEST_F(Secrets, FilesAreReadBesideTheConfigurationWithoutTheirLastLineEnd) {
  Written file("a: x");
  for (const std::string text : {"file-secret", "file-secret\n", "file-secret\r\n"}) {
    file.write("secret.txt", text);
    Findings findings;
    EXPECT_EQ(resolved("a: ${file:secret.txt}", findings, file.path().parent_path()), "file-secret");
    EXPECT_EQ(resolved("a: ${file:" + file.path("secret.txt").string() + "}", findings), "file-secret");
    EXPECT_THAT(findings, IsEmpty());
  }
  file.write("secret.txt", "two\nlines\n\n");
  Findings findings;
  EXPECT_EQ(resolved("a: ${file:secret.txt}", findings, file.path().parent_path()), "two\nlines\n");
}

TEST_F(Secrets, DoubledSignStandsForItself) {
  Findings findings;
  EXPECT_EQ(resolved("a: $${env:HOME} $$x $1 $", findings), "${env:HOME} $$x $1 $");
  EXPECT_EQ(resolved("a: $$${env:RELAY311_TEST_SECRET}", findings), "$${env:RELAY311_TEST_SECRET}");
  EXPECT_THAT(findings, IsEmpty());
}

TEST_F(Secrets, ValuesAreNotResolvedAgain) {
  ASSERT_EQ(setenv("RELAY311_TEST_SECRET", "${env:HOME}", 1), 0);
  Findings findings;
  EXPECT_EQ(resolved("a: ${env:RELAY311_TEST_SECRET}", findings), "${env:HOME}");
  EXPECT_THAT(findings, IsEmpty());
}

TEST_F(Secrets, WhatIsMissingIsToldAtItsPlace) {
  Findings findings;
  resolved("a: ${env:RELAY311_NOT_SET}\nb:\n  - ${file:nowhere}\nc: ${file:/}\nd: ${other:x}\ne: '${env:'\nf: ${env:}",
           findings);
  EXPECT_THAT(
      Written::texts(findings),
      ElementsAre("1:4: a: found no environment variable \"RELAY311_NOT_SET\", expected one that is set where "
                  "the gateway starts",
                  "3:5: b[0]: found no such file: \"nowhere\", expected a file that can be read, relative to "
                  "this one",
                  "4:4: c: found a directory: \"/\", expected a file that can be read, relative to this one",
                  "5:4: d: found \"${other:x}\", expected ${env:NAME} or ${file:PATH}, or $${ for the two signs "
                  "themselves",
                  "6:4: e: found ${ without }, expected ${env:NAME} or ${file:PATH}, or $${ for the two signs "
                  "themselves",
                  "7:4: f: found \"${env:}\", expected ${env:NAME} or ${file:PATH}, or $${ for the two signs "
                  "themselves"));
}

TEST_F(Secrets, OfKeysAndBackEnds_MayBeMissingWhereNobodyIsServed) {
  const std::string keys = "keys: [{name: a, may: [submit], secret: '${env:RELAY311_UNSET}'}]\n";
  const Written file(smallest(keys));
  EXPECT_THAT(file.load().findings, SizeIs(1));
  EXPECT_THAT(load(file.path(), Purpose::look).findings, IsEmpty());
  const Written other(smallest(keys + "store: 'postgresql://a:${env:RELAY311_UNSET}@db/b'\n"));
  const auto findings = load(other.path(), Purpose::look).findings;
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings.front().where, "store");
}

TEST_F(Secrets, UnresolvedValueIsToldOnce) {
  const Written file(smallest("keys: [{name: k, secret: '${env:RELAY311_NOT_SET}', may: [submit]}]\n"));
  EXPECT_THAT(file.told(), ElementsAre(HasSubstr("no environment variable")));
}

TEST_F(Secrets, SecretFileIsBoundedAndMustBeText) {
  Written file("a: x");
  Findings findings;
  file.write("large", std::string(kLargestSecret + 1, 'x'));
  resolved("a: ${file:large}", findings, file.path().parent_path());
  file.write("binary", "\xFF\xFE\x01");
  resolved("a: ${file:binary}", findings, file.path().parent_path());
  resolved("a: ${file:/dev/zero}", findings);
  EXPECT_THAT(findings, SizeIs(3));
}

TEST_F(Secrets, NoFindingEverHoldsASecret) {
  // Wherever a secret may have got by mistake.
  const std::string wrong = "'${env:RELAY311_TEST_SECRET}'";
  const Written file(
      "server: {listen: " + wrong + ", public_url: " + wrong + ", max_body: " + wrong + ", max_connections: " + wrong +
      "}\nstore: " + wrong + "\nplugins: " + wrong + "\nanonymous_may: [" + wrong + "]\nkeys:\n  - " + wrong +
      "\n  - {name: " + wrong + ", secret: " + wrong + ", sha256: " + wrong + ", may: [" + wrong +
      "], jurisdictions: [" + wrong + "]}\n  - {name: " + wrong + ", secret: " + wrong +
      ", may: [submit]}\n  - {name: " + wrong + ", secret: " + wrong +
      ", may: [submit]}\nbackends: {a: {adapter: " + wrong + "x/, deadline: " + wrong + ", duplicate_safe: " + wrong +
      ", options: " + wrong + "}}\njurisdictions:\n  - {id: " + wrong + ", time_zone: " + wrong +
      ", statuses: " + wrong + ", services: [{code: " + wrong + ", name: x, type: " + wrong + ", backend: " + wrong +
      ", attributes: [{code: a, datatype: " + wrong + "}]}]}\n  - {id: " + wrong + ", services: " + wrong + "}\n");
  const std::vector<std::string> lines = file.told();
  EXPECT_THAT(lines, Each(Not(HasSubstr("hunter2"))));
  EXPECT_THAT(lines, SizeIs(testing::Gt(0u)));
}

TEST_F(Secrets, LiteralSecretsStayOutOfFindingsToo) {
  const Written file(smallest(R"(keys:
  - {name: a, secret: hunter2, may: [submit]}
  - {name: b, sha256: hunter2-and-more, may: [submit]}
  - hunter2-and-more
  - {name: c, secret: [hunter2-and-more], may: [submit]}
  - {name: d, secret: hunter2-and-more, may: [submit]}
  - {name: e, secret: hunter2-and-more, may: [submit]}
)"));
  const std::vector<std::string> lines = file.told();
  EXPECT_THAT(lines, ElementsAre("8:23: keys[0].secret: found a secret of 7 characters, expected text of at least 8 "
                                 "characters",
                                 "9:23: keys[1].sha256: found something else, expected 64 hexadecimal digits",
                                 HasSubstr("10:5: keys[2]: found text, expected a map"),
                                 "11:23: keys[3].secret: found a list, expected text of at least 8 characters",
                                 "13:5: keys: found the secret of the key in line 12, expected a secret of its own"));
}

TEST_F(Secrets, KeyNeedsExactlyOneOfSecretAndDigest) {
  const Written neither(smallest("keys: [{name: a, may: [submit]}]\n"));
  EXPECT_THAT(neither.told(),
              ElementsAre("7:8: keys[0]: found neither \"secret\" nor \"sha256\", expected one of them"));
  const Written both(smallest("keys: [{name: a, may: [submit], secret: demo-key, sha256: " + sha256_hex("x") + "}]\n"));
  EXPECT_THAT(both.told(), ElementsAre("7:8: keys[0]: found both \"secret\" and \"sha256\", expected one of them"));
}

TEST_F(Secrets, OfKeysOnlyTheDigestIsKept) {
  const Written file(smallest("keys: [{name: a, may: [submit], secret: '${env:RELAY311_TEST_SECRET}'}]\n"));
  const Loaded loaded = file.load();
  ASSERT_THAT(loaded.findings, IsEmpty());
  EXPECT_EQ(loaded.configuration.keys.at(0).sha256, sha256_hex(kSecret));
}

TEST_F(Secrets, SecretOptionsStayOutOfFindings) {
  Findings findings;
  const auto options = parse_yaml("database: hunter2-and-more\nport: ${env:RELAY311_TEST_SECRET}\n", "f", findings);
  ASSERT_TRUE(options);
  Node resolved_options = *options;
  resolve(resolved_options, "/", findings);
  OptionSpec database;
  database.path = "database";
  database.kind = OptionKind::choice;
  database.choices = {"hunter2-and-mo"};
  database.secret = true;
  OptionSpec port;
  port.path = "port";
  port.kind = OptionKind::integer;
  const auto checked = check_options({database, port}, resolved_options, "options", "/relay311.yaml");
  EXPECT_THAT(Written::texts(checked.findings),
              ElementsAre("1:11: options.database: found a secret value, expected hunter2-and-mo",
                          "2:7: options.port: found a secret value, expected a whole number"));
}

}  // namespace
}  // namespace r311::config
