// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "sound.h"

// Throws across the border while it is made.
static r311_adapter_handle* create(const r311_host*, const r311_call*) { throw std::runtime_error("the moon is full"); }

ZOO_ENTRY("create_throws", made.create = &create)
