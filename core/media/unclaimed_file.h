// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <utility>

#include "base/result.h"

namespace r311::media {

// A file that has its name on disk already, while it is not known yet whether anything that is stored will name it. One
// that is dropped unclaimed is taken away if it was made by this object and nobody else came with the same bytes
// meanwhile, be it on another node: who does so claims it for all. What a process leaves that dies stays.
// One thread at a time.
//
// How that holds: what nobody has claimed may not be written to (mode 0400), what was claimed may (0600). Both claiming
// and taking away happen under a lock on the file (flock), and look there whether the name still stands for it.
class UnclaimedFile {
 public:
  // Gives `from`, which is open for writing as `descriptor` and on disk, its name `place`. Takes the descriptor over.
  // Where a file of that name is there already, that is claimed and stays. Kind::unavailable: neither worked.
  static Result<UnclaimedFile> name(const std::filesystem::path& from, int descriptor, std::filesystem::path place,
                                    std::string digest);
  // One that was claimed already.
  static UnclaimedFile claimed(std::string digest) { return {{}, std::move(digest), -1}; }
  ~UnclaimedFile();  // as said above; may block
  UnclaimedFile(UnclaimedFile&& other) noexcept;
  UnclaimedFile& operator=(UnclaimedFile&&) = delete;

  const std::string& digest() const { return digest_; }
  // Something that is stored names it: it stays.
  void claim();
  // The same without a look at the disk, which may be slow: the end of this object claims it.
  void stay() { stays_ = true; }

 private:
  UnclaimedFile(std::filesystem::path place, std::string digest, int descriptor);

  std::filesystem::path place_;
  std::string digest_;
  int descriptor_;  // -1: it is claimed
  bool stays_ = false;
};

// Claims the file that is there, for whoever made it too. False: there is none.
Result<bool> claim_present(const std::filesystem::path& place);

}  // namespace r311::media
