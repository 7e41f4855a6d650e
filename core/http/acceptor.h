// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <memory>
#include <vector>

#include "http/mailbox.h"

namespace r311::http {

// Takes connections from the listening socket and gives them to the loops in turn, so that each has its share however
// few there are. (One listening socket per loop, by SO_REUSEPORT, shares by chance, and lets a second gateway take the
// same port unnoticed.) Belongs to the thread of the loop that accepts.
class Acceptor {
 public:
  // `others`: the mailboxes of the other loops.
  Acceptor(Poco::Net::ServerSocket socket, std::vector<std::shared_ptr<Mailbox>> others)
      : socket_(std::move(socket)), others_(std::move(others)) {}

  enum class Outcome { taken, none, exhausted };
  // Takes the next waiting connection, not blocking. exhausted: the process or the machine has no descriptors or memory
  // for it now; pause before the next try.
  Outcome take(std::unique_ptr<Poco::Net::StreamSocket>& into);
  // The loop whose turn it is; null: the one that accepts.
  Mailbox* next();
  int descriptor() const { return socket_.impl()->sockfd(); }

 private:
  Poco::Net::ServerSocket socket_;
  std::vector<std::shared_ptr<Mailbox>> others_;
  std::size_t turn_ = 0;
};

}  // namespace r311::http
