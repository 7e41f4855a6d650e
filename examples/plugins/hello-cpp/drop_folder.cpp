// SPDX-License-Identifier: Apache-2.0
#include "drop_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <relay311/outcome.hpp>
#include <system_error>

namespace fs = std::filesystem;

namespace {

[[noreturn]] void unavailable(const std::string& what) {
  throw relay311::Failure(relay311::Outcome::unavailable, what + ": " + std::generic_category().message(errno));
}

// An open file that is closed however we leave.
class File {
 public:
  File(const std::string& path, int flags) : path_(path), fd_(::open(path.c_str(), flags, 0644)) {
    if (fd_ < 0) unavailable("can't open " + path_);
  }
  ~File() { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write(const char* content, std::size_t size) {
    for (std::size_t done = 0; done < size;) {
      const auto count = ::write(fd_, content + done, size - done);
      if (count < 0) unavailable("can't write " + path_);
      done += static_cast<std::size_t>(count);
    }
  }
  void sync() {
    if (::fsync(fd_) != 0) unavailable("can't write " + path_ + " to disk");
  }

 private:
  std::string path_;
  int fd_;
};

}  // namespace

bool is_plain(const std::string& name) {
  return !name.empty() && name.size() <= 200 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string DropFolder::made(const std::string& name) const {
  const std::string path = path_ + "/" + name;
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw relay311::Failure(relay311::Outcome::unavailable, "can't make " + path + ": " + error.message());
  return path;
}

bool DropFolder::write(const std::string& folder, const std::string& name, const Read& read) const {
  const std::string directory = made(folder);
  const std::string path = directory + "/" + name;
  if (fs::exists(path)) return false;
  {
    File file(path + ".new", O_WRONLY | O_CREAT | O_TRUNC);
    std::array<char, 16 * 1024> piece;
    while (const std::size_t count = read(piece.data(), piece.size())) file.write(piece.data(), count);
    file.sync();
  }
  if (::rename((path + ".new").c_str(), path.c_str()) != 0) unavailable("can't name " + path);
  File(directory, O_RDONLY | O_DIRECTORY).sync();
  return true;
}

bool DropFolder::write(const std::string& folder, const std::string& name, const std::string& content) const {
  std::size_t done = 0;
  return write(folder, name, [&](char* buffer, std::size_t capacity) {
    const std::size_t count = content.copy(buffer, capacity, done);
    done += count;
    return count;
  });
}

bool DropFolder::has(const std::string& folder, const std::string& name) const {
  std::error_code error;
  const bool there = fs::exists(made(folder) + "/" + name, error);
  if (error)
    throw relay311::Failure(relay311::Outcome::unavailable, "can't look into " + folder + ": " + error.message());
  return there;
}

std::vector<StatusFile> DropFolder::statuses(std::int64_t since) const {
  std::vector<StatusFile> found;
  for (const auto& entry : fs::directory_iterator(made("status"))) {
    struct stat status {};
    const std::string name = entry.path().filename().string();
    if (!is_plain(name) || ::stat(entry.path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    const std::int64_t written = std::int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000;
    if (written < since) continue;
    std::ifstream file(entry.path());
    StatusFile each{name, {}, {}, written};
    std::getline(file, each.status);
    each.note.assign(std::istreambuf_iterator<char>(file), {});
    if (!each.note.empty() && each.note.back() == '\n') each.note.pop_back();
    found.push_back(std::move(each));
  }
  std::sort(found.begin(), found.end(), [](const StatusFile& a, const StatusFile& b) { return a.written < b.written; });
  return found;
}

void DropFolder::expect_writable() const {
  for (const char* name : {"reports", "updates", "files", "status"})
    if (::access(made(name).c_str(), W_OK) != 0) unavailable(std::string("can't write to ") + name);
}
