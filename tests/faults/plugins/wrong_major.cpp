// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Built for an ABI that is not ours.
ZOO_ENTRY("wrong_major", made.abi_major = 9)
