// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Claims success with an empty reference.
static r311_outcome submit(r311_adapter_handle*, const r311_report*, const r311_receipt_sink* receipt,
                           const r311_call*) {
  receipt->reference(receipt->self, sound::view(""));
  return R311_OK;
}
static const r311_submit submits{sizeof(r311_submit), 0, &submit};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_SUBMIT_ID) ? &submits : nullptr;
}

ZOO_ENTRY("empty_reference", made.get_interface = &get_interface)
