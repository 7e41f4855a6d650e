// SPDX-License-Identifier: Apache-2.0
#include "picture/make_picture.h"

#include <cstdint>
#include <memory>
#include <vips/vips8>

namespace r311::picture {
namespace {

using vips::VImage;

struct Unref {
  void operator()(VipsBlob* blob) const { vips_area_unref(VIPS_AREA(blob)); }
};
using BlobHandle = std::unique_ptr<VipsBlob, Unref>;

std::string saved(const VImage& image, std::string_view extension) {
  // vips' own quality for the web: larger files look no better.
  vips::VOption* const options = VImage::option()->set("strip", true);
  void* bytes = nullptr;
  std::size_t size = 0;
  if (extension == "png")
    image.write_to_buffer(".png", &bytes, &size, options->set("compression", 6));
  else
    image.write_to_buffer(".jpg", &bytes, &size, options->set("Q", 82)->set("optimize_coding", true));
  std::string result(static_cast<const char*>(bytes), size);
  g_free(bytes);
  return result;
}

}  // namespace

std::string make_picture(std::string_view bytes, const Wish& wish) {
  // Reads the header only.
  const VImage header = VImage::new_from_buffer(bytes.data(), bytes.size(), "");
  if (static_cast<double>(header.width()) * header.height() > wish.most_pixels) throw TooManyPixels("too many pixels");
  const BlobHandle blob(vips_blob_new(nullptr, bytes.data(), bytes.size()));
  VImage image = VImage::thumbnail_buffer(
      blob.get(), wish.longest_edge,
      VImage::option()->set("height", wish.longest_edge)->set("size", VIPS_SIZE_DOWN)->set("export_profile", "srgb"));
  if (wish.extension != "png" && image.has_alpha())
    image = image.flatten(VImage::option()->set("background", std::vector<double>{255}));
  return saved(image, wish.extension);
}

}  // namespace r311::picture
