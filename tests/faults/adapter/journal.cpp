// SPDX-License-Identifier: Apache-2.0
#include "journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

namespace misbehaving {
namespace {

[[noreturn]] void fail(const std::string& file) {
  throw std::system_error(errno, std::generic_category(), "the journal " + file);
}

// One write, so that no line of another process stands within it.
void append(int descriptor, const std::string& line, const std::string& file) {
  if (::write(descriptor, line.data(), line.size()) != static_cast<ssize_t>(line.size())) fail(file);
}

std::string first_line(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  std::replace(line.begin(), line.end(), '\t', ' ');
  return line;
}

}  // namespace

Journal::Journal(std::string file)
    : file_(std::move(file)), descriptor_(::open(file_.c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) fail(file_);
}

Journal::~Journal() { ::close(descriptor_); }

std::string Journal::create(const std::string& key, const std::string& description) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  const std::string reference =
      "W-" + std::to_string(::getpid()) + "-" + std::to_string(now) + "-" + std::to_string(++created_);
  append(descriptor_, key + "\t" + reference + "\t" + first_line(description) + "\n", file_);
  if (::fsync(descriptor_) != 0) fail(file_);
  return reference;
}

std::string Journal::create_once(const std::string& key, const std::string& description) {
  if (::flock(descriptor_, LOCK_EX) != 0) fail(file_);
  try {
    const auto known = find(key);
    const std::string reference = known ? *known : create(key, description);
    ::flock(descriptor_, LOCK_UN);
    return reference;
  } catch (...) {
    ::flock(descriptor_, LOCK_UN);
    throw;
  }
}

std::optional<std::string> Journal::find(const std::string& key) {
  catch_up();
  const auto found = references_.find(key);
  if (found == references_.end()) return std::nullopt;
  return found->second;
}

void Journal::catch_up() {
  std::array<char, 65536> piece{};
  for (;;) {
    const ssize_t got = ::pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(read_));
    if (got < 0) fail(file_);
    if (got == 0) return;
    read_ += got;
    unread_.append(piece.data(), static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = unread_.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const auto first = unread_.find('\t', begin);
      const auto second = unread_.find('\t', first + 1);
      references_.emplace(unread_.substr(begin, first - begin), unread_.substr(first + 1, second - first - 1));
    }
    unread_.erase(0, begin);
  }
}

void note_call(const std::string& file, const std::string& key) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) fail(file);
  const std::string line = key + "\n";
  const bool whole = ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  ::close(descriptor);
  if (!whole) fail(file);
}

}  // namespace misbehaving
