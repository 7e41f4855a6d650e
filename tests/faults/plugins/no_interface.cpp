// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Can do nothing.
static const void* get_interface(r311_adapter_handle*, r311_text_view) { return nullptr; }

ZOO_ENTRY("no_interface", made.get_interface = &get_interface)
