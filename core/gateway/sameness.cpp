// SPDX-License-Identifier: Apache-2.0
#include "gateway/sameness.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/digest.h"
#include "base/text.h"

namespace r311::gateway {
namespace {

// Nothing if one of the attributes is missing.
std::optional<std::string> attributes_key(const std::vector<std::string>& codes,
                                          const open311::AcceptedReport& report) {
  PartsDigest parts;
  parts.add("attributes").add(report.interface_used).add(report.service_code);
  for (const auto& code : codes) {
    const auto& all = report.report.attributes;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.code == code; });
    if (found == all.end() || found->values.empty()) return std::nullopt;
    parts.add(code).add(std::to_string(found->values.size()));
    for (const auto& value : found->values) parts.add(value);
  }
  return parts.hex();
}

}  // namespace

std::string content_digest(const open311::Parameters& sent, const std::vector<open311::Attachment>& attachments) {
  std::vector<std::pair<std::string, std::string>> said;
  for (const auto& [name, value] : sent.items()) {
    std::string text = text::clean(text::trim(value));
    if (name != "api_key" && !text.empty()) said.emplace_back(name, std::move(text));
  }
  std::sort(said.begin(), said.end());
  std::vector<std::string> files;
  for (const auto& file : attachments) files.push_back(file.digest);
  std::sort(files.begin(), files.end());
  PartsDigest parts;
  for (const auto& [name, value] : said) parts.add(name).add(value);
  parts.add("files");
  for (const auto& file : files) parts.add(file);
  return parts.hex();
}

bool is_idempotency_key(std::string_view value) {
  return !value.empty() && value.size() <= longest_idempotency_key &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::vector<store::Repeat> repeats_of(const Jurisdiction& jurisdiction, const open311::Parameters& sent,
                                      const open311::AcceptedReport& report, std::string_view idempotency_key,
                                      Time now) {
  const JurisdictionPlan& plan = jurisdiction.plan();
  const Time until = now + plan.dedupe_window;
  std::vector<store::Repeat> repeats;
  if (!idempotency_key.empty()) {
    PartsDigest parts;
    parts.add("key").add(report.interface_used).add(idempotency_key);
    repeats.push_back({parts.hex(), content_digest(sent, report.attachments), until});
  }
  if (!plan.dedupe_by.empty()) {
    if (auto key = attributes_key(plan.dedupe_by, report)) repeats.push_back({*std::move(key), {}, until});
  }
  return repeats;
}

}  // namespace r311::gateway
