// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// True for [A-Za-z0-9_-]+: what may be a file's name.
bool is_plain(const std::string& name);

struct StatusFile {
  std::string reference;
  std::string status;
  std::string note;
  std::int64_t written;  // milliseconds since 1970
};

// PATH/reports, PATH/updates, PATH/files and PATH/status. Methods throw relay311::Failure(unavailable) if the disk does
// not play along.
class DropFolder {
 public:
  // Copies the next bytes, at most `capacity`, to `buffer`; how many, 0 at the end.
  using Read = std::function<std::size_t(char* buffer, std::size_t capacity)>;

  explicit DropFolder(std::string path) : path_(std::move(path)) {}

  // Writes FOLDER/NAME with all that `read` gives and returns once it is on disk. False: it was there already and is
  // left as it is.
  bool write(const std::string& folder, const std::string& name, const Read& read) const;
  bool write(const std::string& folder, const std::string& name, const std::string& content) const;

  // Whether FOLDER/NAME is there.
  bool has(const std::string& folder, const std::string& name) const;

  // The status files written at or after `since`, oldest first.
  std::vector<StatusFile> statuses(std::int64_t since) const;

  void expect_writable() const;

 private:
  std::string made(const std::string& name) const;

  std::string path_;
};
