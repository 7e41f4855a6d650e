// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Needs a function that nobody has.
extern "C" int relay311_nobody_has_this();

ZOO_ENTRY("undefined_symbol", made.abi_minor = static_cast<uint32_t>(relay311_nobody_has_this()))
