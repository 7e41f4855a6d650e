// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Breaks nothing.
ZOO_ENTRY("sound", (void)made)
