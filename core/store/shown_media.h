// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "open311/model.h"

namespace r311::store {

// What is stored as `media_url` of a report, and shown: the first URL that it names, else the path of its first image
// that was uploaded, else of its first file that clients are shown; empty: it has none. A pure function.
std::string shown_media_url(const open311::AcceptedReport& accepted);

// The step of the schema, in the words of both stores, that lets a file be found by its digest, and what was uploaded
// before it be shown.
extern const char* const kShownMediaSchema;

}  // namespace r311::store
