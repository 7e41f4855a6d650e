// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

#include <filesystem>

namespace r311::store::sqlite {

// Tells whether a store's file is still where it was opened. One that was deleted or replaced meanwhile goes on taking
// what nobody will ever see. Any thread may call.
class FilePlace {
 public:
  // To be made before the file is opened, so that one that is replaced in between is noticed. Throws Failure with
  // Kind::unavailable if it is not there.
  explicit FilePlace(const std::filesystem::path& file);
  // To be called once the file is open: from then on check_all() looks after its write-ahead log too, if it has one.
  void add_log();

  // Throws Failure with Kind::unavailable while the file is not there or another one is. Costs one look at the folder.
  void check() const;
  // The same for file and log.
  void check_all() const;

 private:
  struct File {
    std::filesystem::path path;
    dev_t device = 0;
    ino_t number = 0;
  };
  static File look(const std::filesystem::path& path);
  static void check(const File& file);

  File file_;
  File log_;  // without a path: not looked after
};

}  // namespace r311::store::sqlite
