// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/acceptor.h"
#include "http/connection.h"
#include "http/exchange.h"
#include "http/limits.h"
#include "http/mailbox.h"
#include "http/timer_wheel.h"

namespace r311::http {

// What all loops of a server have in common. Outlives them.
struct Shared {
  Limits limits;
  Handler& handler;
  std::shared_ptr<MemoryMeter> meter;
  std::shared_ptr<MemoryMeter> spooled;  // bytes on disk
  std::atomic<std::size_t> connections{0};
};

// One thread, one epoll set, many connections. A connection belongs to one loop for its life and answers one request
// after the other; while one is being handled, no more is read from it.
// run() and all that is private belong to the loop's own thread; the mailbox is the way in for others.
class EventLoop final : private RequestMemory {
 public:
  explicit EventLoop(Shared& shared);  // throws std::system_error if the process has no descriptors left
  ~EventLoop() override;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }
  // This loop accepts for all. Before run().
  void accept_with(std::unique_ptr<Acceptor> acceptor) { acceptor_ = std::move(acceptor); }
  // Returns after StopBy, when all is answered or its deadline has come.
  void run();

  // Answers the request that this loop's thread is handing over at this moment; false if it is not that one.
  static bool answer_at_once(const Mailbox& mailbox, ConnectionId connection, std::optional<Answer>& answer);

 private:
  using Moment = Connection::Moment;
  // The bytes that requests are being taken from: of the loop's own memory, or of the connection's buffer.
  struct Source {
    char* begin = nullptr;
    char* end = nullptr;
    char* request_end = nullptr;
    bool of_connection = false;
  };

  // event_loop.cpp
  void wait_and_serve();
  int milliseconds_to_wait() const;
  void read_mailbox();
  void accept_waiting();
  void resume_accepting();
  void adopt(std::unique_ptr<Poco::Net::StreamSocket> socket, bool welcome);
  Connection* find(ConnectionId id);
  void close(Connection& connection);
  void expire(ConnectionId id, std::int64_t tick);
  void arm(Connection& connection);
  void stop_by(Moment deadline);

  // loop_input.cpp
  void serve(Connection& connection);
  bool receive(Connection& connection, std::size_t& budget);
  void take_buffered(Connection& connection);
  void take_requests(Connection& connection);
  Step frame(Connection& connection, int& status);
  bool spool(Connection& connection, std::string_view bytes);
  void hand_over(Connection& connection);
  std::shared_ptr<const Request> keep(const Request& request) override;

  // loop_output.cpp
  void answer(Connection& connection, Answer answer);
  void refuse(Connection& connection, int status, std::string_view path);
  void offer(Connection& connection, Outgoing outgoing);
  bool flush(Connection& connection);
  bool finish(Connection& connection);
  const std::string& date();

  Shared& shared_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<Acceptor> acceptor_;
  int epoll_ = -1;
  Moment now_;
  TimerWheel timers_;
  Moment accept_again_{};  // zero: accepting
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::uint32_t> generations_;
  std::vector<std::uint32_t> free_;
  std::size_t live_ = 0;
  std::vector<ConnectionId> unfinished_;  // have more to read than one turn allows
  std::optional<Moment> stop_by_;

  std::unique_ptr<char[]> memory_;  // for requests that come whole
  Request request_;
  Source source_;
  Connection* handling_ = nullptr;  // whose request is being handed over
  std::time_t date_of_ = 0;
  std::string date_;
};

}  // namespace r311::http
