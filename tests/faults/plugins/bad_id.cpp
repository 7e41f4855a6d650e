// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Has an id that is a path.
ZOO_ENTRY("bad_id", made.id = sound::view("../bad_id"))
