// SPDX-License-Identifier: Apache-2.0
#include "file_drop.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

#include "relay311/outcome.hpp"

namespace sql {
namespace {

using relay311::Failure;
using relay311::MediaItem;
using relay311::Outcome;

constexpr std::size_t longest_name = 255;  // bytes, of every file system that is in use
constexpr std::string_view parts_told = "{key}|{digest}|{reference}|{request_id}|{update_id}|{position}|{extension}";

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

std::string escaped(std::string_view text) {
  constexpr char hex[] = "0123456789ABCDEF";
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c))
      name += c;
    else
      name.append(1, '%').append(1, hex[byte >> 4u]).append(1, hex[byte & 0xFu]);
  }
  return name.empty() ? "-" : name;
}

std::string extension(std::string_view content_type) {
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"image/jpeg", "jpg"},      {"image/png", "png"},   {"image/gif", "gif"},   {"image/webp", "webp"},
      {"image/heic", "heic"},     {"image/tiff", "tiff"}, {"image/avif", "avif"}, {"image/heif", "heif"},
      {"application/pdf", "pdf"}, {"video/mp4", "mp4"},   {"text/plain", "txt"}};
  for (const auto& [type, name] : known)
    if (type == content_type) return std::string(name);
  return "bin";
}

// The text of a part; nothing if there is none of that name.
std::optional<std::string> part(std::string_view name, const MediaItem& item, std::string_view key) {
  if (name == "key") return escaped(key);
  if (name == "digest") return escaped(item.digest);
  if (name == "reference") return escaped(item.reference);
  if (name == "request_id") return escaped(item.request_id);
  if (name == "update_id") return escaped(item.update_id.value_or(""));
  if (name == "position") return std::to_string(item.position);
  if (name == "extension") return extension(item.content_type);
  return std::nullopt;
}

// The template's pieces in order: a text, or the name of a part.
struct Piece {
  std::string_view text;
  bool is_part;
};

std::vector<Piece> pieces(std::string_view name) {
  std::vector<Piece> all;
  while (!name.empty()) {
    const bool is_part = name.front() == '{' && name.find('}') != std::string_view::npos;
    const std::size_t end = is_part ? name.find('}') + 1 : std::min(name.find('{', 1), name.size());
    all.push_back({is_part ? name.substr(1, end - 2) : name.substr(0, end), is_part});
    name.remove_prefix(end);
  }
  return all;
}

[[noreturn]] void trouble(const std::string& what, int error) {
  throw Failure(Outcome::unavailable, what + ": " + std::generic_category().message(error));
}

// A file under a name of its own, which goes with it unless it was named for good.
class Draft {
 public:
  explicit Draft(const std::string& folder) : path_(folder + "/.relay311-XXXXXX") {
    fd_ = ::mkostemp(path_.data(), O_CLOEXEC);
    if (fd_ < 0) trouble("can't write into the folder " + folder, errno);
  }
  ~Draft() {
    if (fd_ >= 0) ::close(fd_);
    if (!named_) ::unlink(path_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(const char* bytes, std::size_t size) const {
    while (size > 0) {
      const auto count = ::write(fd_, bytes, size);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) trouble("can't write " + path_, errno);
      bytes += count;
      size -= static_cast<std::size_t>(count);
    }
  }

  // On disk, readable by the owner's group, under `path`.
  void name(const std::string& path) {
    if (::fchmod(fd_, 0640) != 0 || ::fsync(fd_) != 0) trouble("can't write " + path + " to disk", errno);
    if (::rename(path_.c_str(), path.c_str()) != 0) trouble("can't name " + path, errno);
    named_ = true;
  }

 private:
  std::string path_;
  int fd_ = -1;
  bool named_ = false;
};

void sync_folder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) trouble("can't open the folder " + folder, errno);
  const int failed = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  if (failed != 0) trouble("can't write the folder " + folder + " to disk", failed);
}

}  // namespace

std::optional<Mistake> mistake_in_file_name(std::string_view name) {
  bool unique = false;
  for (const Piece& piece : pieces(name)) {
    if (piece.is_part && !part(piece.text, {}, "")) return Mistake{std::string(piece.text), std::string(parts_told)};
    const auto wrong =
        std::find_if(piece.text.begin(), piece.text.end(), [](char c) { return !is_plain(c) && c != '.'; });
    if (wrong != piece.text.end())
      return Mistake{"\"" + std::string(1, *wrong) + "\" in a file's name",
                     "letters, digits, _ - . and parts in braces"};
    unique = unique || (piece.is_part && (piece.text == "key" || piece.text == "digest"));
  }
  if (!name.empty() && name.front() == '.') return Mistake{"a name that begins with a dot", "one that does not"};
  if (!unique) return Mistake{"neither {key} nor {digest}", "{key}, so that two files never have one name"};
  return std::nullopt;
}

std::string file_name(std::string_view name, const MediaItem& item, std::string_view idempotency_key) {
  std::string made;
  for (const Piece& piece : pieces(name))
    made += piece.is_part ? part(piece.text, item, idempotency_key).value_or("-") : std::string(piece.text);
  if (made.size() > longest_name)
    throw Failure(Outcome::refused, "the file's name would have " + std::to_string(made.size()) + " bytes, and " +
                                        std::to_string(longest_name) + " are the most that a folder takes");
  return made;
}

std::string drop_file(const std::string& folder, const std::string& name, relay311::MediaSource& source,
                      const relay311::Call& call) {
  std::string path = folder + "/" + name;
  Draft draft(folder);
  std::vector<char> piece(64 * 1024);
  while (const std::size_t count = source.read(piece.data(), piece.size())) {
    draft.write(piece.data(), count);
    if (call.cancelled() || call.remaining().count() <= 0)
      throw Failure(Outcome::unavailable, "the time of the call was over before the file was written");
  }
  draft.name(path);
  sync_folder(folder);
  return path;
}

}  // namespace sql
