// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"
#include "media/unclaimed_file.h"

namespace r311::media {

// What a file on its way in is called until it has its name: "incoming-" and six characters.
inline constexpr std::string_view incoming_prefix = "incoming-";

// A file on its way into the folder of media files: its bytes come in pieces, and only keep() gives it a name. One that
// is dropped before leaves nothing. One thread at a time.
class Incoming {
 public:
  // `most`: bytes that it takes. Kind::unavailable: the disk does not take a file.
  static Result<Incoming> begin(std::filesystem::path folder, std::size_t most);
  ~Incoming();
  Incoming(Incoming&& other) noexcept;
  Incoming& operator=(Incoming&&) = delete;

  // Kind::invalid: more than `most` bytes; Kind::unavailable: not written. Either way it is of no use any more.
  Result<void> add(std::string_view bytes);
  std::size_t size() const { return size_; }
  // For a program that writes it in place of add(); its digest is not known then.
  int descriptor() const { return descriptor_; }

  // Of what was added so far; nothing can be added behind it.
  const std::string& digest();

  // Puts it on disk as FOLDER/ab/abcdef..., by the digest of what was added, and answers that digest. A file
  // that is there already stays. The last call.
  Result<std::string> keep();
  // The same, but it goes again unless it is claimed.
  Result<UnclaimedFile> keep_unclaimed();
  // The same as FOLDER/ab/NAME; `name` begins with a digest.
  Result<void> keep_as(const std::string& name);

 private:
  Incoming(std::filesystem::path folder, std::string path, int descriptor, std::size_t most);
  // Its bytes, and the folder that `place` needs, are on disk.
  Result<void> write_whole(const std::filesystem::path& place);

  std::filesystem::path folder_;
  std::string path_;  // empty: it has its name
  int descriptor_;
  std::size_t most_;
  std::size_t size_ = 0;
  Sha256 sum_;
  std::string digest_;  // once it was asked for
};

// FOLDER/ab/NAME of a file that is called after its digest.
std::filesystem::path place_of(const std::filesystem::path& folder, std::string_view name);

// "an uploaded file could not be DOING: ..." with the reason of errno.
tl::unexpected<Error> file_failure(const char* doing);

// Has the name of `place` on disk, which another may have given to it and not yet synced.
Result<void> sync_names(const std::filesystem::path& place);

}  // namespace r311::media
