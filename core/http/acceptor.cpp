// SPDX-License-Identifier: Apache-2.0
#include "http/acceptor.h"

#include <Poco/Net/StreamSocketImpl.h>
#include <sys/socket.h>

#include <cerrno>

namespace r311::http {

Acceptor::Outcome Acceptor::take(std::unique_ptr<Poco::Net::StreamSocket>& into) {
  while (true) {
    const int descriptor = ::accept4(this->descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      into = std::make_unique<Poco::Net::StreamSocket>(new Poco::Net::StreamSocketImpl(descriptor));
      return Outcome::taken;
    }
    switch (errno) {
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return Outcome::exhausted;
      case EAGAIN:
        return Outcome::none;
      case EBADF:
      case EINVAL:
      case ENOTSOCK:
        return Outcome::exhausted;  // not listening any more: nothing to gain by trying at once
      default:
        break;  // the connection failed before it was ours (accept(2)): the next one
    }
  }
}

Mailbox* Acceptor::next() {
  turn_ = (turn_ + 1) % (others_.size() + 1);
  return turn_ == 0 ? nullptr : others_[turn_ - 1].get();
}

}  // namespace r311::http
