// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sql {

// The four ways of writing SQL that differ for us: placeholders, quotes, comments.
enum class Dialect { sqlite, postgresql, mysql, odbc };

// A council's statement after its named parameters were replaced by the dialect's placeholders. A value is only ever
// bound to a placeholder; there is no way to paste one into `text`.
struct Statement {
  std::string text;
  std::vector<std::string> parameters;  // the name of each placeholder, in order; a name may come several times
};

// What is wrong with a statement, in the words of a configuration finding.
struct Mistake {
  std::string found;
  std::string expected;
};

struct Compiled {
  Statement statement;
  std::vector<Mistake> mistakes;  // not empty: `statement` must not be run
};

// Finds the named parameters of `text`: ":name" or ":{name}", where a plain name is letters, digits, "_" and "." and
// begins with a letter or "_". What looks like one inside a string literal, a quoted identifier, a comment or a dollar
// quote is left alone, as are "::" and ":=". `known` says whether a name is one; the nearest of `names` (parted by "|")
// is told to the reader of a mistake, or all of them. One statement only; a ";" at its end is dropped.
Compiled compile(std::string_view text, Dialect dialect, const std::function<bool(std::string_view)>& known,
                 std::string_view names);

// Whether `text` has `words` (upper case, parted by one blank), in any case and spacing, outside of literals and
// comments.
bool mentions(std::string_view text, Dialect dialect, std::string_view words);

}  // namespace sql
