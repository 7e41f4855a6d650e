// SPDX-License-Identifier: Apache-2.0
#include "store/unknown_codes.h"

namespace r311::store {

void CodesTold::add(const open311::Change& change) {
  add(change.backend_status, change.status_unknown, change.status ? open311::word(*change.status) : std::string_view());
}

void CodesTold::add(const FoundOrder& found) {
  add(found.backend_status, found.status_unknown, open311::word(found.status.value_or(open311::Status::open)));
}

void CodesTold::add(const std::string& code, bool unknown, std::string_view counts_as) {
  if (code.empty()) return;
  if (!unknown) {
    known_.insert(code);
    return;
  }
  Count& count = unknown_[code];
  ++count.count;
  count.counts_as = counts_as;
}

}  // namespace r311::store
