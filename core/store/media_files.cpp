// SPDX-License-Identifier: Apache-2.0
#include "store/media_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "base/digest.h"

namespace r311::store {
namespace {

namespace fs = std::filesystem;

// What a put writes into before the file gets its name.
constexpr std::string_view kIncoming = "incoming-";
// What was not written to for so long is nobody's any more.
constexpr std::chrono::hours kAbandoned{1};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  int number_;
};

tl::unexpected<Error> failed(const char* doing) {
  return fail(Kind::unavailable, std::string("an uploaded file could not be ") + doing + ": " + std::strerror(errno));
}

bool is_digest(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

fs::path place_of(const fs::path& folder, std::string_view digest) {
  return folder / std::string(digest.substr(0, 2)) / std::string(digest);
}

bool sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.open() && ::fsync(opened.number()) == 0;
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

// A folder counts only once the one above it is on disk as well.
bool make_folder(const fs::path& folder, const fs::path& above) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return false;
  return sync_folder(above);
}

Result<void> write_named(const fs::path& folder, const fs::path& place, std::string_view bytes) {
  std::string incoming = (folder / (std::string(kIncoming) + "XXXXXX")).string();
  const Descriptor file(::mkostemp(incoming.data(), O_CLOEXEC));
  if (!file.open()) return failed("made");
  if (!write_all(file.number(), bytes) || ::fsync(file.number()) != 0 ||
      ::rename(incoming.c_str(), place.c_str()) != 0) {
    const auto error = failed("written");
    ::unlink(incoming.c_str());
    return error;
  }
  return {};
}

// The time by the clock of the folder's file system, which is the same for all who share it; this machine's where the
// disk is too full to ask.
fs::file_time_type time_in(const fs::path& folder) {
  std::string probe = (folder / (std::string(kIncoming) + "XXXXXX")).string();
  if (!Descriptor(::mkostemp(probe.data(), O_CLOEXEC)).open()) return fs::file_time_type::clock::now();
  std::error_code error;
  const auto now = fs::last_write_time(probe, error);
  ::unlink(probe.c_str());
  return error ? fs::file_time_type::clock::now() : now;
}

// Takes away what interrupted puts left, but not what another node writes at this moment.
std::error_code sweep(const fs::path& folder) {
  const auto now = time_in(folder);
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->path().filename().string().starts_with(kIncoming)) continue;
    std::error_code gone;  // another node may sweep as well
    const auto written = fs::last_write_time(entry->path(), gone);
    if (!gone && now - written > kAbandoned) fs::remove(entry->path(), error);
  }
  return error;
}

}  // namespace

Result<MediaFiles> MediaFiles::open(fs::path folder, std::size_t largest) {
  std::error_code error;
  if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) {
    return fail(Kind::unavailable,
                "the folder of uploaded files " + folder.string() + " can't be made: " + error.message());
  }
  error = sweep(folder);
  if (error || ::access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
    const std::string reason = error ? error.message() : std::strerror(errno);
    return fail(Kind::unavailable, "the folder of uploaded files " + folder.string() + " can't be used: " + reason);
  }
  return MediaFiles(std::move(folder), largest);
}

Result<std::string> MediaFiles::put(std::string_view bytes) const {
  if (bytes.size() > largest_) {
    return fail(Kind::invalid, "an uploaded file has " + std::to_string(bytes.size()) + " bytes, at most " +
                                   std::to_string(largest_) + " are taken");
  }
  const std::string digest = sha256_hex(bytes);
  const fs::path place = place_of(folder_, digest);
  if (!make_folder(place.parent_path(), folder_)) return failed("given a folder");
  // Another put of the same bytes may have named the file and not yet synced the folder, so this one always does.
  struct stat present {};
  const bool there = ::stat(place.c_str(), &present) == 0 && static_cast<std::size_t>(present.st_size) == bytes.size();
  if (!there) {
    if (auto written = write_named(folder_, place, bytes); !written) return tl::unexpected<Error>(written.error());
  }
  if (!sync_folder(place.parent_path())) return failed("synced");
  return digest;
}

Result<std::string> MediaFiles::get(std::string_view digest) const {
  const auto unknown = [&] { return fail(Kind::not_found, "there is no uploaded file of this digest"); };
  if (!is_digest(digest)) return unknown();
  const Descriptor file(::open(place_of(folder_, digest).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.open()) {
    if (errno == ENOENT) return unknown();
    return failed("opened");
  }
  struct stat present {};
  if (::fstat(file.number(), &present) != 0) return failed("read");
  std::string bytes(static_cast<std::size_t>(present.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read");
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  if (have != bytes.size() || sha256_hex(bytes) != digest) {
    return fail(Kind::corrupt, "the uploaded file " + std::string(digest) + " is not what was stored");
  }
  return bytes;
}

}  // namespace r311::store
