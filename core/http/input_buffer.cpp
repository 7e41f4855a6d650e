// SPDX-License-Identifier: Apache-2.0
#include "http/input_buffer.h"

#include <algorithm>
#include <cstring>

namespace r311::http {
namespace {

constexpr std::size_t smallest = 4096;
constexpr std::size_t ordinary = 64u << 10;  // more is given back where little stays

}  // namespace

bool InputBuffer::reserve(std::size_t capacity) {
  if (!meter_->take(capacity - capacity_)) return false;
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
  data_ = std::move(larger);
  capacity_ = capacity;
  return true;
}

bool InputBuffer::grow(std::size_t expected) {
  if (free_size() > 0) return true;
  std::size_t larger = std::max(smallest, capacity_ + capacity_ / 2);
  if (expected > capacity_ && expected < larger + larger / 2) larger = expected;
  return reserve(larger);
}

bool InputBuffer::append(const char* begin, const char* end) {
  const auto count = static_cast<std::size_t>(end - begin);
  if (count == 0) return true;
  if (free_size() < count && !reserve(std::max(smallest, size_ + count + count / 2))) return false;
  std::memcpy(free_begin(), begin, count);
  size_ += count;
  return true;
}

void InputBuffer::keep_only(const char* begin, const char* end) {
  if (begin == end) return release();
  size_ = static_cast<std::size_t>(end - begin);
  if (capacity_ > 2 * ordinary && size_ < ordinary / 2) {
    auto smaller = std::make_unique_for_overwrite<char[]>(ordinary);
    std::memcpy(smaller.get(), begin, size_);
    data_ = std::move(smaller);
    meter_->give(capacity_ - ordinary);
    capacity_ = ordinary;
    return;
  }
  if (begin != data_.get()) std::memmove(data_.get(), begin, size_);
}

void InputBuffer::release() {
  if (capacity_ == 0) return;
  data_.reset();
  meter_->give(capacity_);
  size_ = capacity_ = 0;
}

}  // namespace r311::http
