// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <vector>

// The tables that hold what a store keeps, as both stores have them: the same names, the same facts. What a store keeps
// for itself stands in left_out().
namespace r311::store {

enum class ColumnKind { number, flag, real, text, bytes };

struct Column {
  const char* name;
  ColumnKind kind;
};

struct Table {
  const char* name;
  std::size_t key;              // its first columns, so many, are the primary key
  bool numbered;                // the key is a number that the store gives out
  std::vector<Column> columns;  // all of them may be null, as far as the schema allows
};

// Every table after those that it refers to.
const std::vector<Table>& tables();

// Tables and columns ("TABLE.COLUMN") of a schema that are not among tables(): what is counted from others, what is
// made of others to search by, what proves commits, the schema's own number, and leases, which mean nothing to another
// gateway.
const std::vector<std::string>& left_out();

// The rows of `table` by its key, from the first one or behind a key, at most so many. Parameters are written with
// `sign` ('?' or '$'), first the key's, if any, then the number of rows.
std::string select_first(const Table& table, char sign);
std::string select_next(const Table& table, char sign);

}  // namespace r311::store
