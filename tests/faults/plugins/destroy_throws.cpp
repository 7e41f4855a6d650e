// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "sound.h"

// Throws at its end.
static void destroy(r311_adapter_handle*) { throw std::runtime_error("clinging to life"); }

ZOO_ENTRY("destroy_throws", made.destroy = &destroy)
