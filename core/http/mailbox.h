// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "http/exchange.h"
#include "http/memory_meter.h"

namespace r311::http {

// A connection of one loop; never used for another one.
using ConnectionId = std::uint64_t;

// The answer to the request that `connection` waits for; nothing: it will never come. Its bytes count from here on.
struct Answered {
  ConnectionId connection;
  std::optional<Answer> answer;
  Counted bytes;
};

// A new connection to look after.
struct Arrived {
  std::unique_ptr<Poco::Net::StreamSocket> socket;  // Poco's sockets share: by pointer nobody else holds it open
};

// End by then.
struct StopBy {
  std::chrono::steady_clock::time_point deadline;
};

using Message = std::variant<Answered, Arrived, StopBy>;

// What other threads tell an event loop. Outlives the loop, so that an answer may come after its end. Any thread may
// post; the loop takes.
class Mailbox {
 public:
  Mailbox();  // throws std::system_error if the process has no descriptors left
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // Drops `message` if the loop has ended.
  void post(Message message);
  // All that was posted, in order.
  std::vector<Message> take();
  // The loop has ended: what is posted from now on is dropped.
  void close();
  // Readable when there is something to take.
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
  std::mutex mutex_;
  std::vector<Message> messages_;
  bool closed_ = false;
};

}  // namespace r311::http
