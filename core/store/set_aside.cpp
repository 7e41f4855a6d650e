// SPDX-License-Identifier: Apache-2.0
#include "store/set_aside.h"

namespace r311::store {

FoundOrder as_it_stood(FoundOrder told, const open311::WorkOrder& aside, bool changed) {
  told.non_public = told.non_public || aside.non_public;
  if (aside.status && (changed || !told.status)) told.status = aside.status;
  if (!aside.backend_status.empty() && (changed || told.backend_status.empty())) {
    told.backend_status = aside.backend_status;
    told.status_unknown = aside.status_unknown;
  }
  // Changes may have said that there is none any more.
  if (changed || !told.expected) told.expected = aside.expected;
  if (changed || told.notice.empty()) told.notice = aside.notice;
  return told;
}

}  // namespace r311::store
