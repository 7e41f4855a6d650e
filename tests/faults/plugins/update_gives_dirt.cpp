// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Gives an update an id that is not text.
static r311_outcome update(r311_adapter_handle*, const r311_update*, const r311_receipt_sink* receipt,
                           const r311_call*) {
  receipt->reference(receipt->self, {"C\xff", 2});
  return R311_OK;
}
static const r311_updates table{sizeof(r311_updates), 0, &update, nullptr};
static const void* get_interface(r311_adapter_handle* adapter, r311_text_view id) {
  return sound::is(id, R311_UPDATE_ID) ? &table : sound::get_interface(adapter, id);
}

ZOO_ENTRY("update_gives_dirt", made.get_interface = &get_interface)
