// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>

namespace misbehaving {

// The work orders of the back end: a file with one line for each that was ever created,
//
//   KEY <tab> REFERENCE <tab> FIRST LINE OF THE DESCRIPTION
//
// only ever appended to, so that a work order which was created twice stands there twice. On disk before create()
// returns. Several instances and processes may share one. One thread at a time. Throws std::system_error if the file
// can't be used.
class Journal {
 public:
  explicit Journal(std::string file);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Creates a work order and answers its reference, which no other has.
  std::string create(const std::string& key, const std::string& description);
  // The same, unless there is one of that key: then its reference. Whoever else does so at the same moment waits.
  std::string create_once(const std::string& key, const std::string& description);
  // The reference of the first one of that key, whoever created it.
  std::optional<std::string> find(const std::string& key);

 private:
  void catch_up();

  std::string file_;
  int descriptor_;
  long created_ = 0;
  std::string unread_;  // the beginning of a line whose end is not there yet
  long long read_ = 0;
  std::map<std::string, std::string> references_;  // by key
};

// Adds a line to a file that tells what was asked of the adapter, durable or not.
void note_call(const std::string& file, const std::string& key);

}  // namespace misbehaving
