// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "connection.h"

namespace sql {

// One row of a poll, read by column names; an empty name stands for a column that there is none of. Throws
// relay311::Failure(unsupported) for a column that the result lacks, told with the query's `name`. Borrows all.
class Row {
 public:
  Row(const Rows& rows, std::size_t number, std::string_view name)
      : rows_(rows), cells_(rows.cells[number]), name_(name) {}

  // As the gateway takes it (clean_text.h).
  std::optional<std::string> text(const std::string& column) const;
  std::string text_or_empty(const std::string& column) const { return text(column).value_or(std::string()); }
  // Without the blanks around it, which columns of fixed width add.
  std::string word(const std::string& column) const;
  // A place to read on from, which is of use only as the very bytes that the database gave.
  std::string mark(const std::string& column) const;
  // A decimal number; nothing for NULL and for what is none.
  std::optional<double> number(const std::string& column) const;
  // Nothing for NULL. False is what databases and people write for it: 0, f, false, n, no or nothing; all else is true.
  std::optional<bool> truth(const std::string& column) const;

 private:
  const std::optional<std::string>* cell(const std::string& column) const;

  const Rows& rows_;
  const std::vector<std::optional<std::string>>& cells_;
  std::string_view name_;
};

}  // namespace sql
