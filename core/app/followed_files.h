// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "delivery/freight.h"
#include "media/media_files.h"

namespace r311::app {

// Gives deliveries the files that came with reports and updates, as streams.
delivery::OpenFile file_opener(media::MediaFiles files);

}  // namespace r311::app
