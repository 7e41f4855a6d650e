// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace r311::store {

// The bytes of files that clients uploaded, each kept once under the SHA-256 of its content:
// FOLDER/ab/abcdef... Reports name them by that digest. Any thread may call any method.
class MediaFiles {
 public:
  // Makes the folder (mode 0700) where there is none and takes away what an interrupted put left behind more than an
  // hour ago. Several processes, on several machines, may use one folder. `largest`: bytes of one file.
  // Kind::unavailable: it can't be used.
  static Result<MediaFiles> open(std::filesystem::path folder, std::size_t largest);

  // Stores `bytes` and answers their digest (64 lower-case hexadecimal digits) once file and folder are on disk. The
  // same bytes again cost no space. Kind::invalid: larger than `largest`; Kind::unavailable: not stored.
  Result<std::string> put(std::string_view bytes) const;

  // The bytes of a digest. Kind::not_found: there is no such file, or `digest` is no digest; Kind::corrupt: the file
  // is not what was stored.
  Result<std::string> get(std::string_view digest) const;

 private:
  MediaFiles(std::filesystem::path folder, std::size_t largest) : folder_(std::move(folder)), largest_(largest) {}

  std::filesystem::path folder_;
  std::size_t largest_;
};

}  // namespace r311::store
