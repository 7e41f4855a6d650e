// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Gives no instance, and its reason.
static r311_adapter_handle* create(const r311_host*, const r311_call* call) {
  call->fail(call->self, R311_UNSUPPORTED, sound::view("no licence for this council"));
  return nullptr;
}

ZOO_ENTRY("create_fails", made.create = &create)
