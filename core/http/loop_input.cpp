// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "http/event_loop.h"
#include "http/loop_bounds.h"

namespace r311::http {
namespace {

// The request whose handler runs on this thread.
struct HandedOver {
  const Mailbox* mailbox = nullptr;
  ConnectionId connection = 0;
  bool open = false;
  std::optional<Answer> answer;
  bool answered = false;
};
thread_local HandedOver handed_over_now;

// The way back from a handler. When the last copy of a Respond goes without a call, its end says so.
class Reply {
 public:
  Reply(std::shared_ptr<Mailbox> mailbox, ConnectionId connection, std::shared_ptr<MemoryMeter> meter)
      : mailbox_(std::move(mailbox)), connection_(connection), meter_(std::move(meter)) {}
  ~Reply() {
    if (!used_.test_and_set()) send(std::nullopt);
  }
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  void operator()(Answer answer) {
    if (!used_.test_and_set()) send(std::move(answer));
  }

 private:
  void send(std::optional<Answer> answer) {
    if (EventLoop::answer_at_once(*mailbox_, connection_, answer)) return;
    Counted bytes(meter_, answer ? answer->body.size() : 0);
    mailbox_->post(Answered{connection_, std::move(answer), std::move(bytes)});
  }

  std::shared_ptr<Mailbox> mailbox_;
  ConnectionId connection_;
  std::shared_ptr<MemoryMeter> meter_;
  std::atomic_flag used_;
};

// A request that outlives its connection's interest in it.
struct Kept {
  Request request;
  std::shared_ptr<const Request> copy;
  std::optional<InputBuffer> bytes;
  std::unique_ptr<Spool> spool;
  Counted counted;  // of the copy
};

}  // namespace

bool EventLoop::answer_at_once(const Mailbox& mailbox, ConnectionId connection, std::optional<Answer>& answer) {
  HandedOver& now = handed_over_now;
  if (!now.open || now.mailbox != &mailbox || now.connection != connection) return false;
  now.answer = std::move(answer);
  now.answered = true;
  return true;
}

void EventLoop::serve(Connection& connection) {
  std::size_t budget = read_in_a_turn;
  while (true) {
    take_buffered(connection);
    if (!flush(connection)) return;
    if (connection.stage == Stage::reading && !connection.hungry && connection.out.empty()) continue;
    if (!connection.readable || !connection.out.empty() || connection.stage == Stage::handling) break;
    if (budget == 0) {
      if (!std::exchange(connection.unfinished, true)) unfinished_.push_back(connection.id);
      break;
    }
    if (!receive(connection, budget)) return;
  }
  arm(connection);
}

// False: the connection is gone.
bool EventLoop::receive(Connection& connection, std::size_t& budget) {
  const bool into_spool = connection.stage == Stage::reading && connection.spool && !connection.framing.chunked;
  const bool into_buffer = connection.stage == Stage::reading && !connection.in.empty() && !into_spool;
  if (into_buffer) {
    const std::size_t expected =
        connection.framed && !connection.framing.chunked ? connection.framing.head + connection.framing.length : 0;
    if (!connection.in.grow(expected)) {
      refuse(connection, 503, path_of(connection.in.view()));
      return true;
    }
  }
  char* const to = into_buffer ? connection.in.free_begin() : memory_.get();
  const std::size_t room = into_buffer  ? connection.in.free_size()
                           : into_spool ? std::min(loop_memory, connection.framing.length - connection.spool->size())
                                        : loop_memory;
  const ssize_t got = ::recv(connection.descriptor, to, room, 0);
  if (got < 0) {
    if (errno == EINTR) return true;
    if (errno != EAGAIN) {
      close(connection);
      return false;
    }
    connection.readable = false;
    return true;
  }
  if (got == 0) {
    connection.readable = false;
    connection.ending = true;
    if (connection.stage != Stage::reading || connection.started == Moment{}) {
      close(connection);
      return false;
    }
    refuse(connection, 400, path_of(connection.in.view()));  // half a request
    connection.linger = false;
    return true;
  }
  const auto bytes = static_cast<std::size_t>(got);
  budget -= std::min(budget, bytes);
  // A short read has emptied the kernel's buffer; what comes later is announced anew (epoll(7)), an end may not be.
  if (bytes < room && !connection.ending) connection.readable = false;
  if (connection.stage != Stage::reading) return true;  // lingering: dropped

  if (into_spool) {
    if (!spool(connection, {to, bytes})) {
      refuse(connection, 503, path_of(connection.in.view()));
    } else if (connection.spool->size() == connection.framing.length) {
      connection.hungry = false;
    }
    return true;
  }
  if (into_buffer) {
    connection.in.filled(bytes);
    connection.hungry = false;  // taken from the buffer in the next round
    return true;
  }
  source_ = {to, to + bytes, nullptr, false};
  take_requests(connection);
  if (connection.stage != Stage::lingering && connection.stage != Stage::closing &&
      !connection.in.append(source_.begin, source_.end))
    refuse(connection, 503, path_of({source_.begin, source_.end}));
  return true;
}

void EventLoop::take_buffered(Connection& connection) {
  if (connection.stage != Stage::reading || connection.hungry || !connection.out.empty()) return;
  if (connection.in.empty()) {
    connection.hungry = true;
    return;
  }
  source_ = {connection.in.data(), connection.in.data() + connection.in.size(), nullptr, true};
  take_requests(connection);
  if (source_.of_connection) connection.in.keep_only(source_.begin, source_.end);
}

// Takes requests as long as each is answered at once. What is left in source_ stays for later.
void EventLoop::take_requests(Connection& connection) {
  connection.hungry = false;
  std::size_t offered = 0;
  while (connection.stage == Stage::reading && offered < most_offered) {
    // Empty lines before a request are passed over (RFC 9112, section 2.2).
    while (!connection.framed && source_.end - source_.begin >= 2 && source_.begin[0] == '\r' &&
           source_.begin[1] == '\n')
      source_.begin += 2;
    if (source_.begin == source_.end) {
      connection.hungry = true;
      return;
    }
    if (connection.started == Moment{}) {
      connection.started = now_;
      connection.head_only = connection.http_1_0 = false;  // of the request before
    }
    int status = 0;
    switch (frame(connection, status)) {
      case Step::more:
        connection.hungry = true;
        return;
      case Step::refused:
        return refuse(connection, status, path_of({source_.begin, source_.end}));
      case Step::done:
        hand_over(connection);
    }
    if (!connection.out.empty()) offered += connection.out.back().left();
  }
}

// Reads the request at the start of source_ as far as it has come. done: it is in request_, to source_.request_end.
Step EventLoop::frame(Connection& connection, int& status) {
  const Limits& limits = shared_.limits;
  request_.headers.clear();
  request_.method = request_.target = request_.path = request_.query = request_.body = {};
  request_.spool = nullptr;
  const auto come = static_cast<std::size_t>(source_.end - source_.begin);
  if (!connection.framed) {
    const Step step = find_head({source_.begin, come}, limits, connection.search);
    status = connection.search.status;
    if (step != Step::done) return step;
  }
  const bool first_look = !connection.framed;
  if (first_look) {
    connection.framing = {};
    status = read_head({source_.begin, connection.search.size}, limits, request_, connection.framing);
    if (status != 0) return Step::refused;
    connection.framed = true;
    connection.head_only = request_.method == "HEAD";
    connection.http_1_0 = connection.framing.http_1_0;
  }
  const Framing framing = connection.framing;

  char* const body = source_.begin + framing.head;
  std::size_t have = come - framing.head;
  Step step = Step::done;
  std::size_t length = framing.length;
  if (framing.chunked) {
    step = read_chunks(body, have, limits, connection.chunks);
    source_.end = body + have;
    status = connection.chunks.status;
    length = connection.chunks.decoded;
  } else if (connection.spool) {
    step = connection.spool->size() == length ? Step::done : Step::more;
  } else if (have < length) {
    step = Step::more;
  }
  if (step == Step::more && framing.expects_continue && have == 0 && !connection.told_to_continue) {
    connection.told_to_continue = true;
    offer(connection, {"HTTP/1.1 100 Continue\r\n\r\n", {}, {}, {}, 0});
  }
  if (step == Step::refused) return step;
  // What has come of a large body goes to disk. Of a chunked one only what is decoded; the rest moves up to the head.
  const std::size_t come_of_body = framing.chunked ? length : have;
  const bool large = connection.spool != nullptr || (step == Step::more && come_of_body > limits.spool_from);
  if (large && come_of_body > 0 && !limits.spool.empty()) {
    status = 503;
    if (!spool(connection, {body, come_of_body})) return Step::refused;
    status = 0;
    source_.end = std::copy(body + come_of_body, source_.end, body);
    if (framing.chunked) connection.chunks.pass_on();
  }
  if (step != Step::done) return step;
  // The bytes may have moved since the head was read; it is read again once, not with each piece of the body.
  Framing again;
  if (!first_look) status = read_head({source_.begin, framing.head}, limits, request_, again);
  request_.spool = connection.spool.get();
  if (!connection.spool) request_.body = {body, length};
  source_.request_end = body + request_.body.size();
  return status == 0 ? Step::done : Step::refused;
}

// Adds `bytes` to what the disk holds of the body. False: it does not take them.
bool EventLoop::spool(Connection& connection, std::string_view bytes) {
  Result<void> added;
  if (!connection.spool) {
    auto begun = Spool::begin(shared_.limits.spool, shared_.spooled);
    if (begun)
      connection.spool = std::move(*begun);
    else
      added = tl::unexpected(begun.error());
  }
  if (added) added = connection.spool->add(bytes);
  if (!added) log::error("a large body could not be kept on disk", {{"reason", added.error().text}});
  return added.has_value();
}

void EventLoop::hand_over(Connection& connection) {
  connection.keep_alive = connection.framing.keep_alive && !stop_by_;
  connection.framed = connection.told_to_continue = false;
  connection.search = {};
  connection.chunks = {};
  connection.started = {};
  if (shared_.meter->full()) return refuse(connection, 503, request_.path);
  request_.pressed = shared_.meter->half_full();
  connection.stage = Stage::handling;
  handling_ = &connection;
  HandedOver& now = handed_over_now;
  now = {mailbox_.get(), connection.id, true, std::nullopt, false};
  try {
    auto reply = std::make_shared<Reply>(mailbox_, connection.id, shared_.meter);
    shared_.handler.handle(request_, [reply = std::move(reply)](Answer answer) { (*reply)(std::move(answer)); });
  } catch (const std::exception& error) {
    log::error("a request's handler failed", {{"reason", error.what()}});
  }
  now.open = false;
  handling_ = nullptr;
  connection.spool.reset();
  source_.begin = source_.request_end;
  if (now.answered) answer(connection, now.answer ? std::move(*now.answer) : shared_.handler.refuse(500, ""));
}

std::shared_ptr<const Request> EventLoop::keep(const Request& request) {
  auto kept = std::make_shared<Kept>();
  const auto size = static_cast<std::size_t>(source_.request_end - source_.begin);
  if (handling_->spool) {
    kept->counted = Counted(shared_.meter, size);
    kept->copy = copy_of(request);
    kept->spool = std::move(handling_->spool);
    kept->request = *kept->copy;
    kept->request.spool = kept->spool.get();
    return {kept, &kept->request};
  }
  if (!source_.of_connection || source_.request_end != source_.end || size < handed_over) {
    kept->counted = Counted(shared_.meter, size);
    kept->copy = copy_of(request);
    return {kept, kept->copy.get()};
  }
  kept->request = request;
  kept->request.memory = nullptr;
  kept->bytes.emplace(std::move(handling_->in));
  source_ = {};
  return {kept, &kept->request};
}

}  // namespace r311::http
