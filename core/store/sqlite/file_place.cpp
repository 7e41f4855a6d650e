// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/file_place.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "store/sqlite/connection.h"

namespace r311::store::sqlite {

FilePlace::FilePlace(const std::filesystem::path& file) : file_(look(file)) {}

// SQLite keeps the log beside the file itself where its path is a link.
void FilePlace::add_log() {
  std::error_code error;
  auto path = std::filesystem::canonical(file_.path, error);
  if (error) path = file_.path;
  path += "-wal";
  if (std::filesystem::exists(path, error)) log_ = look(path);
}

void FilePlace::check() const { check(file_); }

void FilePlace::check_all() const {
  check(file_);
  if (!log_.path.empty()) check(log_);
}

FilePlace::File FilePlace::look(const std::filesystem::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    throw Failure{{Kind::unavailable, path.string() + ": " + std::strerror(errno)}, true};
  }
  return {path, found.st_dev, found.st_ino};
}

void FilePlace::check(const File& file) {
  struct stat found {};
  if (::stat(file.path.c_str(), &found) == 0 && found.st_dev == file.device && found.st_ino == file.number) return;
  throw Failure{{Kind::unavailable, "the store's file " + file.path.string() +
                                        " was deleted or replaced while it is in use: put it back, or restart the "
                                        "gateway with the one that is there"},
                true};
}

}  // namespace r311::store::sqlite
