// SPDX-License-Identifier: Apache-2.0
#include "base/identity.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace r311 {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::int64_t epoch = 1'577'836'800'000;  // 2020-01-01T00:00:00Z
constexpr unsigned tail_bits = 28;
constexpr std::uint32_t tail_mask = (1u << tail_bits) - 1;
constexpr std::size_t half_digits = 7;

// Random tails leave the top bit clear, so that half of the range remains to count on within one millisecond.
constexpr std::uint32_t random_mask = tail_mask >> 1;

// Never 0, which stands for "none yet".
std::uint32_t random_tail() {
  std::uint32_t word = 0;
  ssize_t got = 0;
  do got = getrandom(&word, sizeof word, 0);
  while (got < 0 && errno == EINTR);
  // Without randomness two nodes could make the same id: no report may be accepted then.
  if (got != static_cast<ssize_t>(sizeof word)) std::abort();
  return (word & random_mask) | 1;
}

void write_half(std::string& id, std::size_t begin, std::uint64_t value) {
  for (std::size_t at = begin + half_digits; at-- > begin; value >>= 5) id[at] = alphabet[value & 31];
}

}  // namespace

std::string IdSource::next() {
  const std::int64_t now = clock_.now().time_since_epoch().count() - epoch;
  std::uint64_t ms = 0, tail = 0;
  {
    const std::lock_guard lock(mutex_);
    const bool first = tail_ == 0;
    if (now > last_ms_ || first) {
      last_ms_ = std::max(now, last_ms_);
      tail_ = random_tail();
    } else if (tail_ < tail_mask) {
      ++tail_;  // same millisecond, or the clock went back: go on where we were
    } else {
      ++last_ms_;
      tail_ = random_tail();
    }
    ms = static_cast<std::uint64_t>(last_ms_);
    tail = tail_;
  }
  // 70 bits, written as two halves of 35.
  std::string id(2 * half_digits, '0');
  write_half(id, 0, ms >> 7);
  write_half(id, half_digits, ((ms & 127) << tail_bits) | tail);
  return id;
}

}  // namespace r311
