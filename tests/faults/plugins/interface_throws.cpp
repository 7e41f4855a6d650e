// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Throws when it is asked what it can do.
static const void* get_interface(r311_adapter_handle*, r311_text_view) { throw 7; }

ZOO_ENTRY("interface_throws", made.get_interface = &get_interface)
