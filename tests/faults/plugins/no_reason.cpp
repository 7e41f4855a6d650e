// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Fails and tells no reason.
static r311_outcome submit(r311_adapter_handle*, const r311_report*, const r311_receipt_sink*, const r311_call*) {
  return R311_UNAVAILABLE;
}
static const r311_submit submits{sizeof(r311_submit), 0, &submit};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_SUBMIT_ID) ? &submits : nullptr;
}

ZOO_ENTRY("no_reason", made.get_interface = &get_interface)
