// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Is another adapter than its file name says.
ZOO_ENTRY("other_id", made.id = sound::view("somebody-else"))
