// SPDX-License-Identifier: Apache-2.0
#include "app/report_findings.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <span>

#include "app/terminal.h"
#include "base/text.h"

namespace r311::app {
namespace {

std::span<const config::Finding> told_of(const config::Findings& findings) {
  return std::span(findings).first(std::min(findings.size(), most_findings_told));
}

}  // namespace

void report_findings(const config::Findings& findings) {
  const bool colour = coloured(STDERR_FILENO);
  const auto told = told_of(findings);
  for (const auto& finding : told) std::fprintf(stderr, "%s\n", text::one_line(config::to_text(finding)).c_str());
  auto count = std::to_string(findings.size()) + (findings.size() == 1 ? " mistake" : " mistakes");
  if (told.size() < findings.size()) count += ", of which the first " + std::to_string(told.size()) + " are told";
  if (!findings.empty()) std::fprintf(stderr, "%s\n", paint(colour, "31;1", count).c_str());
}

void report_findings_json(const config::Findings& findings, const std::vector<Note>& notes) {
  Poco::JSON::Array mistakes;
  const auto shown = told_of(findings);
  for (const auto& finding : shown) {
    Poco::JSON::Object mistake(Poco::JSON_PRESERVE_KEY_ORDER);
    mistake.set("file", finding.place.file);
    mistake.set("line", finding.place.line);
    mistake.set("column", finding.place.column);
    mistake.set("where", finding.where);
    mistake.set("found", finding.found);
    mistake.set("expected", finding.expected);
    if (!finding.suggestion.empty()) mistake.set("suggestion", finding.suggestion);
    mistakes.add(mistake);
  }
  Poco::JSON::Object document(Poco::JSON_PRESERVE_KEY_ORDER);
  document.set("ok", findings.empty());
  document.set("mistakes", mistakes);
  document.set("more", static_cast<Poco::UInt64>(findings.size() - shown.size()));
  Poco::JSON::Array told;
  for (const auto& note : notes) {
    Poco::JSON::Object one(Poco::JSON_PRESERVE_KEY_ORDER);
    one.set("file", note.place.file);
    one.set("line", note.place.line);
    one.set("column", note.place.column);
    one.set("where", note.where);
    one.set("note", note.text);
    told.add(one);
  }
  document.set("notes", told);
  document.stringify(std::cout, 2);
  std::cout << '\n';
}

}  // namespace r311::app
