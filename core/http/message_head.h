// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/exchange.h"
#include "http/limits.h"
#include "http/message_bytes.h"

// Request line and headers as bytes (RFC 9112, sections 2 to 5). Ours and not Boost.Beast's basic_parser, which takes
// (1.74) folded header lines, several equal or listed lengths, a transfer coding other than chunked, one in HTTP/1.0,
// and any number of Host fields. Pure functions, any thread.
namespace r311::http {

// How far the search for the end of a head has come; begin each request with a new one.
struct HeadSearch {
  std::size_t line = 0;  // where the first line that is not complete begins
  std::size_t size = 0;  // of the head with its blank line, once done
  int status = 0;        // why it was refused
};

// Looks for the end of the head at the start of `bytes`, which is the request from its first byte to the last that has
// come. Refuses early what can't become one: lines not ended by CR LF, no method, 414, 431.
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

// The path of the request that begins with `bytes`, well-formed or not, whole or not: for the answer to one that is
// refused. Empty: it can't be told, or not yet.
std::string_view path_of(std::string_view bytes);

}  // namespace r311::http
