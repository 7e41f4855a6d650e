// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Finds a work order whose reference is not text.
static r311_outcome find(r311_adapter_handle*, r311_text_view, const r311_receipt_sink* receipt, const r311_call*) {
  receipt->reference(receipt->self, {"WO\xff", 3});
  return R311_OK;
}
static const r311_find finds{sizeof(r311_find), 0, &find};
static const void* get_interface(r311_adapter_handle* adapter, r311_text_view id) {
  return sound::is(id, R311_FIND_ID) ? &finds : sound::get_interface(adapter, id);
}

ZOO_ENTRY("find_gives_dirt", made.get_interface = &get_interface)
