// SPDX-License-Identifier: Apache-2.0
#include "http/uploads.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "media/data_url.h"
#include "media/media_types.h"
#include "open311/shapes.h"

namespace r311::http {
namespace {

bool is_media_url(std::string_view name) { return name == "media_url" || name == "media_url[]"; }

std::string_view without_beginning_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

}  // namespace

std::vector<open311::Fault> take_data_urls(FormBody& form, const UploadLimits& limits) {
  std::vector<open311::Fault> faults;
  open311::Parameters left;
  for (auto& [name, value] : form.fields.release()) {
    const std::string_view url = without_beginning_blanks(value);
    if (!is_media_url(name) || !media::is_data_url(url)) {
      left.add(std::move(name), std::move(value));
      continue;
    }
    auto bytes = media::data_url_bytes(url);
    const std::string_view type = bytes ? media::media_type_of(*bytes) : std::string_view();
    if (!type.starts_with("image/")) {
      faults.push_back({400, "media_url: the data URL holds no " + std::string(media::taken_images) + ", but is " +
                                 open311::shown(url) + "."});
    } else if (bytes->size() > limits.bytes) {
      faults.push_back(too_large("media_url", limits));
    } else {
      form.files.push_back({"media_url", "photo." + std::string(media::extension_of(type)), std::move(*bytes)});
    }
  }
  form.fields = std::move(left);
  if (form.files.size() > limits.files) faults.push_back(too_many(limits));
  return faults;
}

std::vector<open311::Fault> file_faults(const std::vector<UploadedFile>& files) {
  std::vector<open311::Fault> faults;
  for (const UploadedFile& file : files)
    if (media::media_type_of(file.bytes).empty())
      faults.push_back({400, file.part + ": the file is no " + std::string(media::taken_images) + " and no PDF."});
  return faults;
}

Result<std::vector<open311::Attachment>> keep_files(const std::vector<UploadedFile>& files,
                                                    const media::MediaFiles& media) {
  std::vector<open311::Attachment> kept;
  kept.reserve(files.size());
  for (const UploadedFile& file : files) {
    auto digest = media.put(file.bytes);
    if (!digest) return tl::unexpected(digest.error());
    kept.push_back({std::move(*digest), file.file_name, std::string(media::media_type_of(file.bytes)),
                    static_cast<std::int64_t>(file.bytes.size())});
  }
  return kept;
}

}  // namespace r311::http
