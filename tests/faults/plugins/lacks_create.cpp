// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Has no way to make an instance.
ZOO_ENTRY("lacks_create", made.create = nullptr)
