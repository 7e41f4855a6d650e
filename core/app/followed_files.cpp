// SPDX-License-Identifier: Apache-2.0
#include "app/followed_files.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "base/text.h"
#include "base/url.h"
#include "media/media_types.h"

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

constexpr std::size_t longest_name = 200;

// As its server calls it: the last part of the path.
std::string name_of(const std::string& url, const std::string& content_type) {
  const std::string path = url.substr(0, url.find_first_of("?#"));
  const std::size_t host = path.find("://");
  const std::size_t slash = path.rfind('/');
  std::string name;
  if (host != path.npos && slash > host + 2) name = text::clean(percent_decoded(path.substr(slash + 1)));
  name = text::first(name.substr(name.find_last_of("/\\") + 1), longest_name);
  if (name.empty()) name = "photo";
  if (name.find('.') == name.npos) name += "." + std::string(media::extension_of(content_type));
  return name;
}

}  // namespace

delivery::FetchFile file_fetcher(std::shared_ptr<media::Fetching> fetching) {
  return [fetching = std::move(fetching)](const std::string& key, const std::string& url) {
    std::optional<Result<open311::Attachment>> file;
    const auto fetched = fetching->get(key, url);
    if (fetched)
      file = fetched->map([&](const media::Fetched& one) {
        return open311::Attachment{one.digest, name_of(url, one.content_type), one.content_type, one.size};
      });
    return file;
  };
}

delivery::OpenFile file_opener(media::MediaFiles files) {
  return [files = std::move(files)](const std::string& digest) -> Result<std::unique_ptr<plugin::MediaSource>> {
    auto file = files.open_file(digest);
    if (!file) return tl::unexpected<Error>(file.error());
    return std::make_unique<FileSource>(std::move(*file));
  };
}

}  // namespace r311::app
