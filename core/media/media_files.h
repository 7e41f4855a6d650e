// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "media/incoming.h"
#include "media/open_file.h"

namespace r311::media {

// The bytes of files that came with reports and updates, each kept once under the SHA-256 of its content:
// FOLDER/ab/abcdef... Reports name them by that digest. Beside a file stands what was derived of it, which can be made
// again: FOLDER/ab/abcdef....VARIANT. Nothing else of the gateway knows where the bytes lie, so that another place for
// them is another class with these methods. Any thread may call any method.
class MediaFiles {
 public:
  // Makes the folder (mode 0700) where there is none and takes away what was left half-written more than an hour ago.
  // Several processes, on several machines, may use one folder. `largest`: bytes of one file.
  // Kind::unavailable: it can't be used.
  static Result<MediaFiles> open(std::filesystem::path folder, std::size_t largest);

  // Stores `bytes` and answers their digest (64 lower-case hexadecimal digits) once file and folder are on disk. The
  // same bytes again cost no space. Kind::invalid: larger than `largest`; Kind::unavailable: not stored.
  Result<std::string> put(std::string_view bytes) const;
  // The same for bytes that come in pieces.
  Result<Incoming> receive() const { return Incoming::begin(folder_, largest_); }

  // The bytes of a digest. Kind::not_found: there is no such file, or `digest` is no digest; Kind::corrupt: the file
  // is not what was stored.
  Result<std::string> get(std::string_view digest) const;

  // The file of a digest, or what is called `variant` ("thumb.jpg") of it, to be read in pieces; its content is not
  // checked. Kind::not_found as above.
  Result<OpenFilePointer> open_file(std::string_view digest, std::string_view variant = {}) const;
  // Gives what receive() began its name as a variant of the file of `digest`.
  Result<void> keep_variant(Incoming file, std::string_view digest, std::string_view variant) const;

 private:
  MediaFiles(std::filesystem::path folder, std::size_t largest) : folder_(std::move(folder)), largest_(largest) {}

  std::filesystem::path folder_;
  std::size_t largest_;
};

// 64 lower-case hexadecimal digits.
bool is_digest(std::string_view text);

}  // namespace r311::media
