// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
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

// PATH/reports and PATH/status. Methods throw relay311::Failure(unavailable) if the disk does not play along.
class DropFolder {
 public:
  explicit DropFolder(std::string path) : path_(std::move(path)) {}

  // Writes reports/REFERENCE.json and returns once it is on disk. False: it was there already and is left as it is.
  bool write_report(const std::string& reference, const std::string& content) const;

  // Whether reports/REFERENCE.json is there.
  bool has_report(const std::string& reference) const;

  // The status files written at or after `since`, oldest first.
  std::vector<StatusFile> statuses(std::int64_t since) const;

  void expect_writable() const;

 private:
  std::string made(const std::string& name) const;

  std::string path_;
};
