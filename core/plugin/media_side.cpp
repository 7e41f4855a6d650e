// SPDX-License-Identifier: Apache-2.0
#include "plugin/media_side.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "plugin/abi_view.h"

namespace r311::plugin {

namespace {

constexpr std::int64_t failed = -1;
// A plugin may ask for more than there is; we touch its buffer in pieces of this size at most.
constexpr std::uint64_t most_at_once = std::uint64_t{1} << 20;

}  // namespace

r311_media_item media_view(const MediaItem& item) {
  r311_media_item abi{};
  abi.size = sizeof abi;
  abi.position = static_cast<std::uint32_t>(std::max(1, item.position));
  abi.request_id = lend(item.request);
  abi.reference = lend(item.reference);
  abi.update_id = lend_unless_empty(item.update);
  abi.file_name = lend_unless_empty(item.file.file_name);
  abi.content_type = lend(item.file.content_type);
  abi.digest = lend(item.file.digest);
  abi.content_size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, item.file.size));
  return abi;
}

MediaSide::MediaSide()
    : abi_{sizeof(r311_media_source), 0, reinterpret_cast<r311_source_handle*>(this), &MediaSide::read} {}

void MediaSide::open(MediaSource& source, std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  source_ = &source;
  left_ = size;
  trouble_.clear();
}

std::string MediaSide::close() {
  const std::lock_guard lock(mutex_);
  source_ = nullptr;
  return std::exchange(trouble_, {});
}

std::int64_t MediaSide::read(r311_source_handle* self, void* buffer, std::uint64_t capacity) noexcept {
  auto& side = *reinterpret_cast<MediaSide*>(self);
  const std::lock_guard lock(side.mutex_);
  if (side.source_ == nullptr || !side.trouble_.empty()) return failed;
  if (buffer == nullptr || capacity == 0 || side.left_ == 0) return 0;
  try {
    return side.read_some(static_cast<char*>(buffer), std::min({capacity, side.left_, most_at_once}));
  } catch (const std::exception& error) {
    return side.fail(error.what());
  }
}

std::int64_t MediaSide::fail(std::string why) {
  trouble_ = why.empty() ? "no reason was told" : std::move(why);
  return failed;
}

std::int64_t MediaSide::read_some(char* buffer, std::uint64_t capacity) {
  const auto count = source_->read(buffer, static_cast<std::size_t>(capacity));
  if (!count) return fail(count.error().text);
  if (*count == 0) return fail("the file ends " + std::to_string(left_) + " bytes too early");
  left_ -= *count;
  return static_cast<std::int64_t>(*count);
}

}  // namespace r311::plugin
