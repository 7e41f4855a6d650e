// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <utility>

#include "base/result.h"

namespace r311::store::sqlite {

// Holds a store's file for one process: an exclusive lock on FILE.lock, which the kernel lets go of when the process
// dies, however it dies. Children do not inherit it.
class FileLock {
 public:
  // Kind::conflict: another process has it; the text says which and what to do.
  static Result<FileLock> take(const std::filesystem::path& store);

  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace r311::store::sqlite
