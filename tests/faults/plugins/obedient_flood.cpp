// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "sound.h"

// Has more changes than one poll may tell, and stops when it is told to.
static r311_outcome changes(r311_adapter_handle*, r311_text_view, const r311_change_sink* sink,
                            const r311_cursor_sink* next, const r311_call*) {
  r311_change change{};
  change.size = sizeof change;
  change.reference = sound::view("1");
  int told = 0;
  while (sink->add(sink->self, &change) == 1) ++told;
  next->cursor(next->self, sound::view(std::to_string(told).c_str()));
  return R311_OK;
}
static const r311_changes table{sizeof(r311_changes), 0, &changes, nullptr};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_CHANGES_ID) ? &table : nullptr;
}

ZOO_ENTRY("obedient_flood", made.get_interface = &get_interface)
