// SPDX-License-Identifier: Apache-2.0
#include "config/finding.h"

namespace r311::config {

std::string to_text(const Finding& finding) {
  std::string line = finding.place.file;
  if (finding.place.line > 0)
    line += ':' + std::to_string(finding.place.line) + ':' + std::to_string(finding.place.column);
  line += ": ";
  if (!finding.where.empty()) line += finding.where + ": ";
  line += "found " + finding.found + ", expected " + finding.expected;
  if (!finding.suggestion.empty()) line += "; did you mean " + finding.suggestion + "?";
  // One finding is one line, whatever names and file names hold.
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return line;
}

}  // namespace r311::config
