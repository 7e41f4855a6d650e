// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/exchange.h"
#include "http/limits.h"

namespace Poco::Net {
class ServerSocket;
}

namespace r311::http {

// An address of this machine that is ours although nobody can connect yet: so that a start that can't have it ends
// before it has touched anything else.
class Address {
 public:
  // A free port for 0. Kind::unavailable with the address in its text if it can't be had.
  static Result<Address> take(const std::string& host, int port);
  int port() const;  // that it has, also where 0 was asked for
  Address(Address&&) noexcept;
  Address& operator=(Address&&) noexcept;
  ~Address();

 private:
  friend class Server;
  Address(std::string text, std::unique_ptr<Poco::Net::ServerSocket> socket);
  std::string text_;
  std::unique_ptr<Poco::Net::ServerSocket> socket_;
};

// HTTP/1.1 (RFC 9112) over Poco's sockets: event loops own the connections, and a connection that waits costs a few
// hundred bytes and no thread. Keep-alive, pipelining, chunked bodies, Expect: 100-continue, HEAD, absolute targets;
// ambiguous framing is refused.
class Server {
 public:
  // Listens at once. Kind::unavailable with the address in its text if it can't.
  static Result<std::unique_ptr<Server>> start(Address address, int loops, const Limits& limits, Handler& handler);
  // The same, on an address that is taken only now.
  static Result<std::unique_ptr<Server>> start(const std::string& host, int port, int loops, const Limits& limits,
                                               Handler& handler);
  // Stops accepting, lets requests in flight finish for at most `grace`, then closes and returns. The destructor does
  // it without grace. Answers that come later go nowhere. Not from within a handler.
  void stop(std::chrono::milliseconds grace);
  int port() const;
  ~Server();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace r311::http
