// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace r311::config {

// A place in a file, both counted from 1. Line 0: the file as a whole.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

// One mistake in a configuration, told where it was made.
struct Finding {
  Place place;
  std::string where;       // the path in the document, such as "backends.highways.adapter"
  std::string found;       // short phrase; never a secret's value
  std::string expected;    // short phrase
  std::string suggestion;  // the nearest known word; empty: none is near
};

using Findings = std::vector<Finding>;

// "FILE:LINE:COLUMN: WHERE: found FOUND, expected EXPECTED; did you mean SUGGESTION?"
std::string to_text(const Finding& finding);

}  // namespace r311::config
