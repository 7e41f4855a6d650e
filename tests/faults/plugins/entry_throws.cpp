// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "sound.h"

// Throws where not even the host knows what it is.
R311_EXPORT const r311_plugin* r311_plugin_entry();
R311_EXPORT const r311_plugin* r311_plugin_entry() { throw std::runtime_error("no licence found"); }
