// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include "http/memory_meter.h"

namespace r311::http {

// Bytes that came and are not used up. Holds no memory while empty; its memory is counted.
class InputBuffer {
 public:
  explicit InputBuffer(std::shared_ptr<MemoryMeter> meter) : meter_(std::move(meter)) {}
  ~InputBuffer() { release(); }
  InputBuffer(InputBuffer&& other) noexcept
      : meter_(other.meter_), data_(std::move(other.data_)), size_(other.size_), capacity_(other.capacity_) {
    other.size_ = other.capacity_ = 0;
  }
  InputBuffer& operator=(InputBuffer&&) = delete;

  char* data() { return data_.get(); }
  std::string_view view() const { return {data_.get(), size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  char* free_begin() { return data_.get() + size_; }
  std::size_t free_size() const { return capacity_ - size_; }
  void filled(std::size_t bytes) { size_ += bytes; }

  // Makes room for at least one byte more, growing by half, or at once to `expected` where that is near. False: the
  // meter is full.
  bool grow(std::size_t expected);
  // False: the meter is full.
  bool append(const char* begin, const char* end);
  // Only [begin, end), which is part of it, stays.
  void keep_only(const char* begin, const char* end);
  void release();

 private:
  bool reserve(std::size_t capacity);

  std::shared_ptr<MemoryMeter> meter_;
  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace r311::http
