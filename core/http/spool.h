// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "http/memory_meter.h"

namespace r311::http {

// A body on its way in that is too large to be held in memory: it goes to a file without a name, which only this user
// may read and which is gone with this object, or with the process. One thread at a time adds; any thread may read what
// was added before.
class Spool {
 public:
  // In `folder`. `meter` counts what all of them hold on disk. Kind::unavailable: the disk does not take a file, or the
  // process has no descriptors left.
  static Result<std::unique_ptr<Spool>> begin(const std::filesystem::path& folder, std::shared_ptr<MemoryMeter> meter);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Writes to the system's cache, which goes to disk behind our back. Kind::unavailable: the disk or the meter is full;
  // it is of no use any more.
  Result<void> add(std::string_view bytes);
  std::size_t size() const { return size_; }
  // Reads the bytes from `from` on into `to`, up to `most` of them or the last. False: they can't be read.
  bool read(std::size_t from, char* to, std::size_t most) const;

 private:
  Spool(int descriptor, std::shared_ptr<MemoryMeter> meter) : descriptor_(descriptor), meter_(std::move(meter)) {}

  int descriptor_;
  std::shared_ptr<MemoryMeter> meter_;
  std::size_t size_ = 0;
};

}  // namespace r311::http
