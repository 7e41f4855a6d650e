// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/postgres/connection.h"

namespace r311::store::postgres {

// Waits between tries at a server that does not answer: growing, at most a second, and no longer than until `end`.
class BackOff {
 public:
  explicit BackOff(std::chrono::steady_clock::time_point end) : end_(end) {}
  // How long to wait before the next try; nothing if there is to be none.
  std::optional<Milliseconds> next();

 private:
  std::chrono::steady_clock::time_point end_;
  Milliseconds pause_{25};
};

// Connections, lent to one call at a time, opened when first needed and thrown away when broken. Any thread may call;
// a call waits for a connection no longer than a statement may last.
class Connections {
 public:
  // `patience`: how long a write is tried again while the server is away.
  Connections(Address address, Connection::Bounds bounds, std::size_t most, Milliseconds patience);

  // Runs `read` with a connection, once more with a fresh one if the server has closed an idle one meanwhile. The
  // statements of a read see one snapshot each.
  template <class Read>
  auto read(Read read) -> Result<std::invoke_result_t<Read&, Connection&>>;

  // Runs `write` in a transaction. Tried again when the connection is lost or another transaction is in the way; when
  // it is lost during the commit, the transaction's mark tells whether it is on disk, so that nothing is written twice
  // and nothing is called written that is not. (The server's own pg_xact_status can't tell: a number whose transaction
  // was lost in a crash is given out again.) Kind::unavailable: not written, or not to be told within `patience`.
  template <class Write>
  auto write(Write write) -> Result<std::invoke_result_t<Write&, Connection&>>;

 private:
  class Lent;
  enum class Fate { committed, undone };

  // Runs `statements` in a transaction until it is committed.
  void write_until_done(const std::function<void(Connection&)>& statements);
  Fate fate_of(const std::string& mark, std::chrono::steady_clock::time_point end);
  std::string next_mark();
  std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> connection);
  void pause(Milliseconds time);

  const Address address_;
  const Connection::Bounds bounds_;
  const std::size_t most_;
  const Milliseconds patience_;
  const std::string prefix_;
  std::atomic<std::uint64_t> marks_{0};
  std::mutex mutex_;
  std::condition_variable returned_;
  std::condition_variable never_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t open_ = 0;
};

class Connections::Lent {
 public:
  explicit Lent(Connections& owner) : owner_(owner), connection_(owner.take()) {}
  ~Lent() { owner_.give_back(std::move(connection_)); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  // Opens it where it is new. Throws Failure.
  Connection& get();
  // Whether it was open before this call, and may have died unseen.
  bool used() const { return used_; }

 private:
  Connections& owner_;
  std::unique_ptr<Connection> connection_;
  bool used_ = connection_ != nullptr;
};

// Forgets the marks of transactions that began more than an hour ago. Throws Failure.
void sweep_marks(Connection& connection);

template <class Read>
auto Connections::read(Read read) -> Result<std::invoke_result_t<Read&, Connection&>> {
  for (;;) {
    bool used = false;
    try {
      Lent lent(*this);
      used = lent.used();
      return read(lent.get());
    } catch (const Failure& failed) {
      if (!used || failed.trouble != Trouble::lost) return tl::unexpected<Error>(failed.error);
    }
  }
}

template <class Write>
auto Connections::write(Write write) -> Result<std::invoke_result_t<Write&, Connection&>> {
  using Value = std::invoke_result_t<Write&, Connection&>;
  try {
    if constexpr (std::is_void_v<Value>) {
      write_until_done([&write](Connection& connection) { write(connection); });
      return {};
    } else {
      std::optional<Value> value;
      write_until_done([&write, &value](Connection& connection) { value.emplace(write(connection)); });
      return *std::move(value);
    }
  } catch (const Failure& failed) {
    return tl::unexpected<Error>(failed.error);
  }
}

}  // namespace r311::store::postgres
