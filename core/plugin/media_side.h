// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <mutex>
#include <string>

#include "plugin/adapter.h"
#include "relay311/abi/draft/media.h"

namespace r311::plugin {

// A file as a plugin sees it; borrows from `item`, which outlives it.
r311_media_item media_view(const MediaItem& item);

// The source of files of one instance, which lives as long as the instance: a plugin that keeps it beyond a call, or
// reads on a thread of its own, gets failures and no memory that is not there. Any thread may read; one call at a time
// is between open() and close().
class MediaSide {
 public:
  MediaSide();
  MediaSide(const MediaSide&) = delete;
  MediaSide& operator=(const MediaSide&) = delete;

  const r311_media_source* abi() const { return &abi_; }

  // From here on reads come from `source`, which is to give exactly `size` bytes.
  void open(MediaSource& source, std::uint64_t size);
  // Waits for a read that is under way; later ones fail. What was wrong with the source since open(), or nothing.
  std::string close();

 private:
  static std::int64_t read(r311_source_handle* self, void* buffer, std::uint64_t capacity) noexcept;
  std::int64_t read_some(char* buffer, std::uint64_t capacity);
  std::int64_t fail(std::string why);

  std::mutex mutex_;
  MediaSource* source_ = nullptr;
  std::uint64_t left_ = 0;
  std::string trouble_;
  const r311_media_source abi_;
};

}  // namespace r311::plugin
