// SPDX-License-Identifier: Apache-2.0
#include "config/option_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/read_yaml.h"
#include "unit/config/written.h"

namespace r311::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

OptionSpec spec(std::string path, OptionKind kind = OptionKind::text) {
  OptionSpec made;
  made.path = std::move(path);
  made.kind = kind;
  made.help = "What " + made.path + " is for.";
  return made;
}
OptionSpec required(OptionSpec made) {
  made.required = true;
  return made;
}
OptionSpec defaulted(OptionSpec made, std::string value) {
  made.default_value = std::move(value);
  return made;
}
OptionSpec choice(std::string path, std::vector<std::string> words) {
  OptionSpec made = spec(std::move(path), OptionKind::choice);
  made.choices = std::move(words);
  return made;
}

// A table with something of everything.
std::vector<OptionSpec> table() {
  return {required(spec("database")),
          defaulted(spec("pool", OptionKind::integer), "4"),
          defaulted(spec("trace", OptionKind::boolean), "false"),
          defaulted(spec("wait", OptionKind::duration), "30s"),
          spec("time_zone", OptionKind::zone),
          defaulted(choice("unknown", {"open", "closed", "park"}), "park"),
          spec("submit", OptionKind::list),
          required(spec("submit/#/sql")),
          defaulted(spec("submit/#/rows", OptionKind::integer), "1"),
          spec("statuses", OptionKind::map),
          choice("statuses/?", {"open", "closed"}),
          spec("hosts", OptionKind::list),
          spec("hosts/#"),
          spec("extra", OptionKind::map)};
}

class OptionCheck : public testing::Test {
 protected:
  CheckedOptions check(const std::vector<OptionSpec>& specs, std::string_view yaml) {
    file_.write("relay311.yaml", yaml);
    Findings findings;
    const Node options = load_tree(file_.path(), findings);
    EXPECT_THAT(Written::texts(findings), IsEmpty());
    return check_options(specs, options, "backends.b.options", file_.path());
  }
  std::vector<std::string> told(const std::vector<OptionSpec>& specs, std::string_view yaml) {
    return Written::texts(check(specs, yaml).findings);
  }

  Written file_{""};
};

std::string at(const CheckedOptions& checked, std::string_view path) {
  const Node* node = checked.options.at(path);
  return node ? node->text : "(absent)";
}

TEST_F(OptionCheck, GoodOptionsAreHandedOverInOneForm) {
  const auto checked = check(table(), R"(database: sqlite:x.db
pool: -8
trace: true
wait: 2m
time_zone: Europe/London
unknown: open
submit: [{sql: INSERT}, {sql: UPDATE, rows: 2}]
statuses: {N: open, 7: closed, "#": open}
hosts: [a, b]
extra: {anything: [goes]}
)");
  ASSERT_THAT(Written::texts(checked.findings), IsEmpty());
  EXPECT_EQ(at(checked, "database"), "sqlite:x.db");
  EXPECT_EQ(at(checked, "pool"), "-8");
  EXPECT_EQ(at(checked, "trace"), "true");
  EXPECT_EQ(at(checked, "wait"), "120000");
  EXPECT_EQ(at(checked, "time_zone"), "Europe/London");
  EXPECT_EQ(at(checked, "submit/0/rows"), "1");
  EXPECT_EQ(at(checked, "submit/1/rows"), "2");
  EXPECT_EQ(at(checked, "statuses/7"), "closed");
  EXPECT_EQ(at(checked, "hosts/1"), "b");
  EXPECT_EQ(at(checked, "extra/anything/0"), "goes");
}

TEST_F(OptionCheck, DefaultsAreFilledInInTheFormOfTheirKind) {
  const auto checked = check(table(), "database: x\ntrace:\n");
  ASSERT_THAT(Written::texts(checked.findings), IsEmpty());
  EXPECT_EQ(at(checked, "pool"), "4");
  EXPECT_EQ(at(checked, "trace"), "false");
  EXPECT_EQ(at(checked, "wait"), "30000");
  EXPECT_EQ(at(checked, "unknown"), "park");
  EXPECT_EQ(at(checked, "time_zone"), "(absent)");
  EXPECT_EQ(checked.options.at("submit"), nullptr);
  EXPECT_EQ(checked.options.members.size(), checked.options.key_places.size());
}

TEST_F(OptionCheck, DefaultsInsideAMapThatWasLeftOutAreFilledIn) {
  const auto checked =
      check({spec("pool", OptionKind::map), defaulted(spec("pool/size", OptionKind::integer), "4"),
             spec("login", OptionKind::map), required(spec("login/user")), defaulted(spec("login/role"), "clerk")},
            "{}\n");
  ASSERT_THAT(Written::texts(checked.findings), IsEmpty());
  EXPECT_EQ(at(checked, "pool/size"), "4");
  EXPECT_EQ(checked.options.at("login"), nullptr);
}

TEST_F(OptionCheck, MistakesAreToldAtOnceWithTheirPlace) {
  EXPECT_THAT(
      told(table(), R"(databse: x
pool: four
trace: on
wait: 30
time_zone: Europe/Lodnon
unknown: opn
submit: [{sq: INSERT}, text, {rows: 2}]
statuses: {N: opened}
hosts: a
)"),
      ElementsAre(AllOf(StartsWith("1:1: backends.b.options: found unknown key \"databse\", expected one of "
                                   "database, pool,"),
                        HasSubstr("; did you mean database?")),
                  "2:7: backends.b.options.pool: found \"four\", expected a whole number",
                  "3:8: backends.b.options.trace: found \"on\", expected true or false; did you mean true?",
                  "4:7: backends.b.options.wait: found \"30\", expected a duration, such as 500ms, 30s, 5m, 2h "
                  "or 1d; did you mean 30s?",
                  "5:12: backends.b.options.time_zone: found \"Europe/Lodnon\", expected a time zone of the "
                  "IANA database, such as Europe/London; did you mean Europe/London?",
                  "6:10: backends.b.options.unknown: found \"opn\", expected one of open, closed, park; did you "
                  "mean open?",
                  "7:11: backends.b.options.submit[0]: found unknown key \"sq\", expected one of sql, rows; did "
                  "you mean sql?",
                  "7:24: backends.b.options.submit[1]: found text, expected a map",
                  "7:30: backends.b.options.submit[2]: found no key \"sql\", expected sql: What submit/#/sql is "
                  "for.",
                  "8:15: backends.b.options.statuses.N: found \"opened\", expected one of open, closed; did you "
                  "mean open?",
                  "9:8: backends.b.options.hosts: found text, expected a list"));
}

TEST_F(OptionCheck, RequiredOptionIsMissedAtItsMap) {
  EXPECT_THAT(
      told(table(), "pool: 1\n"),
      ElementsAre("1:1: backends.b.options: found no key \"database\", expected database: What database is for."));
  EXPECT_THAT(told(table(), "database:\n"),
              ElementsAre("1:1: backends.b.options.database: found nothing, expected What database is for."));
}

TEST_F(OptionCheck, AbsentOptionsAreAnEmptyMapAtTheirPlace) {
  Node none;
  none.place = {"relay311.yaml", 12, 3};
  const auto checked = check_options(table(), none, "backends.b.options", "/relay311.yaml");
  EXPECT_THAT(Written::texts(checked.findings), ElementsAre(StartsWith("12:3: backends.b.options: found no key")));
  EXPECT_EQ(checked.options.kind, Node::Kind::map);
}

TEST_F(OptionCheck, ListOfMapsWithoutARowOfItsOwn_MayBeGivenAsItsOneMember) {
  const std::vector<OptionSpec> specs{required(spec("polls/#/sql")), defaulted(spec("polls/#/rows"), "5"),
                                      spec("words/#")};
  const auto lone = check(specs, "polls: {sql: SELECT}\n");
  EXPECT_THAT(Written::texts(lone.findings), IsEmpty());
  EXPECT_EQ(at(lone, "polls/0/sql"), "SELECT");
  EXPECT_EQ(at(lone, "polls/0/rows"), "5");
  EXPECT_EQ(at(check(specs, "polls: [{sql: A}, {sql: B}]\n"), "polls/1/sql"), "B");
  EXPECT_THAT(told(specs, "polls:\n  sq: SELECT\nwords: {a: b}\n"),
              ElementsAre("2:3: backends.b.options.polls[0]: found unknown key \"sq\", expected one of sql, rows; did "
                          "you mean sql?",
                          "3:8: backends.b.options.words: found a map, expected a list"));
  EXPECT_THAT(told({spec("polls", OptionKind::list), spec("polls/#/sql")}, "polls: {sql: SELECT}\n"),
              ElementsAre("1:8: backends.b.options.polls: found a map, expected a list"));
}

TEST_F(OptionCheck, AdapterWithoutOptionsTakesNone) {
  EXPECT_THAT(told({}, "{}\n"), IsEmpty());
  EXPECT_THAT(told({}, "a: 1\n"), ElementsAre("1:1: backends.b.options: found unknown key \"a\", expected no options: "
                                              "this adapter has none"));
}

TEST_F(OptionCheck, IntegerThatDoesNotFitIsNone) {
  EXPECT_THAT(told({spec("n", OptionKind::integer)}, "n: 9223372036854775807\n"), IsEmpty());
  for (const char* bad : {"n: 9223372036854775808\n", "n: 1.0\n", "n: 0x10\n", "n: ''\n", "n: +1\n", "n: [1]\n"})
    EXPECT_THAT(told({spec("n", OptionKind::integer)}, bad), testing::SizeIs(1)) << bad;
}

std::vector<OptionSpec> file_table() {
  return {required(spec("statements", OptionKind::file)), required(spec("statements/submit", OptionKind::list)),
          required(spec("statements/submit/#/sql")), defaulted(spec("statements/wait", OptionKind::duration), "1s")};
}

TEST_F(OptionCheck, FileIsReadBesideTheConfigurationAndCheckedUnderItsOption) {
  file_.write("statements.yaml", "submit:\n  - sql: INSERT\n");
  const auto checked = check(file_table(), "statements: statements.yaml\n");
  ASSERT_THAT(Written::texts(checked.findings), IsEmpty());
  EXPECT_EQ(at(checked, "statements/submit/0/sql"), "INSERT");
  EXPECT_EQ(at(checked, "statements/wait"), "1000");
}

TEST_F(OptionCheck, MistakesInsideAFileBearItsName) {
  file_.write("statements.yaml", "submit:\n  - sqll: ${env:RELAY311_NOT_SET}\nwait: 1\n");
  const auto checked = check(file_table(), "statements: statements.yaml\n");
  EXPECT_THAT(
      Written::texts(checked.findings),
      ElementsAre(StartsWith("2:5: backends.b.options.statements.submit[0]: found unknown key \"sqll\""),
                  StartsWith("2:11: backends.b.options.statements.submit[0].sqll: found no environment variable"),
                  StartsWith("3:7: backends.b.options.statements.wait: found \"1\"")));
  for (const Finding& finding : checked.findings) EXPECT_EQ(finding.place.file, file_.path("statements.yaml").string());
}

TEST_F(OptionCheck, FileThatCannotBeReadIsToldWhereItIsNamed) {
  EXPECT_THAT(told(file_table(), "statements: nowhere.yaml\n"),
              ElementsAre("1:13: backends.b.options.statements: found no such file: \"nowhere.yaml\", expected a YAML "
                          "file, relative to this one"));
  file_.write("broken.yaml", "a: b: c\n");
  const auto checked = check(file_table(), "statements: broken.yaml\n");
  ASSERT_EQ(checked.findings.size(), 1u);
  EXPECT_EQ(checked.findings[0].place.file, file_.path("broken.yaml").string());
  EXPECT_EQ(checked.findings[0].place.line, 1);
}

TEST_F(OptionCheck, EmptyFileLacksWhatIsRequired) {
  file_.write("empty.yaml", "");
  EXPECT_THAT(told(file_table(), "statements: empty.yaml\n"),
              ElementsAre(StartsWith("1:1: backends.b.options.statements: found no key \"submit\"")));
}

TEST_F(OptionCheck, ContentOfAFileMayStandInItsPlace) {
  const auto checked = check(file_table(), "statements: {submit: [{sql: INSERT}]}\n");
  ASSERT_THAT(Written::texts(checked.findings), IsEmpty());
  EXPECT_EQ(at(checked, "statements/submit/0/sql"), "INSERT");
}

}  // namespace
}  // namespace r311::config
