// SPDX-License-Identifier: Apache-2.0
#include "media/incoming.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace r311::media {
namespace {

namespace fs = std::filesystem;

bool sync_folder(const fs::path& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return false;
  const bool synced = ::fsync(opened) == 0;
  ::close(opened);
  return synced;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

tl::unexpected<Error> file_failure(const char* doing) {
  return fail(Kind::unavailable, std::string("an uploaded file could not be ") + doing + ": " + std::strerror(errno));
}

fs::path place_of(const fs::path& folder, std::string_view name) {
  return folder / std::string(name.substr(0, 2)) / std::string(name);
}

Result<void> sync_names(const fs::path& place) {
  const fs::path folder = place.parent_path();
  if (!sync_folder(folder)) return file_failure("synced");
  return {};
}

Result<Incoming> Incoming::begin(fs::path folder, std::size_t most) {
  std::string path = (folder / (std::string(incoming_prefix) + "XXXXXX")).string();
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) return file_failure("made");
  return Incoming(std::move(folder), std::move(path), descriptor, most);
}

Incoming::Incoming(fs::path folder, std::string path, int descriptor, std::size_t most)
    : folder_(std::move(folder)), path_(std::move(path)), descriptor_(descriptor), most_(most) {}

Incoming::Incoming(Incoming&& other) noexcept
    : folder_(std::move(other.folder_)),
      path_(std::exchange(other.path_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      most_(other.most_),
      size_(other.size_),
      sum_(std::move(other.sum_)),
      digest_(std::move(other.digest_)) {}

Incoming::~Incoming() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> Incoming::add(std::string_view bytes) {
  if (bytes.size() > most_ - size_) {
    return fail(Kind::invalid, "a file has more than the " + std::to_string(most_) + " bytes that are taken");
  }
  if (!write_all(descriptor_, bytes)) return file_failure("written");
  sum_.add(bytes);
  size_ += bytes.size();
  return {};
}

const std::string& Incoming::digest() {
  if (digest_.empty()) digest_ = sum_.hex();
  return digest_;
}

Result<std::string> Incoming::keep() {
  return keep_unclaimed().map([](UnclaimedFile file) {
    file.claim();
    return file.digest();
  });
}

Result<UnclaimedFile> Incoming::keep_unclaimed() {
  const fs::path place = place_of(folder_, digest());
  struct stat present {};
  const bool there = ::stat(place.c_str(), &present) == 0;
  const bool damaged = there && static_cast<std::size_t>(present.st_size) != size_;
  if (damaged) return keep_as(digest()).map([&] { return UnclaimedFile::claimed(digest()); });
  if (there) {
    const auto claimed = claim_present(place);
    if (!claimed) return tl::unexpected(claimed.error());
    // Whoever named it may not have synced the folder yet, so this one always does.
    if (*claimed) return sync_names(place).map([&] { return UnclaimedFile::claimed(digest()); });
  }
  if (auto ready = write_whole(place); !ready) return tl::unexpected(ready.error());
  auto file = UnclaimedFile::name(path_, std::exchange(descriptor_, -1), place, digest());
  if (!file) return file;
  ::unlink(std::exchange(path_, {}).c_str());
  if (auto synced = sync_names(place); !synced) return tl::unexpected(synced.error());
  return file;
}

Result<void> Incoming::keep_as(const std::string& name) {
  const fs::path place = place_of(folder_, name);
  if (auto ready = write_whole(place); !ready) return ready;
  if (::rename(path_.c_str(), place.c_str()) != 0) return file_failure("written");
  path_.clear();
  return sync_names(place);
}

Result<void> Incoming::write_whole(const fs::path& place) {
  // A folder counts only once the one above it is on disk as well.
  if ((::mkdir(place.parent_path().c_str(), 0700) != 0 && errno != EEXIST) || !sync_folder(folder_))
    return file_failure("given a folder");
  if (::fsync(descriptor_) != 0) return file_failure("written");
  return {};
}

}  // namespace r311::media
