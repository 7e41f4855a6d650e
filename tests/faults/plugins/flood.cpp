// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Goes on telling changes after it was told to stop.
static r311_outcome changes(r311_adapter_handle*, r311_text_view, const r311_change_sink* sink,
                            const r311_cursor_sink* next, const r311_call*) {
  r311_change change{};
  change.size = sizeof change;
  change.reference = sound::view("1");
  for (int i = 0; i < 20'000; ++i) sink->add(sink->self, &change);
  next->cursor(next->self, sound::view("20000"));
  return R311_OK;
}
static const r311_changes table{sizeof(r311_changes), 0, &changes, nullptr};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_CHANGES_ID) ? &table : nullptr;
}

ZOO_ENTRY("flood", made.get_interface = &get_interface)
