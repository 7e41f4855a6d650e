// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace r311::picture {

struct Wish {
  int longest_edge = 0;        // pixels; smaller pictures stay as they are
  double most_pixels = 0;      // of the picture that is given, by its own header
  std::string_view extension;  // of what is made: "jpg" or "png"
};

struct TooManyPixels : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What the public is shown of a picture: upright, in sRGB, the first page or frame of several, with nothing left of what
// was written into it about place, time, person or camera. What is cut off is shown as far as it goes. Throws
// TooManyPixels before anything is decoded, and libvips' VError for what can't be read.
std::string make_picture(std::string_view bytes, const Wish& wish);

}  // namespace r311::picture
