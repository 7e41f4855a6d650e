// SPDX-License-Identifier: Apache-2.0
#include "unit/config/written.h"

#include <fstream>

namespace r311::config {

void Written::write(const std::string& name, std::string_view text) {
  std::ofstream(path(name), std::ios::binary) << text;
}

std::vector<std::string> Written::texts(const Findings& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) {
    Finding unnamed = finding;
    unnamed.place.file.clear();
    lines.push_back(to_text(unnamed).substr(finding.place.line > 0 ? 1 : 0));
  }
  return lines;
}

std::string smallest(std::string_view more) {
  return R"(backends:
  desk: {adapter: sql}
jurisdictions:
  - id: springfield.example
    services:
      - {code: POT, name: Pothole, backend: desk}
)" + std::string(more);
}

std::string with_attributes(std::string_view attributes) {
  return R"(backends: {desk: {adapter: sql}}
jurisdictions:
  - id: springfield.example
    services:
      - code: POT
        name: Pothole
        backend: desk
        attributes: )" +
         std::string(attributes) + "\n";
}

}  // namespace r311::config
