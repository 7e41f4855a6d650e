// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "app/note.h"
#include "config/config.h"

namespace r311::app {

// Notes on each attribute.CODE that `options`, those of `backend` as its adapter gets them, speak of (":attribute.CODE"
// in a text, "attribute.CODE" as a key) and that no service of this back end asks for. Clients may send what they were
// not asked for, so it is no mistake; but a misspelt code loses every answer without a sound. None where services come
// from a back end's catalogue, since what these ask for is not known here.
std::vector<Note> notes_on_options(const config::Configuration& configuration, const config::Backend& backend,
                                   const config::Node& options);

// The same for what the jurisdictions name in dedupe.by.
std::vector<Note> notes_on_dedupe(const config::Configuration& configuration);

}  // namespace r311::app
