// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "open311/update.h"
#include "relay311/abi/draft/update.h"

namespace r311::plugin {

// An update as a plugin sees it; borrows from `accepted`, which outlives it.
class UpdateView {
 public:
  explicit UpdateView(const open311::AcceptedUpdate& accepted);
  UpdateView(const UpdateView&) = delete;
  UpdateView& operator=(const UpdateView&) = delete;

  const r311_update* abi() const { return &abi_; }

 private:
  std::vector<r311_value_view> values_;
  std::vector<r311_text_view> media_urls_;
  r311_update abi_{};
};

}  // namespace r311::plugin
