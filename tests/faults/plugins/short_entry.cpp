// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Says that its description ends before its functions.
ZOO_ENTRY("short_entry", made.size = 24)
