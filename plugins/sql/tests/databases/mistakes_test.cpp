// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "support/plugin_bench.h"

// What a council is told of its configuration before anything runs.
namespace sql::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class Mistakes : public testing::Test {
 protected:
  std::vector<std::string> told(const std::string& options) {
    r311::test::PluginBench bench({RELAY311_PLUGINS}, clock_);
    EXPECT_FALSE(bench.make("sql", options).has_value());
    std::vector<std::string> lines;
    for (const auto& finding : bench.findings) lines.push_back(to_text(finding));
    return lines;
  }

 private:
  r311::SystemClock clock_;
};

TEST_F(Mistakes, OfKeysAndWords_AreToldByTheTable) {
  const auto lines = told(R"(
database: sqlite:highways.db
time_zone: America/Springfield
statements:
  submt: []
  statuses: {from_backend: {N: opne}, unknown: maybe}
)");
  EXPECT_THAT(lines, Contains(HasSubstr("America/Springfield")));
  EXPECT_THAT(lines, Contains(HasSubstr("did you mean submit?")));
  EXPECT_THAT(lines, Contains(HasSubstr("did you mean open?")));
  EXPECT_THAT(lines, Contains(HasSubstr("maybe")));
}

TEST_F(Mistakes, OfStatements_AreAllToldAtOnceWithTheirPlaces) {
  const auto lines = told(R"(
database: sqlite:highways.db
time_zone: America/Chicago
statements:
  submit:
    - sql: INSERT INTO t VALUES (:descripton, 'a)
    - sql: INSERT INTO t VALUES (?)
  find: {sql: SELECT a FROM t, reference: a}
  changes:
    sql: SELECT a FROM t
    changed: a
  catalog:
    services: {sql: SELECT :code AS code}
    values: {sql: SELECT 1}
  limits: {last_nam: 20, phone: none, file_nam: 3}
)");
  EXPECT_THAT(lines, Contains(HasSubstr("found :code, expected no parameter")));
  EXPECT_THAT(lines, Contains(HasSubstr("values without attributes")));
  EXPECT_THAT(lines, Contains(testing::AllOf(HasSubstr(":6:"), HasSubstr("found :descripton, expected :description"))));
  EXPECT_THAT(lines, Contains(HasSubstr("a string literal without end")));
  EXPECT_THAT(lines, Contains(HasSubstr("the placeholder ?")));
  EXPECT_THAT(lines, Contains(HasSubstr("no `reference:`")));
  EXPECT_THAT(lines, Contains(HasSubstr("no :idempotency_key")));
  EXPECT_THAT(lines, Contains(HasSubstr("no :since")));
  EXPECT_THAT(lines, Contains(HasSubstr("no ORDER BY")));
  EXPECT_THAT(lines, Contains(HasSubstr("neither `reference:` nor `key:`")));
  EXPECT_THAT(lines, Contains(HasSubstr("found last_nam, expected last_name")));
  EXPECT_THAT(lines, Contains(HasSubstr("found file_nam, expected file_name")));
  EXPECT_THAT(lines, Contains(HasSubstr("a length of at least 1")));
}

TEST_F(Mistakes, OfKeysInSeveralQueries_AreToldByTheTable) {
  const auto lines = told(R"(
database: sqlite:highways.db
time_zone: America/Chicago
statements:
  changes:
    - {sql: "SELECT a FROM t WHERE a > :since ORDER BY a", changed: a, reference: a}
    - {sql: SELECT b FROM t, changed: b, update_ky: x}
  media: {folder: photos}
  statuses: {without_code: maybe}
)");
  using testing::AllOf;
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":7:"), HasSubstr("update_ky"), HasSubstr("mean update_key?"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":8:"), HasSubstr("statements"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":9:"), HasSubstr("maybe"))));
}

TEST_F(Mistakes, OfWhatComesAfterAReport_AreToldWithTheirPlaces) {
  const auto lines = told(R"__(
database: sqlite:highways.db
time_zone: America/Chicago
statements:
  update:
    - sql: INSERT INTO c VALUES (:referense, :id)
  update_find: {sql: SELECT no FROM c}
  media:
    statements: [{sql: "INSERT INTO p VALUES (:path)"}]
    name: "../{reference}"
    largest: 0
  media_find: {sql: "SELECT 1 FROM p WHERE k = :update_id"}
  changes:
    - {sql: "SELECT a FROM t WHERE a > :since ORDER BY a", changed: a, reference: a}
    - {sql: SELECT b FROM t, changed: b}
  work_orders:
    sql: SELECT c FROM t WHERE c > :sinse ORDER BY c
    reference: c
    requested: c
    latitude: lat
    overlap_rows: 5000
  statuses: {to_backend: {fxed: F, ignore: X}}
  limits: {titl: 3}
)__");
  using testing::AllOf;
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":6:"), HasSubstr("found :referense, expected :reference"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":6:"), HasSubstr("found :id,"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":7:"), HasSubstr("no :idempotency_key"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":9:"), HasSubstr("found :path"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":10:"), HasSubstr("\"/\" in a file's name"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":11:"), HasSubstr("1 to 1000000000 bytes"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":12:"), HasSubstr("found :update_id, expected :idempotency_key"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":15:"), HasSubstr("no :since"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":15:"), HasSubstr("neither `reference:` nor `key:`"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":17:"), HasSubstr("found :sinse, expected :since"))));
  EXPECT_THAT(lines, Contains(HasSubstr("latitude without longitude")));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":21:"), HasSubstr("found 5000, expected 0 to 2000"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":22:"), HasSubstr("found fxed, expected fixed"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":22:"), HasSubstr("found ignore"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":23:"), HasSubstr("found titl, expected title"))));
}

TEST_F(Mistakes, OfCharacters_AreToldWithTheirPlaces) {
  const auto lines = told(R"__(
database: sqlite:highways.db
time_zone: America/Chicago
statements:
  characters:
    description: {charset: latin2}
    descripton: {charset: ascii}
    title: {otherwise: strip}
    phone: {charset: ascii, otherwise: drop, mark: "?"}
    email: {charset: ascii, mark: "¿"}
    "*": {charset: latin1, marks: x}
    last_name: latin1
)__");
  using testing::AllOf;
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":6:"), HasSubstr("latin2"), HasSubstr("did you mean latin1?"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":8:"), HasSubstr("charset"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":9:"), HasSubstr("drop"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":11:"), HasSubstr("did you mean mark?"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(":12:"), HasSubstr("a map"))));
  const auto further = told(R"__(
database: sqlite:highways.db
time_zone: America/Chicago
statements:
  characters:
    descripton: {charset: ascii}
    email: {charset: ascii, mark: "¿"}
  limits: {email: {characters: 20, mark: "…"}}
)__");
  EXPECT_THAT(further, Contains(AllOf(HasSubstr(":6:"), HasSubstr("found descripton, expected description"))));
  EXPECT_THAT(further, Contains(AllOf(HasSubstr(":7:"), HasSubstr("found ¿, expected characters of ascii"))));
  EXPECT_THAT(further, Contains(AllOf(HasSubstr(":8:"), HasSubstr("found …, expected characters of ascii"))));
}

TEST_F(Mistakes, OfTheTimeFormat_AreToldAtItsPlace) {
  const auto of_format = [&](const std::string& format) {
    return told("database: sqlite:x.db\ntime_zone: UTC\ntime_format: '" + format +
                "'\nstatements: {submit: [{sql: 'INSERT INTO t VALUES (:id) RETURNING a', reference: a}]}\n");
  };
  EXPECT_THAT(of_format("%d-%Q-%Y"), Contains(testing::AllOf(HasSubstr(":3:14:"), HasSubstr("found %Q in"))));
  EXPECT_THAT(of_format("%Y-%m-%d %H:%M:%S %z"), Contains(HasSubstr("a format without zone")));
  EXPECT_THAT(of_format("%d-%b %H:%M"), Contains(HasSubstr("does not read that back")));
}

TEST_F(Mistakes, NeverShowThePassword) {
  for (const auto& line :
       told("database: postgresql://relay:hunter2@db:99999/x\ntime_zone: Europe/London\nstatements: {}\n"))
    EXPECT_THAT(line, Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace sql::test
