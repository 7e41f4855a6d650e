// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/chunked_body.h"
#include "http/exchange.h"
#include "http/input_buffer.h"
#include "http/mailbox.h"
#include "http/memory_meter.h"
#include "http/message_head.h"
#include "http/spool.h"

namespace r311::http {

// One answer on its way out.
struct Outgoing {
  std::string head;
  std::string body;
  std::shared_ptr<const std::string> shared;  // instead of `body`
  std::optional<FileSlice> file{};            // instead of either
  std::size_t sent = 0;                       // of head and body together

  const std::string& content() const { return shared ? *shared : body; }
  std::size_t left() const { return head.size() + (file ? file->size : content().size()) - sent; }
};

// reading: waits for a request, or the rest of one. handling: its request is being answered.
// closing: the last answer goes out. lingering: all is sent; what still comes is dropped, so that the client can read
// the answer before the connection is reset (RFC 9112, section 9.6).
enum class Stage { reading, handling, closing, lingering };

// What an event loop keeps of a client. A few hundred bytes while it is idle.
struct Connection {
  using Moment = std::chrono::steady_clock::time_point;

  Connection(std::unique_ptr<Poco::Net::StreamSocket> from, ConnectionId number,
             const std::shared_ptr<MemoryMeter>& meter)
      : socket(std::move(from)), descriptor(socket->impl()->sockfd()), id(number), in(meter) {}

  std::unique_ptr<Poco::Net::StreamSocket> socket;
  int descriptor;
  ConnectionId id;
  Stage stage = Stage::reading;
  bool readable = false;    // the kernel may hold bytes for us
  bool writable = true;     // the kernel may take bytes
  bool ending = false;      // the client has sent its last byte, or said that it has
  bool hungry = true;       // `in` holds no whole request
  bool unfinished = false;  // waits for its next turn to read
  bool linger = false;      // the client may still be sending when the last answer is out
  bool keep_alive = true;   // terms of the request that is being handled
  bool http_1_0 = false;
  bool head_only = false;
  bool framed = false;  // the head of the request has been read
  bool told_to_continue = false;

  InputBuffer in;
  HeadSearch search;
  Framing framing;
  ChunkReading chunks;
  std::unique_ptr<Spool> spool;  // the body of the request; `in` holds its head
  std::vector<Outgoing> out;
  std::size_t metered = 0;  // bytes of `out` that are counted

  Moment started{};       // first byte of the request; zero: none has come
  Moment offered{};       // `out` was empty until then
  Moment progress{};      // the client last took bytes, or the first of them were offered
  std::size_t taken = 0;  // bytes since `offered`
  Moment deadline{};
  std::int64_t tick = 0;  // its entry in the timer wheel; 0: none
};

}  // namespace r311::http
