// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/spool.h"

// The body of a request, and what is cut out of it, wherever the bytes lie: in memory, or on disk and never whole in
// memory.
namespace r311::http {

// Bytes that are looked at through a window. One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::size_t size() const = 0;
  // The bytes from `at` on, which is at most size(): at least `least` of them or all that are left, possibly more. Good
  // until the next call. Fewer only where they can't be read: failed() from then on.
  virtual std::string_view from(std::size_t at, std::size_t least) = 0;
  virtual bool failed() const = 0;
};

// Bytes in memory. Without `owner`, who makes it sees to it that they outlive it.
class HeldBytes final : public ByteSource {
 public:
  explicit HeldBytes(std::string_view bytes, std::shared_ptr<const void> owner = {})
      : bytes_(bytes), owner_(std::move(owner)) {}
  std::size_t size() const override { return bytes_.size(); }
  std::string_view from(std::size_t at, std::size_t) override { return bytes_.substr(at); }
  bool failed() const override { return false; }

 private:
  std::string_view bytes_;
  std::shared_ptr<const void> owner_;
};

// Bytes on disk, of which a piece is in memory.
class SpooledBytes final : public ByteSource {
 public:
  static constexpr std::size_t window = 256u << 10;

  // `spool` must outlive it.
  explicit SpooledBytes(const Spool& spool) : spool_(spool) {}
  std::size_t size() const override { return spool_.size(); }
  std::string_view from(std::size_t at, std::size_t least) override;
  bool failed() const override { return failed_; }

 private:
  const Spool& spool_;
  std::string piece_;
  std::size_t begin_ = 0;  // where the piece lies
  bool failed_ = false;
};

// Bytes [from, from + size) of `source`.
struct ByteSlice {
  std::shared_ptr<ByteSource> source;
  std::size_t from = 0;
  std::size_t size = 0;

  // The first of them, at most `most`; good until the source is asked again.
  std::string_view beginning(std::size_t most) const;
  // Gives them to `take` in their order, a piece at a time, until it answers false. Answers whether all were given.
  bool each_piece(const std::function<bool(std::string_view)>& take) const;
  // All of them. Nothing less is useful: ask source->failed().
  std::string text() const;
};

}  // namespace r311::http
