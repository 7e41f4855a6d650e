// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

// What is taken as a photo or document. Pure functions, any thread.
namespace r311::media {

// How many of a file's first bytes tell its type.
constexpr std::size_t telling_bytes = 12;

// The media type of a photo or document by its first bytes, whatever its name or a header says: JPEG, PNG, GIF, WebP,
// TIFF, HEIC, PDF. Empty: none of these.
std::string_view media_type_of(std::string_view bytes);

// The same type as text that lasts; empty: none that media_type_of() answers.
std::string_view known_type(std::string_view media_type);

// What the names of such files end in, without the dot: "jpg". Empty: another type.
std::string_view extension_of(std::string_view media_type);

// The images that media_type_of() knows, for people.
constexpr std::string_view taken_images = "JPEG, PNG, GIF, WebP, TIFF or HEIC image";

}  // namespace r311::media
