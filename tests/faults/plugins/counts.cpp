// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "sound.h"

// Numbers its submits without any lock, as an instance whose calls come one at a time may.
static long number = 0;

static r311_outcome submit(r311_adapter_handle*, const r311_report*, const r311_receipt_sink* receipt,
                           const r311_call*) {
  const std::string reference = "R" + std::to_string(++number);
  receipt->reference(receipt->self, {reference.data(), reference.size()});
  return R311_OK;
}
static const r311_submit submits{sizeof(r311_submit), 0, &submit};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_SUBMIT_ID) ? &submits : nullptr;
}

ZOO_ENTRY("counts", made.get_interface = &get_interface)
