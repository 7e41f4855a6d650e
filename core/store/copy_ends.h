// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "store/tables.h"

// The two ends of a copy, one pair for each kind of store. One thread at a time.
namespace r311::store {

// One column of one row; a flag is the number 0 or 1.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;
using Cells = std::vector<Cell>;

class CopySource {
 public:
  virtual ~CopySource() = default;
  // Without a password.
  virtual std::string shown() const = 0;
  virtual Result<std::int64_t> count(const Table& table) = 0;
  // The rows behind the one with the key `after` (empty: from the first), in the order of keys. All reads see one
  // moment of the store.
  virtual Result<std::vector<Cells>> read(const Table& table, const Cells& after, std::int64_t most) = 0;
};

// Undoes everything unless it was committed.
class CopyTarget {
 public:
  virtual ~CopyTarget() = default;
  virtual std::string shown() const = 0;
  virtual Result<std::int64_t> count(const Table& table) = 0;
  virtual Result<void> write(const Table& table, const std::vector<Cells>& rows) = 0;
  // Lets numbers go on behind the highest, and ends the transaction.
  virtual Result<void> commit() = 0;
};

}  // namespace r311::store
