// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// Has a choice without choices.
static const r311_option options[] = {
    {sound::view("mode"), sound::view("a choice"), {nullptr, 0}, {nullptr, 0}, R311_OPTION_CHOICE, 0}};

ZOO_ENTRY("bad_option", (made.option_count = 1, made.options = options))
