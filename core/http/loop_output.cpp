// SPDX-License-Identifier: Apache-2.0
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "http/answer_head.h"
#include "http/event_loop.h"
#include "http/loop_bounds.h"

namespace r311::http {
namespace {

constexpr std::size_t pieces_at_once = 32;

// Own bytes that are still to be sent; a shared body is held by others too.
std::size_t own_bytes(const std::vector<Outgoing>& out) {
  std::size_t bytes = 0;
  for (const Outgoing& one : out) bytes += one.head.size() + one.body.size();
  return bytes;
}

// Of what is in memory, up to the first file.
std::size_t gather(const std::vector<Outgoing>& out, std::array<iovec, pieces_at_once>& pieces) {
  std::size_t count = 0;
  const auto add = [&](const std::string& text, std::size_t skip) {
    if (skip < text.size()) pieces[count++] = {const_cast<char*>(text.data()) + skip, text.size() - skip};
  };
  for (const Outgoing& one : out) {
    if (count + 2 > pieces_at_once) break;
    add(one.head, one.sent);
    if (one.file) break;
    add(one.content(), one.sent > one.head.size() ? one.sent - one.head.size() : 0);
  }
  return count;
}

bool nothing_to_read(const Connection& connection) {
  char byte = 0;
  return !connection.readable || ::recv(connection.descriptor, &byte, 1, MSG_PEEK) <= 0;
}

// As sendmsg(2); 0: a file has ended too early. `budget` is what of files may still be sent in this turn.
ssize_t send_some(const Connection& connection, std::size_t& budget) {
  std::array<iovec, pieces_at_once> pieces;
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = gather(connection.out, pieces);
  if (message.msg_iovlen > 0) return ::sendmsg(connection.descriptor, &message, MSG_NOSIGNAL);
  const Outgoing& first = connection.out.front();
  auto from = static_cast<off_t>(first.file->from + first.sent - first.head.size());
  const ssize_t sent =
      ::sendfile(connection.descriptor, first.file->file->descriptor(), &from, std::min(first.left(), budget));
  if (sent > 0) budget -= static_cast<std::size_t>(sent);
  return sent;
}

void drop_sent(std::vector<Outgoing>& out, std::size_t sent) {
  std::size_t whole = 0;
  while (whole < out.size() && sent >= out[whole].left()) sent -= out[whole++].left();
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(whole));
  if (!out.empty()) out.front().sent += sent;
}

}  // namespace

const std::string& EventLoop::date() {
  const std::time_t now = std::time(nullptr);
  if (now != date_of_) {
    date_of_ = now;
    date_ = http_date(now);
  }
  return date_;
}

void EventLoop::offer(Connection& connection, Outgoing outgoing) {
  if (connection.out.empty()) {
    connection.offered = connection.progress = now_;
    connection.taken = 0;
  }
  connection.out.push_back(std::move(outgoing));
}

void EventLoop::answer(Connection& connection, Answer answer) {
  if (stop_by_) connection.keep_alive = false;
  const std::size_t length = answer.file          ? answer.file->size
                             : answer.shared_body ? answer.shared_body->size()
                                                  : answer.body.size();
  Outgoing outgoing;
  outgoing.head = answer_head(answer, {connection.http_1_0, connection.keep_alive, length, date()});
  if (!connection.head_only && has_body(answer.status)) {
    outgoing.body = std::move(answer.body);
    outgoing.shared = std::move(answer.shared_body);
    outgoing.file = std::move(answer.file);
  }
  offer(connection, std::move(outgoing));
  connection.stage = connection.keep_alive ? Stage::reading : Stage::closing;
}

void EventLoop::refuse(Connection& connection, int status, std::string_view path) {
  connection.keep_alive = false;
  connection.linger = true;
  connection.started = {};
  answer(connection, shared_.handler.refuse(status, path));
  // Nothing that has come or still comes is a request.
  source_ = {};
  connection.in.release();
  connection.spool.reset();
}

// Sends what the kernel takes. False: the connection is gone.
bool EventLoop::flush(Connection& connection) {
  std::size_t budget = file_in_a_turn;
  while (!connection.out.empty() && connection.writable) {
    if (budget == 0) {
      if (!std::exchange(connection.unfinished, true)) unfinished_.push_back(connection.id);
      break;
    }
    const ssize_t sent = send_some(connection, budget);
    if (sent < 0 && errno == EINTR) continue;
    if (sent == 0 || (sent < 0 && errno != EAGAIN)) {  // gone, or a file is shorter than its answer has told
      close(connection);
      return false;
    }
    if (sent < 0) {
      connection.writable = false;
      break;
    }
    connection.progress = now_;
    connection.taken += static_cast<std::size_t>(sent);
    drop_sent(connection.out, static_cast<std::size_t>(sent));
  }
  const std::size_t own = connection.out.empty() ? 0 : own_bytes(connection.out);
  if (own > connection.metered) shared_.meter->add(own - connection.metered);
  if (own < connection.metered) shared_.meter->give(connection.metered - own);
  connection.metered = own;
  if (!connection.out.empty() || connection.stage != Stage::closing) return true;
  return finish(connection);
}

// All is sent. False: the connection is gone.
bool EventLoop::finish(Connection& connection) {
  if (!connection.linger && connection.in.empty() && nothing_to_read(connection)) {
    close(connection);
    return false;
  }
  // Closing with bytes unread would reset the connection, and the client might lose the answer.
  connection.in.release();
  ::shutdown(connection.descriptor, SHUT_WR);
  connection.stage = Stage::lingering;
  connection.progress = now_;
  return true;
}

}  // namespace r311::http
