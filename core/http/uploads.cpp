// SPDX-License-Identifier: Apache-2.0
#include "http/uploads.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "media/data_url.h"
#include "media/media_types.h"
#include "open311/shapes.h"

namespace r311::http {
namespace {

bool is_media_url(std::string_view name) { return name == "media_url" || name == "media_url[]"; }

// Each once, as the report will have them.
std::size_t urls_of(const open311::Parameters& fields) {
  std::set<std::string_view> urls;
  for (const auto& [name, value] : fields.items())
    if (is_media_url(name) && !text::is_blank(value)) urls.insert(text::trim(value));
  return urls.size();
}

std::string_view without_beginning_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

Result<media::Incoming> read_file(const UploadedFile& file, const media::MediaFiles& media) {
  auto incoming = media.receive();
  if (!incoming) return incoming;
  Result<void> added;
  const bool whole = file.bytes.each_piece([&](std::string_view piece) {
    added = incoming->add(piece);
    return added.has_value();
  });
  if (!added) return tl::unexpected(added.error());
  if (!whole) return fail(Kind::unavailable, "an uploaded file could not be read from the body that it came in");
  return incoming;
}

// FixMyStreet numbers its photos by their parts' names and sends them in no order: photo1, photo2 ... come by their
// numbers, before all others as they came.
std::size_t rank_of(std::string_view part) {
  constexpr std::string_view numbered = "photo";
  std::size_t number = std::numeric_limits<std::size_t>::max();
  if (part.starts_with(numbered)) {
    const std::string_view digits = part.substr(numbered.size());
    std::size_t read = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
    if (error == std::errc() && end == digits.data() + digits.size()) number = read;
  }
  return number;
}

std::vector<const UploadedFile*> in_order(const std::vector<UploadedFile>& files) {
  std::vector<const UploadedFile*> all;
  all.reserve(files.size());
  for (const UploadedFile& file : files) all.push_back(&file);
  std::stable_sort(all.begin(), all.end(),
                   [](const UploadedFile* a, const UploadedFile* b) { return rank_of(a->part) < rank_of(b->part); });
  return all;
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
      const auto own = std::make_shared<const std::string>(std::move(*bytes));
      form.files.push_back({"media_url",
                            "photo." + std::string(media::extension_of(type)),
                            {std::make_shared<HeldBytes>(*own, own), 0, own->size()}});
    }
  }
  form.fields = std::move(left);
  const std::size_t named = limits.urls_count ? urls_of(form.fields) : 0;
  if (form.files.size() + named > limits.files) faults.push_back(too_many("media_url", limits));
  return faults;
}

std::vector<open311::Fault> file_faults(const std::vector<UploadedFile>& files, const UploadLimits& limits) {
  std::vector<open311::Fault> faults;
  for (const UploadedFile& file : files) {
    const bool known = !media::media_type_of(file.bytes.beginning(media::telling_bytes)).empty();
    if (file.bytes.source->failed()) return {unreadable()};
    if (!known && !limits.other_files)
      faults.push_back({400, file.part + ": the file is no " + std::string(media::taken_images) + " and no PDF."});
  }
  return faults;
}

Result<KeptFiles> keep_files(const std::vector<UploadedFile>& files, const media::MediaFiles& media) {
  KeptFiles kept;
  for (const UploadedFile* each : in_order(files)) {
    const UploadedFile& file = *each;
    auto incoming = read_file(file, media);
    if (!incoming) return tl::unexpected(incoming.error());
    const std::string_view type = media::media_type_of(file.bytes.beginning(media::telling_bytes));
    kept.attachments.push_back({incoming->digest(), file.file_name,
                                std::string(type.empty() ? open311::other_file : type),
                                static_cast<std::int64_t>(file.bytes.size)});
    const bool repeated = std::any_of(kept.files.begin(), kept.files.end(),
                                      [&](const auto& one) { return one.digest() == incoming->digest(); });
    if (repeated) continue;  // else the second would claim the first
    auto named = incoming->keep_unclaimed();
    if (!named) return tl::unexpected(named.error());
    kept.files.push_back(std::move(*named));
  }
  return kept;
}

}  // namespace r311::http
