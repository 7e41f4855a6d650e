// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "delivery/freight.h"
#include "media/fetching.h"
#include "media/media_files.h"

namespace r311::app {

// Gives deliveries the files that came with reports and updates, as streams.
delivery::OpenFile file_opener(media::MediaFiles files);
// Has the files fetched that their media_urls name, each called as its URL ends.
delivery::FetchFile file_fetcher(std::shared_ptr<media::Fetching> fetching);

}  // namespace r311::app
