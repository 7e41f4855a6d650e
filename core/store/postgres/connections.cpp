// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/connections.h"

#include <algorithm>
#include <random>

namespace r311::store::postgres {
namespace {

using std::chrono::steady_clock;

constexpr Milliseconds kLongestPause{1000};
// A deadlock or two in a row may happen; many are a fault that waiting does not mend.
constexpr int kTriesInTheWay = 10;

constexpr const char* kSetMark = "INSERT INTO marks (mark) VALUES ($1) ON CONFLICT DO NOTHING";
constexpr const char* kSweepMarks =
    "DELETE FROM marks WHERE mark IN (SELECT mark FROM marks WHERE at < now() - interval '1 hour' ORDER BY at"
    " LIMIT 5000 FOR UPDATE SKIP LOCKED)";

// Of no other store object, in whichever process.
std::string unique_prefix() {
  std::random_device source;
  std::string prefix;
  for (int i = 0; i < 4; ++i) prefix += std::to_string(source()) + "-";
  return prefix;
}

}  // namespace

Connections::Connections(Address address, Connection::Bounds bounds, std::size_t most, Milliseconds patience)
    : address_(std::move(address)), bounds_(bounds), most_(most), patience_(patience), prefix_(unique_prefix()) {}

std::optional<Milliseconds> BackOff::next() {
  const auto left = std::chrono::duration_cast<Milliseconds>(end_ - steady_clock::now());
  if (left.count() <= 0) return std::nullopt;
  const Milliseconds pause = std::min({pause_, left, kLongestPause});
  pause_ *= 2;
  return pause;
}

Connection& Connections::Lent::get() {
  if (!connection_) connection_ = std::make_unique<Connection>(owner_.address_, owner_.bounds_);
  return *connection_;
}

std::unique_ptr<Connection> Connections::take() {
  std::unique_lock lock(mutex_);
  const auto free = [this] { return !idle_.empty() || open_ < most_; };
  if (!returned_.wait_for(lock, bounds_.statement, free)) {
    throw Failure{{Kind::unavailable, "all connections to the store's database at " + address_.shown + " are in use"},
                  Trouble::server};
  }
  if (idle_.empty()) {
    ++open_;
    return nullptr;
  }
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void Connections::give_back(std::unique_ptr<Connection> connection) {
  if (connection) connection->roll_back();
  const bool good = connection && !connection->broken();
  const std::lock_guard lock(mutex_);
  if (good) {
    idle_.push_back(std::move(connection));
  } else {
    --open_;
  }
  returned_.notify_one();
}

void Connections::pause(Milliseconds time) {
  std::unique_lock lock(mutex_);
  never_.wait_for(lock, time, [] { return false; });
}

void Connections::write_until_done(const std::function<void(Connection&)>& statements) {
  const auto end = steady_clock::now() + patience_;
  BackOff back_off(end);
  for (int in_the_way = 0;;) {
    const std::string mark = next_mark();
    bool ending = false;
    try {
      Lent lent(*this);
      Connection& connection = lent.get();
      connection.begin_marked(mark);
      statements(connection);
      ending = true;
      connection.commit();
      return;
    } catch (const Failure& failed) {
      const bool lost = failed.trouble == Trouble::lost;
      const bool again = failed.trouble == Trouble::again && ++in_the_way < kTriesInTheWay;
      if (!again && !lost) throw;
      if (lost && ending && fate_of(mark, end) == Fate::committed) return;
      const auto time = back_off.next();
      if (!time) throw;
      pause(*time);
    }
  }
}

// Setting the same mark waits for a transaction that still does, and keeps out one that comes late.
Connections::Fate Connections::fate_of(const std::string& mark, steady_clock::time_point end) {
  BackOff back_off(end);
  for (;;) {
    Error error{Kind::unavailable, {}};
    try {
      Lent lent(*this);
      return lent.get().run(kSetMark, mark).changed() == 0 ? Fate::committed : Fate::undone;
    } catch (const Failure& failed) {
      error = failed.error;
    }
    const auto time = back_off.next();
    if (!time) {
      throw Failure{{Kind::unavailable, "whether the last write is on disk can't be told: " + error.text}};
    }
    pause(*time);
  }
}

std::string Connections::next_mark() { return prefix_ + std::to_string(marks_.fetch_add(1)); }

void sweep_marks(Connection& connection) { connection.run(kSweepMarks); }

}  // namespace r311::store::postgres
