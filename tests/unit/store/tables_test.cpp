// SPDX-License-Identifier: Apache-2.0
#include "store/tables.h"

#include <set>

#include "unit/store/sqlite_fixture.h"

namespace r311::test {
namespace {

using SqliteTables = SqliteFile;

// What a schema gains has to be copied from store to store, or to be named among what is not.
TEST_F(SqliteTables, AreAllThatTheSchemaHas) {
  open();
  std::set<std::string> known(store::left_out().begin(), store::left_out().end());
  std::set<std::string> wanted;
  for (const auto& table : store::tables()) {
    for (const auto& column : table.columns) wanted.insert(std::string(table.name) + "." + column.name);
  }
  Shell shell(file());
  for (const auto& table : shell.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
    if (known.contains(table)) continue;
    for (const auto& column : shell.rows("SELECT name FROM pragma_table_info('" + table + "')")) {
      const std::string name = table + "." + column;
      EXPECT_TRUE(wanted.erase(name) == 1 || known.contains(name)) << name;
    }
  }
  EXPECT_TRUE(wanted.empty()) << *wanted.begin();
}

TEST(Tables, AreReadInTheOrderOfTheirKeysBehindAKey) {
  const store::Table table{"t", 2, false, {{"a", store::ColumnKind::number}, {"b", store::ColumnKind::text}}};
  EXPECT_EQ(store::select_first(table, '$'), "SELECT a, b FROM t ORDER BY a, b LIMIT $1");
  EXPECT_EQ(store::select_next(table, '?'), "SELECT a, b FROM t WHERE (a, b) > (?1, ?2) ORDER BY a, b LIMIT ?3");
}

}  // namespace
}  // namespace r311::test
