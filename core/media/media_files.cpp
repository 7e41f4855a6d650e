// SPDX-License-Identifier: Apache-2.0
#include "media/media_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <system_error>

#include "base/digest.h"

namespace r311::media {
namespace {

namespace fs = std::filesystem;

// What was not written to for so long is nobody's any more.
constexpr std::chrono::hours kAbandoned{1};

// The time by the clock of the folder's file system, which is the same for all who share it; this machine's where the
// disk is too full to ask.
fs::file_time_type time_in(const fs::path& folder) {
  std::string probe = (folder / (std::string(incoming_prefix) + "XXXXXX")).string();
  const int made = ::mkostemp(probe.data(), O_CLOEXEC);
  if (made < 0) return fs::file_time_type::clock::now();
  ::close(made);
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
    if (!entry->path().filename().string().starts_with(incoming_prefix)) continue;
    std::error_code gone;  // another node may sweep as well
    const auto written = fs::last_write_time(entry->path(), gone);
    if (!gone && now - written > kAbandoned) fs::remove(entry->path(), error);
  }
  return error;
}

std::string name_of(std::string_view digest, std::string_view variant) {
  return std::string(digest) + (variant.empty() ? "" : "." + std::string(variant));
}

}  // namespace

bool is_digest(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

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
  auto file = receive();
  if (!file) return tl::unexpected(file.error());
  return file->add(bytes).and_then([&] { return file->keep(); });
}

Result<OpenFilePointer> MediaFiles::open_file(std::string_view digest, std::string_view variant) const {
  const auto unknown = [] { return fail(Kind::not_found, "there is no uploaded file of this digest"); };
  if (!is_digest(digest)) return unknown();
  const int file = ::open(place_of(folder_, name_of(digest, variant)).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) {
    if (errno == ENOENT) return unknown();
    return file_failure("opened");
  }
  struct stat present {};
  if (::fstat(file, &present) != 0) {
    const auto error = file_failure("read");
    ::close(file);
    return error;
  }
  return std::make_shared<OpenFile>(file, static_cast<std::size_t>(present.st_size));
}

Result<std::string> MediaFiles::get(std::string_view digest) const {
  const auto file = open_file(digest);
  if (!file) return tl::unexpected(file.error());
  std::string bytes((*file)->size(), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got =
        ::pread((*file)->descriptor(), bytes.data() + have, bytes.size() - have, static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_failure("read");
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  if (have != bytes.size() || sha256_hex(bytes) != digest) {
    return fail(Kind::corrupt, "the uploaded file " + std::string(digest) + " is not what was stored");
  }
  return bytes;
}

Result<void> MediaFiles::keep_variant(Incoming file, std::string_view digest, std::string_view variant) const {
  if (!is_digest(digest)) return fail(Kind::internal, "a derived file has no digest to stand beside");
  return file.keep_as(name_of(digest, variant));
}

}  // namespace r311::media
