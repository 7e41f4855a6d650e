// SPDX-License-Identifier: Apache-2.0
#include "open311/description_parts.h"

#include "base/text.h"

namespace r311::open311 {
namespace {

constexpr std::string_view gap = "\n\n";
constexpr std::string_view before_title = "title: ";
constexpr std::string_view before_detail = "\n\ndetail: ";
constexpr std::string_view before_url = "\n\nurl: ";

bool is_url(std::string_view text) {
  return (text.starts_with("https://") || text.starts_with("http://")) &&
         text.find_first_of(" \t\n") == std::string_view::npos;
}

std::optional<DescriptionParts> named_parts(std::string_view text) {
  if (!text.starts_with(before_title)) return std::nullopt;
  const std::size_t detail = text.find(before_detail);
  const std::size_t url = text.rfind(before_url);
  if (detail == std::string_view::npos || url == std::string_view::npos || url < detail) return std::nullopt;
  // The blank behind "detail:" of an empty one begins the gap before the URL.
  const std::size_t from = detail + before_detail.size();
  return DescriptionParts{text::trim(text.substr(before_title.size(), detail - before_title.size())),
                          url > from ? text::trim(text.substr(from, url - from)) : std::string_view()};
}

}  // namespace

std::optional<DescriptionParts> parts_of(std::string_view description) {
  const std::string_view text = text::trim(description);
  if (auto named = named_parts(text)) return named;
  const std::size_t title = text.find(gap);
  const std::size_t url = text.rfind(gap);
  if (title == std::string_view::npos || url <= title || !is_url(text.substr(url + gap.size()))) return std::nullopt;
  const std::string_view heading = text.substr(0, title);
  if (heading.find('\n') != std::string_view::npos) return std::nullopt;
  const std::size_t from = title + gap.size();
  return DescriptionParts{heading, url > from ? text::trim(text.substr(from, url - from)) : std::string_view()};
}

}  // namespace r311::open311
