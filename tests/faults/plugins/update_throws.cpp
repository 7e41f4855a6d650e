// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "sound.h"

// Lets an exception out of update.
static r311_outcome update(r311_adapter_handle*, const r311_update*, const r311_receipt_sink*, const r311_call*) {
  throw std::runtime_error("lost the connection");
}
static const r311_updates table{sizeof(r311_updates), 0, &update, nullptr};
static const void* get_interface(r311_adapter_handle* adapter, r311_text_view id) {
  return sound::is(id, R311_UPDATE_ID) ? &table : sound::get_interface(adapter, id);
}

ZOO_ENTRY("update_throws", made.get_interface = &get_interface)
