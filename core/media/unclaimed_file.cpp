// SPDX-License-Identifier: Apache-2.0
#include "media/unclaimed_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "media/incoming.h"

namespace r311::media {
namespace {

namespace fs = std::filesystem;

constexpr mode_t unclaimed_mode = 0400;
constexpr mode_t claimed_mode = 0600;
constexpr mode_t permissions = 07777;

// Others take the name away and give it again only while it belongs to nobody, each time with a write to disk.
constexpr int most_tries = 100;

bool lock(int descriptor, int how) {
  while (::flock(descriptor, how) != 0)
    if (errno != EINTR) return false;
  return true;
}

bool is_unclaimed(const struct stat& file) { return (file.st_mode & permissions) == unclaimed_mode; }

bool stands_for(const fs::path& place, const struct stat& file) {
  struct stat named {};
  return ::lstat(place.c_str(), &named) == 0 && named.st_ino == file.st_ino && named.st_dev == file.st_dev;
}

enum class Present { none, claimed, taken_away };

Result<Present> claim_once(const fs::path& place) {
  const int file = ::open(place.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0 && errno == ENOENT) return Present::none;
  if (file < 0) return file_failure("opened");
  struct stat state {};
  lock(file, LOCK_SH);  // where that can't be, nobody takes anything away
  const bool held = ::fstat(file, &state) == 0 && (!is_unclaimed(state) || ::fchmod(file, claimed_mode) == 0);
  const bool stale = !held && errno == ESTALE;
  const auto failure = file_failure("claimed");
  // On shared folders a name is remembered for a while; what is known of the file itself is fresh under the lock.
  const bool gone = stale || (held && (state.st_nlink == 0 || !stands_for(place, state)));
  ::close(file);
  if (gone) return Present::taken_away;
  if (!held) return failure;
  return Present::claimed;
}

// File systems that know no second name for a file.
bool links_are_unknown(int error) { return error == EPERM || error == EOPNOTSUPP || error == ENOSYS; }

}  // namespace

Result<bool> claim_present(const fs::path& place) {
  for (int i = 0; i < most_tries; ++i) {
    const auto present = claim_once(place);
    if (!present) return tl::unexpected(present.error());
    if (*present != Present::taken_away) return *present == Present::claimed;
  }
  return fail(Kind::unavailable, "an uploaded file could not be claimed: others take it away again and again");
}

Result<UnclaimedFile> UnclaimedFile::name(const fs::path& from, int descriptor, fs::path place, std::string digest) {
  UnclaimedFile file(std::move(place), std::move(digest), descriptor);
  if (::fchmod(descriptor, unclaimed_mode) != 0) file.claim();  // a folder without such rights keeps everything
  for (int i = 0; i < most_tries; ++i) {
    // Not rename(): what another made meanwhile must stay the file that it knows.
    if (::link(from.c_str(), file.place_.c_str()) == 0) return file;
    if (links_are_unknown(errno)) {
      file.claim();
      if (::rename(from.c_str(), file.place_.c_str()) != 0) return file_failure("written");
      return file;
    }
    if (errno != EEXIST) return file_failure("written");
    const auto there = claim_present(file.place_);
    if (!there) return tl::unexpected(there.error());
    if (!*there) continue;
    file.claim();  // the bytes are there already: nothing of it stays
    return file;
  }
  return fail(Kind::unavailable, "an uploaded file could not be named: others take its name again and again");
}

UnclaimedFile::UnclaimedFile(fs::path place, std::string digest, int descriptor)
    : place_(std::move(place)), digest_(std::move(digest)), descriptor_(descriptor) {}

UnclaimedFile::UnclaimedFile(UnclaimedFile&& other) noexcept
    : place_(std::move(other.place_)),
      digest_(std::move(other.digest_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      stays_(other.stays_) {}

void UnclaimedFile::claim() {
  if (descriptor_ < 0) return;
  ::fchmod(descriptor_, claimed_mode);  // where that fails it stays all the same: only who made it takes it away
  ::close(std::exchange(descriptor_, -1));
}

UnclaimedFile::~UnclaimedFile() {
  if (stays_) claim();
  if (descriptor_ < 0) return;
  struct stat state {};
  if (lock(descriptor_, LOCK_EX) && ::fstat(descriptor_, &state) == 0 && is_unclaimed(state) &&
      stands_for(place_, state))
    ::unlink(place_.c_str());
  ::close(descriptor_);
}

}  // namespace r311::media
