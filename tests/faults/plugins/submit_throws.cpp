// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "sound.h"

// Throws across the border in the middle of a submit.
static r311_outcome submit(r311_adapter_handle*, const r311_report*, const r311_receipt_sink*, const r311_call*) {
  throw std::runtime_error("lost the connection");
}
static const r311_submit submits{sizeof(r311_submit), 0, &submit};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_SUBMIT_ID) ? &submits : nullptr;
}

ZOO_ENTRY("submit_throws", made.get_interface = &get_interface)
