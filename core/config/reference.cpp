// SPDX-License-Identifier: Apache-2.0
#include "config/config.h"
#include "config/option_check.h"
#include "config/tables.h"

namespace r311::config {
namespace {

constexpr std::string_view kBegin = R"(# Configuration: every key

<!-- Written by `relay311 config reference`: change the tables in core/config, not this page. -->

This page lists every key that a configuration may hold. [council.md](council.md) tells how to write one.

Values are YAML text: `001` stays `001`. Durations are written `500ms`, `30s`, `5m`, `2h` or `1d`; sizes `64KB`, `20MB`
or `1GB`. In any value `${env:NAME}` stands for an environment variable and `${file:PATH}` for the content of a file
beside the configuration (without its last line end); `$${` is a plain `${`.
)";

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string row(const Section::Row& row) {
  const bool code = !row.fallback.empty() && row.fallback != "required" && row.fallback.find(' ') == std::string::npos;
  return "| `" + cell(row.key) + "` | " + cell(row.value) + " | " + (code ? "`" : "") + cell(row.fallback) +
         (code ? "`" : "") + " | " + cell(row.help) + " |\n";
}

constexpr std::string_view kHead = "| key | value | default | meaning |\n|---|---|---|---|\n";

std::string value_of(const OptionSpec& spec) {
  switch (spec.kind) {
    case OptionKind::text:
      return "text";
    case OptionKind::integer:
      return "number";
    case OptionKind::boolean:
      return "true or false";
    case OptionKind::duration:
      return "duration";
    case OptionKind::zone:
      return "time zone";
    case OptionKind::choice:
      return one_of(spec.choices);
    case OptionKind::list:
      return "list";
    case OptionKind::map:
      return "map";
    case OptionKind::file:
      return "YAML file, relative to this one";
  }
  return "text";
}

}  // namespace

std::string reference_markdown() {
  Sections sections;
  configuration_table().describe("", sections);
  std::string page(kBegin);
  for (const Section& section : sections) {
    page += "\n## " + (section.title.empty() ? "The file" : "`" + section.title + "`") + "\n\n" + section.help + "\n\n";
    page += kHead;
    for (const Section::Row& each : section.rows) page += row(each);
  }
  return page;
}

std::string option_reference(const std::vector<OptionSpec>& specs) {
  std::string table(kHead);
  for (const OptionSpec& spec : specs)
    table += row({spec.path, value_of(spec) + (spec.secret ? " (secret)" : ""),
                  spec.required ? "required" : spec.default_value.value_or(""), spec.help});
  return table;
}

}  // namespace r311::config
