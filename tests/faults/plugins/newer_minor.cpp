// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Built for a later ABI of our major.
ZOO_ENTRY("newer_minor", made.abi_minor = R311_ABI_MINOR + 1)
