// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Gives no instance and no reason.
static r311_adapter_handle* create(const r311_host*, const r311_call*) { return nullptr; }

ZOO_ENTRY("create_silent", made.create = &create)
