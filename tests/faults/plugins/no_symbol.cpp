// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Exports another symbol than the entry.
R311_EXPORT int some_other_symbol();
R311_EXPORT int some_other_symbol() { return 1; }
