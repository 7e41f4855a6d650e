// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Gives a reason with broken UTF-8 and control characters.
static r311_outcome submit(r311_adapter_handle*, const r311_report*, const r311_receipt_sink*, const r311_call* call) {
  return call->fail(call->self, R311_REFUSED, sound::view("no \x01\xff thanks"));
}
static const r311_submit submits{sizeof(r311_submit), 0, &submit};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_SUBMIT_ID) ? &submits : nullptr;
}

ZOO_ENTRY("dirty_reason", made.get_interface = &get_interface)
