// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "open311/model.h"
#include "relay311/abi/draft/submit.h"

namespace r311::plugin {

// A report as a plugin sees it; borrows from `report`, which outlives it.
class ReportView {
 public:
  explicit ReportView(const open311::AcceptedReport& report);
  ReportView(const ReportView&) = delete;
  ReportView& operator=(const ReportView&) = delete;

  const r311_report* abi() const { return &abi_; }

 private:
  std::vector<r311_value_view> values_;
  std::vector<r311_text_view> media_urls_;
  r311_report abi_{};
};

}  // namespace r311::plugin
