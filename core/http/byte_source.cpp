// SPDX-License-Identifier: Apache-2.0
#include "http/byte_source.h"

#include <algorithm>

namespace r311::http {

std::string_view SpooledBytes::from(std::size_t at, std::size_t least) {
  const std::size_t wanted = std::min(least, size() - at);
  const bool there = at >= begin_ && at + wanted <= begin_ + piece_.size();
  if (!there) {
    piece_.resize(std::min(std::max(wanted, window), size() - at));
    begin_ = at;
    if (!spool_.read(at, piece_.data(), piece_.size())) {
      piece_.clear();
      failed_ = true;
    }
  }
  return std::string_view(piece_).substr(std::min(at - begin_, piece_.size()));
}

std::string_view ByteSlice::beginning(std::size_t most) const {
  const std::size_t wanted = std::min(most, size);
  return source->from(from, wanted).substr(0, wanted);
}

bool ByteSlice::each_piece(const std::function<bool(std::string_view)>& take) const {
  for (std::size_t at = from, end = from + size; at < end;) {
    const std::string_view piece = source->from(at, 1).substr(0, end - at);
    if (piece.empty() || !take(piece)) return false;
    at += piece.size();
  }
  return true;
}

std::string ByteSlice::text() const {
  std::string text;
  text.reserve(size);
  each_piece([&](std::string_view piece) {
    text += piece;
    return true;
  });
  return text;
}

}  // namespace r311::http
