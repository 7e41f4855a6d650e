// SPDX-License-Identifier: Apache-2.0
#include "store/followed_file.h"

#include <charconv>

namespace r311::store {

std::string FollowedFile::text() const {
  return (named ? "u" : "") + std::to_string(position) + (update.empty() ? "" : " " + update);
}

std::optional<FollowedFile> FollowedFile::of(std::string_view text) {
  FollowedFile file;
  file.named = text.starts_with('u');
  if (file.named) text.remove_prefix(1);
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, file.position);
  if (error != std::errc()) return std::nullopt;
  if (end == last) return file;
  if (*end != ' ' || end + 1 == last) return std::nullopt;
  file.update.assign(end + 1, last);
  return file;
}

}  // namespace r311::store
