// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

namespace r311::store::sqlite {
namespace {

// What the holder wrote: its process id, if nothing else stands there.
std::string holder(int descriptor) {
  std::array<char, 24> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  const std::string_view read(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::string_view digits = read.substr(0, read.find('\n'));
  const bool number =
      !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return number ? "process " + std::string(digits) : std::string("another process");
}

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& store) {
  const std::string name = store.string() + ".lock";
  const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    return fail(Kind::unavailable, "the lock file " + name + " can't be opened: " + std::strerror(errno));
  }
  FileLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) {
      return fail(Kind::unavailable, "the lock file " + name + " can't be locked: " + std::strerror(errno));
    }
    return fail(Kind::conflict, "the store " + store.string() + " is in use by " + holder(descriptor) +
                                    ": a SQLite store serves one gateway; stop that one, or give this one a store of "
                                    "its own");
  }
  const std::string text = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, text.data(), text.size(), 0) < 0) {
    // The number is a courtesy to whoever is refused; a full disk must not keep the gateway from its reads.
    return lock;
  }
  return lock;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace r311::store::sqlite
