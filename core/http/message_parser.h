// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/exchange.h"
#include "http/server.h"

// HTTP/1.1 messages as bytes (RFC 9112), read strictly: what two readers could take in two ways is refused. Ours
// and not Boost.Beast's basic_parser, which takes (1.74) folded header lines, several equal or listed lengths, a
// transfer coding other than chunked, one in HTTP/1.0, and any number of Host fields. Pure functions, any thread.
namespace r311::http {

enum class Step { more, done, refused };

// How far the search for the end of a head has come; begin each request with a new one.
struct HeadSearch {
  std::size_t line = 0;  // where the first line that is not complete begins
  std::size_t size = 0;  // of the head with its blank line, once done
  int status = 0;        // why it was refused
};

// Looks for the end of the head at the start of `bytes`, which is the request from its first byte to the last that
// has come. Refuses early what can't become one: lines not ended by CR LF, no method, 414, 431.
Step find_head(std::string_view bytes, const Limits& limits, HeadSearch& search);

// What a head says about the rest of the message and of the connection.
struct Framing {
  std::size_t head = 0;
  std::uint64_t length = 0;  // of the body; not known in advance if chunked
  bool chunked = false;
  bool http_1_0 = false;
  bool keep_alive = true;
  bool expects_continue = false;
};

// Reads a whole head into `request` (all but the body) and `framing`. Answers 0, or the status it is refused with:
// 400, 413, 414, 417, 431, 501, 505. On refusal `request` holds what was understood so far.
int read_head(std::string_view head, const Limits& limits, Request& request, Framing& framing);

// How far a chunked body (RFC 9112, section 7.1) has been decoded.
struct ChunkReading {
  enum class Part { size, data, end_of_data, trailer };
  Part part = Part::size;
  std::uint64_t left = 0;   // bytes of the chunk that have not come
  std::size_t decoded = 0;  // bytes of body, at the start of the memory
  std::size_t trailer = 0;  // bytes of trailer fields, which are dropped
  int status = 0;           // why it was refused
};

// Decodes in place: `body` is the memory after the head, `size` how much of it is filled. Afterwards the decoded
// bytes are [0, decoded), what follows them up to the new `size` is not yet read: the rest of a line, or, once done,
// what comes after this request.
Step read_chunks(char* body, std::size_t& size, const Limits& limits, ChunkReading& reading);

}  // namespace r311::http
