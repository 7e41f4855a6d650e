// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>

#include "http/limits.h"
#include "http/message_bytes.h"

namespace r311::http {

// How far a chunked body (RFC 9112, section 7.1) has been decoded.
struct ChunkReading {
  enum class Part { size, data, end_of_data, trailer };
  Part part = Part::size;
  std::uint64_t left = 0;     // bytes of the chunk that have not come
  std::size_t decoded = 0;    // bytes of body, at the start of the memory
  std::size_t passed_on = 0;  // bytes of body before them
  std::size_t trailer = 0;    // bytes of trailer fields, which are dropped
  int status = 0;             // why it was refused

  // The caller has taken away what is decoded, and what follows it has moved up.
  void pass_on() { passed_on += std::exchange(decoded, 0); }
};

// Decodes in place: `body` is the memory after the head, `size` how much of it is filled. Afterwards the decoded bytes
// are [0, decoded), what follows them up to the new `size` is not yet read: the rest of a line, or, once done, what
// comes after this request.
Step read_chunks(char* body, std::size_t& size, const Limits& limits, ChunkReading& reading);

}  // namespace r311::http
