// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Describes nothing.
R311_EXPORT const r311_plugin* r311_plugin_entry();
R311_EXPORT const r311_plugin* r311_plugin_entry() { return nullptr; }
