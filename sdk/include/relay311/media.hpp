// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "abi/draft/media.h"
#include "call.hpp"
#include "detail/guard.hpp"
#include "detail/instance.hpp"
#include "detail/receipt.hpp"
#include "outcome.hpp"

namespace relay311 {

// A file that came with a report or an update.
struct MediaItem {
  std::string request_id;                // the service_request_id
  std::string reference;                 // the back end's own, of the work order
  std::optional<std::string> update_id;  // the update that it came with; absent: it came with the report
  std::uint32_t position = 1;            // among the files of its report or update, from 1
  std::optional<std::string> file_name;  // as its sender named it: to show, never a path to open
  std::string content_type;              // as found in the content, such as "image/jpeg"
  std::string digest;                    // SHA-256 of the content, lower-case hexadecimal
  std::uint64_t size = 0;                // bytes
};

// The content of a file, from its beginning, once. Lives for the call. Any thread.
class MediaSource {
 public:
  explicit MediaSource(const r311_media_source& abi) : abi_(abi) {}
  MediaSource(const MediaSource&) = delete;
  MediaSource& operator=(const MediaSource&) = delete;

  // Copies the next bytes, at most `capacity`, to `buffer`; how many, 0 at the end. Throws Failure(unavailable) if the
  // gateway can't read on: let it pass where the back end then has nothing of the file.
  std::size_t read(void* buffer, std::size_t capacity) {
    const std::int64_t count = abi_.read(abi_.self, buffer, capacity);
    if (count < 0) throw Failure(Outcome::unavailable, "the gateway can't read the file");
    return static_cast<std::size_t>(count);
  }

 private:
  const r311_media_source& abi_;
};

// Mixin, r311.media: attaches files to work orders.
class TakesMedia {
 public:
  virtual ~TakesMedia() = default;
  // False: the configuration of this instance leaves it out, and attach() is never called. Never changes.
  virtual bool can_attach() const { return true; }
  // Likewise of find_media().
  virtual bool can_find_media() const { return false; }

  // Attaches a file to the work order item.reference, and returns once the back end has it for good. Gives the back
  // end's own id of it; empty: it has none. If the back end already has the file of call.idempotency_key(), gives that
  // one's, and need read nothing.
  virtual std::string attach(const MediaItem& item, MediaSource& source, Call& call) = 0;

  // The id of the file that was attached with `idempotency_key` (may be empty), or nothing if it is certainly not
  // there: the gateway then sends it again. Changes nothing in the back end. If it can't be found out, throws Failure.
  virtual std::optional<std::string> find_media(std::string_view idempotency_key, Call& call) {
    static_cast<void>(idempotency_key);
    static_cast<void>(call);
    throw Failure(Outcome::unsupported, "files can't be looked up");
  }
};

namespace detail {

inline MediaItem media_of(const r311_media_item& abi) {
  MediaItem item;
  item.request_id = copy(read(abi, &r311_media_item::request_id));
  item.reference = copy(read(abi, &r311_media_item::reference));
  item.update_id = copy_optional(read(abi, &r311_media_item::update_id));
  item.position = read(abi, &r311_media_item::position, 1u);
  item.file_name = copy_optional(read(abi, &r311_media_item::file_name));
  item.content_type = copy(read(abi, &r311_media_item::content_type));
  item.digest = copy(read(abi, &r311_media_item::digest));
  item.size = read(abi, &r311_media_item::content_size);
  return item;
}

template <class Class>
struct MediaTable {
  static r311_outcome attach(r311_adapter_handle* adapter, const r311_media_item* item, const r311_media_source* source,
                             const r311_receipt_sink* sink, const r311_call* call) noexcept {
    return guarded(*call, [&] {
      Call terms(*call);
      MediaSource content(*source);
      TakesMedia& takes = Instance<Class>::of(adapter).adapter;
      give(*sink, takes.attach(media_of(*item), content, terms));
    });
  }

  static r311_outcome find(r311_adapter_handle* adapter, r311_text_view key, const r311_receipt_sink* sink,
                           const r311_call* call) noexcept {
    return guarded_search(*call, [&] {
      Call terms(*call);
      TakesMedia& takes = Instance<Class>::of(adapter).adapter;
      const std::optional<std::string> found = takes.find_media(view_of(key), terms);
      if (found) give(*sink, *found);
      return found.has_value();
    });
  }

  static constexpr r311_media table{sizeof(r311_media), 0, &attach, nullptr};
  static constexpr r311_media table_with_find{sizeof(r311_media), 0, &attach, &find};

  static const r311_media* offered(const TakesMedia& takes) {
    if (!takes.can_attach()) return nullptr;
    return takes.can_find_media() ? &table_with_find : &table;
  }
};

}  // namespace detail
}  // namespace relay311
