// SPDX-License-Identifier: Apache-2.0
#include "http/event_loop.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/log.h"
#include "http/loop_bounds.h"

namespace r311::http {
namespace {

constexpr ConnectionId mailbox_id = ~ConnectionId{0};
constexpr ConnectionId listener_id = mailbox_id - 1;
constexpr std::chrono::milliseconds accept_pause{100};
constexpr int accepts_a_turn = 64;
constexpr std::size_t events_a_turn = 256;

// Fine enough for the shortest bound, coarse enough to cost nothing.
std::chrono::milliseconds tick_for(const Limits& limits) {
  const auto shortest = std::min({limits.request_time, limits.idle_time, limits.write_time});
  return std::clamp(shortest / 8, std::chrono::milliseconds(1), std::chrono::milliseconds(250));
}

std::size_t come_of_request(const Connection& connection) {
  return connection.in.size() + (connection.spool ? connection.spool->size() : 0);
}

void watch(int epoll, int descriptor, std::uint32_t events, ConnectionId id) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = id;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

}  // namespace

EventLoop::EventLoop(Shared& shared)
    : shared_(shared),
      mailbox_(std::make_shared<Mailbox>()),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      now_(std::chrono::steady_clock::now()),
      timers_(now_, tick_for(shared.limits)),
      memory_(std::make_unique<char[]>(loop_memory)) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  request_.memory = this;
  watch(epoll_, mailbox_->descriptor(), EPOLLIN, mailbox_id);
}

EventLoop::~EventLoop() { ::close(epoll_); }

void EventLoop::run() {
  if (acceptor_) watch(epoll_, acceptor_->descriptor(), EPOLLIN, listener_id);
  while (!stop_by_ || (live_ > 0 && now_ < *stop_by_)) wait_and_serve();
  mailbox_->close();
  for (auto& connection : connections_)
    if (connection) close(*connection);
}

int EventLoop::milliseconds_to_wait() const {
  if (!unfinished_.empty()) return 0;
  if (timers_.empty() && accept_again_ == Moment{} && !stop_by_) return -1;
  auto wait = timers_.tick();
  if (stop_by_) wait = std::min(wait, std::chrono::ceil<std::chrono::milliseconds>(*stop_by_ - now_));
  return static_cast<int>(std::max(wait.count(), std::int64_t{1}));
}

void EventLoop::wait_and_serve() {
  std::array<epoll_event, events_a_turn> events;
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), milliseconds_to_wait());
  now_ = std::chrono::steady_clock::now();
  std::vector<ConnectionId> again;
  again.swap(unfinished_);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == mailbox_id) {
      read_mailbox();
    } else if (event.data.u64 == listener_id) {
      if (acceptor_) accept_waiting();  // the mailbox, read in this turn, may have told to stop
    } else if (Connection* connection = find(event.data.u64)) {
      if ((event.events & (EPOLLERR | EPOLLHUP)) != 0 && connection->stage != Stage::reading) {
        close(*connection);
        continue;
      }
      if ((event.events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) connection->readable = true;
      if ((event.events & EPOLLRDHUP) != 0) connection->readable = connection->ending = true;
      if ((event.events & EPOLLOUT) != 0) connection->writable = true;
      serve(*connection);
    }
  }
  for (const ConnectionId id : again) {
    Connection* connection = find(id);
    if (connection == nullptr) continue;
    connection->unfinished = false;
    serve(*connection);
  }
  timers_.advance(now_, [this](ConnectionId id, std::int64_t tick) { expire(id, tick); });
  resume_accepting();
}

void EventLoop::read_mailbox() {
  for (Message& message : mailbox_->take()) {
    if (auto* answered = std::get_if<Answered>(&message)) {
      Connection* connection = find(answered->connection);
      if (connection == nullptr || connection->stage != Stage::handling) continue;
      answer(*connection, answered->answer ? std::move(*answered->answer) : shared_.handler.refuse(500, ""));
      connection->metered += answered->bytes.hand_on();
      serve(*connection);
    } else if (auto* arrived = std::get_if<Arrived>(&message)) {
      adopt(std::move(arrived->socket), true);
    } else if (auto* stop = std::get_if<StopBy>(&message)) {
      stop_by(stop->deadline);
    }
  }
}

void EventLoop::accept_waiting() {
  for (int i = 0; i < accepts_a_turn; ++i) {
    std::unique_ptr<Poco::Net::StreamSocket> socket;
    switch (acceptor_->take(socket)) {
      case Acceptor::Outcome::none:
        return;
      case Acceptor::Outcome::exhausted:
        log::warning("no descriptors or memory for another connection: accepting pauses");
        ::epoll_ctl(epoll_, EPOLL_CTL_DEL, acceptor_->descriptor(), nullptr);
        accept_again_ = now_ + accept_pause;
        return;
      case Acceptor::Outcome::taken:
        break;
    }
    const std::size_t before = shared_.connections.fetch_add(1, std::memory_order_relaxed);
    if (before >= shared_.limits.connections) {
      if (before < shared_.limits.connections + turned_away_at_once)
        adopt(std::move(socket), false);
      else
        shared_.connections.fetch_sub(1, std::memory_order_relaxed);
    } else if (Mailbox* other = acceptor_->next()) {
      other->post(Arrived{std::move(socket)});
    } else {
      adopt(std::move(socket), true);
    }
  }
}

void EventLoop::resume_accepting() {
  if (accept_again_ == Moment{} || now_ < accept_again_ || !acceptor_) return;
  accept_again_ = {};
  watch(epoll_, acceptor_->descriptor(), EPOLLIN, listener_id);
}

void EventLoop::adopt(std::unique_ptr<Poco::Net::StreamSocket> socket, bool welcome) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(connections_.size()));
    connections_.emplace_back();
    generations_.push_back(0);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  const ConnectionId id = (ConnectionId{generations_[slot]} << 32) | slot;
  connections_[slot] = std::make_unique<Connection>(std::move(socket), id, shared_.meter);
  ++live_;
  Connection& connection = *connections_[slot];
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = id;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.descriptor, &event) != 0) return close(connection);
  connection.readable = true;
  if (!welcome) refuse(connection, 503, "");
  serve(connection);
}

Connection* EventLoop::find(ConnectionId id) {
  const auto slot = static_cast<std::uint32_t>(id);
  if (slot >= connections_.size() || generations_[slot] != id >> 32) return nullptr;
  return connections_[slot].get();
}

void EventLoop::close(Connection& connection) {
  const auto slot = static_cast<std::uint32_t>(connection.id);
  shared_.meter->give(connection.metered);
  // The highest generation is left to the descriptors of the loop itself.
  generations_[slot] = (generations_[slot] + 1) & 0x7FFFFFFF;
  free_.push_back(slot);
  --live_;
  // Before the client can know that it is gone: it may come again at once.
  shared_.connections.fetch_sub(1, std::memory_order_relaxed);
  connections_[slot].reset();
}

void EventLoop::arm(Connection& connection) {
  const Limits& limits = shared_.limits;
  if (!connection.out.empty())
    connection.deadline = answer_deadline(connection.offered, connection.progress, connection.taken, limits);
  else if (connection.stage == Stage::handling)
    connection.deadline = Moment::max();
  else if (connection.stage == Stage::lingering)
    connection.deadline = connection.progress + std::min(limits.request_time, linger_time);
  else if (connection.started != Moment{})
    connection.deadline = request_deadline(connection.started, come_of_request(connection), limits);
  else
    connection.deadline = now_ + limits.idle_time;
  if (connection.deadline == Moment::max()) return;
  if (connection.tick == 0 || timers_.tick_at(connection.deadline) < connection.tick)
    connection.tick = timers_.set(connection.id, connection.deadline);
}

void EventLoop::expire(ConnectionId id, std::int64_t tick) {
  Connection* connection = find(id);
  if (connection == nullptr || connection->tick != tick) return;
  connection->tick = 0;
  if (connection->deadline == Moment::max()) return;
  if (connection->deadline > now_) {
    connection->tick = timers_.set(id, connection->deadline);
    return;
  }
  const bool partial = connection->stage == Stage::reading && connection->started != Moment{};
  if (!partial || !connection->out.empty()) return close(*connection);
  refuse(*connection, 408, path_of(connection->in.view()));
  serve(*connection);
}

void EventLoop::stop_by(Moment deadline) {
  stop_by_ = deadline;
  if (acceptor_) {
    if (accept_again_ == Moment{}) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, acceptor_->descriptor(), nullptr);
    accept_again_ = {};
    acceptor_.reset();
  }
  for (std::size_t slot = 0; slot < connections_.size(); ++slot) {
    if (!connections_[slot]) continue;
    const ConnectionId id = connections_[slot]->id;
    connections_[slot]->keep_alive = false;
    connections_[slot]->readable = true;  // a request may have come this moment: it is answered
    serve(*connections_[slot]);
    Connection* left = find(id);
    if (left != nullptr && left->stage == Stage::reading && left->started == Moment{} && left->out.empty())
      close(*left);
  }
}

}  // namespace r311::http
