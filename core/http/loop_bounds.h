// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>

// What an event loop allows one connection, beyond what Limits lets an operator choose.
namespace r311::http {

constexpr std::size_t loop_memory = 64u << 10;      // bytes read at once
constexpr std::size_t most_offered = 256u << 10;    // bytes of answers that may wait before another request is taken
constexpr std::size_t read_in_a_turn = 512u << 10;  // bytes, before other connections get their turn
constexpr std::size_t handed_over = 32u << 10;      // bytes from which keep() gives its buffer away
constexpr std::size_t turned_away_at_once = 64;     // connections beyond the limit that get a 503, not a reset
constexpr std::chrono::milliseconds linger_time{5'000};

}  // namespace r311::http
