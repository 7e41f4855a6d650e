// SPDX-License-Identifier: Apache-2.0
#include "media/media_types.h"

#include <utility>

namespace r311::media {
namespace {

using namespace std::string_view_literals;

// ISO/IEC 14496-12, 4.3: the brand of a file of boxes.
bool is_heic(std::string_view bytes) {
  if (bytes.size() < 12 || bytes.substr(4, 4) != "ftyp") return false;
  const std::string_view brand = bytes.substr(8, 4);
  for (const auto known : {"heic"sv, "heix"sv, "hevc"sv, "hevx"sv, "heim"sv, "heis"sv, "mif1"sv, "msf1"sv})
    if (brand == known) return true;
  return false;
}

}  // namespace

std::string_view media_type_of(std::string_view bytes) {
  static constexpr std::pair<std::string_view, std::string_view> beginnings[] = {
      {"\xFF\xD8\xFF"sv, "image/jpeg"}, {"\x89PNG\r\n\x1A\n"sv, "image/png"},
      {"GIF87a"sv, "image/gif"},        {"GIF89a"sv, "image/gif"},
      {"II*\0"sv, "image/tiff"},        {"MM\0*"sv, "image/tiff"},
      {"%PDF-"sv, "application/pdf"},
  };
  for (const auto& [beginning, type] : beginnings)
    if (bytes.starts_with(beginning)) return type;
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return "image/webp";
  return is_heic(bytes) ? "image/heic" : "";
}

namespace {

constexpr std::pair<std::string_view, std::string_view> extensions[] = {
    {"image/jpeg", "jpg"},  {"image/png", "png"},   {"image/gif", "gif"},       {"image/tiff", "tif"},
    {"image/webp", "webp"}, {"image/heic", "heic"}, {"application/pdf", "pdf"},
};

}  // namespace

std::string_view known_type(std::string_view media_type) {
  for (const auto& [type, extension] : extensions)
    if (type == media_type) return type;
  return {};
}

std::string_view extension_of(std::string_view media_type) {
  for (const auto& [type, extension] : extensions)
    if (type == media_type) return extension;
  return {};
}

}  // namespace r311::media
