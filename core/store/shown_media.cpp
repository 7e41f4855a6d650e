// SPDX-License-Identifier: Apache-2.0
#include "store/shown_media.h"

#include <algorithm>

namespace r311::store {

const char* const kShownMediaSchema = R"sql(
CREATE INDEX request_media_digest ON request_media (digest);
CREATE INDEX update_media_digest ON update_media (digest);
UPDATE requests SET media_url = '/media/' || coalesce(
    (SELECT m.digest FROM request_media m WHERE m.request = requests.seq AND m.content_type LIKE 'image/%'
     ORDER BY m.position LIMIT 1),
    (SELECT m.digest FROM request_media m WHERE m.request = requests.seq ORDER BY m.position LIMIT 1))
  WHERE media_url = '' AND EXISTS (SELECT 1 FROM request_media m WHERE m.request = requests.seq);
)sql";

std::string shown_media_url(const open311::AcceptedReport& accepted) {
  if (!accepted.report.media_urls.empty()) return accepted.report.media_urls.front();
  const auto& files = accepted.attachments;
  auto shown = std::find_if(files.begin(), files.end(),
                            [](const auto& file) { return file.content_type.starts_with("image/"); });
  if (shown == files.end()) shown = std::find_if(files.begin(), files.end(), open311::is_shown);
  return shown == files.end() ? std::string() : std::string(open311::shown_files) + shown->digest;
}

}  // namespace r311::store
