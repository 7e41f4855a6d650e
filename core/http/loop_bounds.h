// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>

#include "http/limits.h"

// What an event loop allows one connection, beyond what Limits lets an operator choose.
namespace r311::http {

constexpr std::size_t loop_memory = 64u << 10;      // bytes read at once
constexpr std::size_t most_offered = 256u << 10;    // bytes of answers that may wait before another request is taken
constexpr std::size_t read_in_a_turn = 512u << 10;  // bytes, before other connections get their turn
constexpr std::size_t file_in_a_turn = 1u << 20;    // bytes of a file that are sent, likewise
constexpr std::size_t handed_over = 32u << 10;      // bytes from which keep() gives its buffer away
constexpr std::size_t turned_away_at_once = 64;     // connections beyond the limit that get a 503, not a reset
constexpr std::chrono::milliseconds linger_time{5'000};

using Moment = std::chrono::steady_clock::time_point;

inline std::chrono::milliseconds time_for(std::size_t bytes, std::size_t bytes_a_second) {
  return std::chrono::milliseconds(bytes * 1000 / std::max<std::size_t>(bytes_a_second, 1));
}

// When a request must be whole of which the first byte came at `started`. The `come` bytes since buy time for the rest,
// so that a large upload over a thin line is not a slow client.
inline Moment request_deadline(Moment started, std::size_t come, const Limits& limits) {
  return started + limits.request_time + time_for(come, limits.upload_rate);
}

// When a client is given up that was offered answers from `offered` on and has taken `taken` bytes since, the last of
// them at `progress`: it may pause for write_time, but not so often that it is slower than download_rate altogether.
inline Moment answer_deadline(Moment offered, Moment progress, std::size_t taken, const Limits& limits) {
  return std::min(progress + limits.write_time, offered + limits.write_time + time_for(taken, limits.download_rate));
}

}  // namespace r311::http
