// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

#include "http/acceptor.h"
#include "http/event_loop.h"

namespace r311::http {
namespace {

constexpr int backlog = 4096;

// What `make` gives, or that nobody can listen on `address`.
template <class T, class Make>
Result<T> unless_refused(const std::string& address, Make&& make) {
  const auto refused = [&](const std::string& reason) {
    return fail(Kind::unavailable, "can't listen on " + address + ": " + reason);
  };
  try {
    return make();
  } catch (const Poco::Exception& error) {
    // What Poco tells ends with the address again.
    const std::string told = error.message().empty() ? error.displayText() : error.message();
    return refused(told.substr(0, told.find(": " + address)));
  } catch (const std::system_error& error) {
    return refused(error.what());
  }
}

}  // namespace

Address::Address(std::string text, std::unique_ptr<Poco::Net::ServerSocket> socket)
    : text_(std::move(text)), socket_(std::move(socket)) {}
Address::Address(Address&&) noexcept = default;
Address& Address::operator=(Address&&) noexcept = default;
Address::~Address() = default;

int Address::port() const { return socket_->address().port(); }

Result<Address> Address::take(const std::string& host, int port) {
  const auto text = host + ":" + std::to_string(port);
  return unless_refused<Address>(text, [&] {
    auto socket = std::make_unique<Poco::Net::ServerSocket>();
    socket->bind(Poco::Net::SocketAddress(host, static_cast<Poco::UInt16>(port)), true, false);
    socket->setNoDelay(true);  // connections inherit it
    socket->setBlocking(false);
    return Address(text, std::move(socket));
  });
}

class Server::Impl {
 public:
  Impl(Poco::Net::ServerSocket socket, int loops, const Limits& limits, Handler& handler)
      : shared_{limits,
                handler,
                std::make_shared<MemoryMeter>(limits.buffered),
                std::make_shared<MemoryMeter>(limits.spooled),
                {}},
        port_(socket.address().port()) {
    for (int i = 0; i < std::max(loops, 1); ++i) loops_.push_back(std::make_unique<EventLoop>(shared_));
    std::vector<std::shared_ptr<Mailbox>> others;
    for (std::size_t i = 1; i < loops_.size(); ++i) others.push_back(loops_[i]->mailbox());
    loops_.front()->accept_with(std::make_unique<Acceptor>(std::move(socket), std::move(others)));
  }

  void run() {
    for (auto& loop : loops_) threads_.emplace_back([&loop] { loop->run(); });
  }

  void stop(std::chrono::milliseconds grace) {
    const auto deadline = std::chrono::steady_clock::now() + grace;
    for (auto& loop : loops_) loop->mailbox()->post(StopBy{deadline});
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

  int port() const { return port_; }

 private:
  Shared shared_;
  int port_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::vector<std::thread> threads_;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() { impl_->stop(std::chrono::milliseconds(0)); }

Result<std::unique_ptr<Server>> Server::start(Address address, int loops, const Limits& limits, Handler& handler) {
  return unless_refused<std::unique_ptr<Server>>(address.text_, [&] {
    address.socket_->listen(backlog);
    std::unique_ptr<Server> server(new Server(std::make_unique<Impl>(*address.socket_, loops, limits, handler)));
    server->impl_->run();
    return server;
  });
}

Result<std::unique_ptr<Server>> Server::start(const std::string& host, int port, int loops, const Limits& limits,
                                              Handler& handler) {
  auto address = Address::take(host, port);
  if (!address) return tl::unexpected(address.error());
  return start(std::move(*address), loops, limits, handler);
}

void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

int Server::port() const { return impl_->port(); }

}  // namespace r311::http
