// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "config/finding.h"

namespace r311::app {

// Something to know about a configuration that is no mistake.
struct Note {
  config::Place place;
  std::string where;
  std::string text;
};

// "FILE:LINE:COLUMN: WHERE: note: TEXT"
std::string to_text(const Note& note);

}  // namespace r311::app
