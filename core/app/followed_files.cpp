// SPDX-License-Identifier: Apache-2.0
#include "app/followed_files.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace r311::app {
namespace {

class FileSource final : public plugin::MediaSource {
 public:
  explicit FileSource(media::OpenFilePointer file) : file_(std::move(file)) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    for (;;) {
      const auto count = ::pread(file_->descriptor(), buffer, capacity, static_cast<off_t>(position_));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return fail(Kind::unavailable, std::string("the file can't be read: ") + std::strerror(errno));
      position_ += static_cast<std::size_t>(count);
      return static_cast<std::size_t>(count);
    }
  }

 private:
  const media::OpenFilePointer file_;
  std::size_t position_ = 0;
};

}  // namespace

delivery::OpenFile file_opener(media::MediaFiles files) {
  return [files = std::move(files)](const std::string& digest) -> Result<std::unique_ptr<plugin::MediaSource>> {
    auto file = files.open_file(digest);
    if (!file) return tl::unexpected<Error>(file.error());
    return std::make_unique<FileSource>(std::move(*file));
  };
}

}  // namespace r311::app
