// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <unistd.h>

#include <cstddef>
#include <memory>

namespace r311::media {

// A file that is open for reading, and closed with the last that holds it. What it holds stays readable when its name
// is gone. Any thread may use it; it has no position of its own that readers share: read with pread() or sendfile().
class OpenFile {
 public:
  // Takes the descriptor over.
  OpenFile(int descriptor, std::size_t size) : descriptor_(descriptor), size_(size) {}
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int descriptor() const { return descriptor_; }
  std::size_t size() const { return size_; }

 private:
  int descriptor_;
  std::size_t size_;
};

using OpenFilePointer = std::shared_ptr<const OpenFile>;

}  // namespace r311::media
