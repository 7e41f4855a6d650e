// SPDX-License-Identifier: Apache-2.0
#include "http/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace r311::http {
namespace {

// Not every file system has files without a name. The name that such a file has for a moment is one that the folder of
// uploaded files is cleaned of.
int nameless_file(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return file;
  std::string path = (folder / "incoming-XXXXXX").string();
  const int named = ::mkostemp(path.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(path.c_str());
  return named;
}

tl::unexpected<Error> failure() { return fail(Kind::unavailable, std::strerror(errno)); }

}  // namespace

Result<std::unique_ptr<Spool>> Spool::begin(const std::filesystem::path& folder, std::shared_ptr<MemoryMeter> meter) {
  const int file = nameless_file(folder);
  if (file < 0) return failure();
  return std::unique_ptr<Spool>(new Spool(file, std::move(meter)));
}

Spool::~Spool() {
  ::close(descriptor_);
  meter_->give(size_);
}

Result<void> Spool::add(std::string_view bytes) {
  if (!meter_->take(bytes.size())) return fail(Kind::unavailable, "all bodies together are too large");
  size_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failure();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

bool Spool::read(std::size_t from, char* to, std::size_t most) const {
  std::size_t left = std::min(most, size_ - std::min(from, size_));
  while (left > 0) {
    const ssize_t got = ::pread(descriptor_, to, left, static_cast<off_t>(from));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    from += static_cast<std::size_t>(got);
    left -= static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace r311::http
