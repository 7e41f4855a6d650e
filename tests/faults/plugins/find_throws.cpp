// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "sound.h"

// Lets an exception out of find.
static r311_outcome find(r311_adapter_handle*, r311_text_view, const r311_receipt_sink*, const r311_call*) {
  throw std::runtime_error("lost the connection");
}
static const r311_find finds{sizeof(r311_find), 0, &find};
static const void* get_interface(r311_adapter_handle* adapter, r311_text_view id) {
  return sound::is(id, R311_FIND_ID) ? &finds : sound::get_interface(adapter, id);
}

ZOO_ENTRY("find_throws", made.get_interface = &get_interface)
