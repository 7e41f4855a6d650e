// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "sound.h"

// Gives a cursor that is too long.
static r311_outcome changes(r311_adapter_handle*, r311_text_view, const r311_change_sink* sink,
                            const r311_cursor_sink* next, const r311_call*) {
  static_cast<void>(sink);
  next->cursor(next->self, sound::view(std::string(5000, 'x').c_str()));
  return R311_OK;
}
static const r311_changes table{sizeof(r311_changes), 0, &changes, nullptr};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_CHANGES_ID) ? &table : nullptr;
}

ZOO_ENTRY("long_cursor", made.get_interface = &get_interface)
