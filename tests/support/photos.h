// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>
#include <vips/vips8>

// Real pictures for tests, made by libvips.
namespace r311::test {

// The picture as the bytes of a file, such as ".jpg".
inline std::string file_of(const vips::VImage& image, const char* suffix) {
  void* bytes = nullptr;
  std::size_t size = 0;
  image.write_to_buffer(suffix, &bytes, &size);
  std::string result(static_cast<const char*>(bytes), size);
  g_free(bytes);
  return result;
}

inline vips::VImage opened(const std::string& file) {
  return vips::VImage::new_from_buffer(file.data(), file.size(), "").copy_memory();
}

// A photo in sRGB that is red at the top and blue below; no two places look the same.
inline vips::VImage photo(int width, int height) {
  static const bool started = VIPS_INIT("tests") == 0;
  if (!started) throw std::runtime_error("libvips does not start");
  const auto places = vips::VImage::xyz(width, height);
  const auto down = places.extract_band(1) * (255.0 / height);
  const auto across = places.extract_band(0) * (60.0 / width);
  return (down * -1 + 255)
      .bandjoin(across)
      .bandjoin(down)
      .cast(VIPS_FORMAT_UCHAR)
      .copy(vips::VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
}

// As a phone takes it: it knows where it was, and was held sideways.
inline std::string phone_photo(int width, int height) {
  auto image = photo(width, height);
  image.set("exif-ifd3-GPSLatitude", "39/1 48/1 6/1");
  image.set("exif-ifd3-GPSLongitude", "89/1 38/1 37/1");
  image.set("exif-ifd0-Model", "Citizen's phone");
  image.set("orientation", 6);
  return file_of(image, ".jpg");
}

}  // namespace r311::test
