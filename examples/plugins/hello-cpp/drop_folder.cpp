// SPDX-License-Identifier: Apache-2.0
#include "drop_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
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

  void write(const std::string& content) {
    for (std::size_t done = 0; done < content.size();) {
      const auto count = ::write(fd_, content.data() + done, content.size() - done);
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

bool DropFolder::write_report(const std::string& reference, const std::string& content) const {
  const std::string folder = made("reports");
  const std::string path = folder + "/" + reference + ".json";
  if (fs::exists(path)) return false;
  {
    File file(path + ".new", O_WRONLY | O_CREAT | O_TRUNC);
    file.write(content);
    file.sync();
  }
  if (::rename((path + ".new").c_str(), path.c_str()) != 0) unavailable("can't name " + path);
  File(folder, O_RDONLY | O_DIRECTORY).sync();
  return true;
}

bool DropFolder::has_report(const std::string& reference) const {
  std::error_code error;
  const bool there = fs::exists(made("reports") + "/" + reference + ".json", error);
  if (error) throw relay311::Failure(relay311::Outcome::unavailable, "can't look into reports: " + error.message());
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
  for (const char* name : {"reports", "status"})
    if (::access(made(name).c_str(), W_OK) != 0) unavailable(std::string("can't write to ") + name);
}
