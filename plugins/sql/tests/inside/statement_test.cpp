// SPDX-License-Identifier: Apache-2.0
#include "statement.h"

#include <gmock/gmock.h>

namespace sql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

bool known(std::string_view name) {
  return name == "id" || name == "description" || name.substr(0, 10) == "attribute.";
}

Compiled compiled(std::string_view text, Dialect dialect = Dialect::sqlite) {
  return compile(text, dialect, known, ":id|:description|:attribute.CODE");
}

void expect_untouched(const std::string& text, Dialect dialect) {
  const Compiled result = compiled(text, dialect);
  EXPECT_EQ(result.statement.text, text);
  EXPECT_THAT(result.statement.parameters, IsEmpty());
  EXPECT_THAT(result.mistakes, IsEmpty());
}

TEST(Statement, NamedParameters_BecomePlaceholdersInOrder) {
  const Compiled result = compiled("INSERT INTO t VALUES (:id, :attribute.depth,:id)");
  EXPECT_EQ(result.statement.text, "INSERT INTO t VALUES (?, ?,?)");
  EXPECT_THAT(result.statement.parameters, ElementsAre("id", "attribute.depth", "id"));
}

TEST(Statement, PostgreSQL_GetsNumberedPlaceholdersAndKeepsItsCasts) {
  const Compiled result = compiled("SELECT :id::int, now()::date, :description", Dialect::postgresql);
  EXPECT_EQ(result.statement.text, "SELECT $1::int, now()::date, $2");
  EXPECT_THAT(result.mistakes, IsEmpty());
}

TEST(Statement, BracedName_HoldsWhatAPlainOneCannot) {
  const Compiled result = compiled("SELECT :{attribute.how deep?}-1, :attribute.depth-1");
  EXPECT_EQ(result.statement.text, "SELECT ?-1, ?-1");
  EXPECT_THAT(result.statement.parameters, ElementsAre("attribute.how deep?", "attribute.depth"));
}

TEST(Statement, LiteralsNamesAndComments_AreLeftAlone) {
  expect_untouched("SELECT ':id', ' it''s :id ; ?', \"a:id\"\"\", [a:id], `:id`, 1 -- :id ' ?\n /* :id ; */",
                   Dialect::sqlite);
  expect_untouched("SELECT ':id', \"x:id\" /* a /* :id */ :id */, $$ :id $$, $q$ :id $$ $q$", Dialect::postgresql);
  expect_untouched("SELECT E'\\':id', e'\\\\', a$1b", Dialect::postgresql);
  expect_untouched("SELECT ':id\\' :id', \"\\\":id\", `a:id` # :id\n, @n:=1, 5--3", Dialect::mysql);
  expect_untouched("SELECT [a:id], ':id' -- :id", Dialect::odbc);
}

TEST(Statement, BackslashOfStandardSql_DoesNotHideTheEndOfALiteral) {
  const Compiled result = compiled("SELECT 'a\\', :id", Dialect::postgresql);
  EXPECT_THAT(result.statement.parameters, ElementsAre("id"));
}

TEST(Statement, ColonsThatAreNoParameters_AreLeftAlone) {
  expect_untouched("SELECT a : b, x[1:2], 12:30", Dialect::postgresql);
}

TEST(Statement, QuestionMarkOperator_StaysWithPostgreSQL) { expect_untouched("SELECT a ? 'b'", Dialect::postgresql); }

TEST(Statement, UnknownParameter_IsToldWithTheNearestOrAllThatAreKnown) {
  const Compiled result = compiled("SELECT :descripton, :nothing");
  ASSERT_THAT(result.mistakes, SizeIs(2));
  EXPECT_EQ(result.mistakes[0].found, ":descripton");
  EXPECT_EQ(result.mistakes[0].expected, ":description");
  EXPECT_EQ(result.mistakes[1].expected, ":id|:description|:attribute.CODE");
}

TEST(Statement, WhatIsNotEnded_IsTold) {
  EXPECT_EQ(compiled("SELECT 'a").mistakes.at(0).found, "a string literal without end");
  EXPECT_EQ(compiled("SELECT \"a").mistakes.at(0).found, "a quoted name without end");
  EXPECT_EQ(compiled("SELECT /* a").mistakes.at(0).found, "a comment without end");
  EXPECT_EQ(compiled("SELECT $$ a", Dialect::postgresql).mistakes.at(0).found, "a dollar quote without end");
  EXPECT_EQ(compiled("SELECT :{id").mistakes.at(0).found, "a :{ without }");
}

TEST(Statement, PlaceholderOfTheDriver_IsTold) {
  EXPECT_EQ(compiled("SELECT ?").mistakes.at(0).found, "the placeholder ?");
  EXPECT_EQ(compiled("SELECT $1", Dialect::postgresql).mistakes.at(0).found, "the placeholder $1");
}

TEST(Statement, OneStatementOnly_ItsLastSemicolonGoes) {
  EXPECT_EQ(compiled("SELECT 1 ; -- done\n;\n").statement.text, "SELECT 1");
  EXPECT_EQ(compiled("SELECT 1; DELETE FROM t").mistakes.at(0).found, "several statements in one");
  EXPECT_EQ(compiled(" \n").mistakes.at(0).found, "no SQL");
}

TEST(Statement, Mentions_SeesWordsOutsideOfLiteralsOnly) {
  EXPECT_TRUE(mentions("select a\n order\n  by a", Dialect::sqlite, "ORDER BY"));
  EXPECT_FALSE(mentions("select 'order by' -- order by", Dialect::sqlite, "ORDER BY"));
  EXPECT_FALSE(mentions("select border by_a", Dialect::sqlite, "ORDER BY"));
}

}  // namespace
}  // namespace sql
