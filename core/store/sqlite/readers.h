// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/file_place.h"

namespace r311::store::sqlite {

// Read-only connections, lent to one call at a time and opened when first needed. Any thread may call.
class Readers {
 public:
  Readers(std::filesystem::path file, const FilePlace& place, std::size_t most)
      : file_(std::move(file)), place_(place), most_(most) {}

  // Runs `read` on a snapshot of its own; waits while all connections are lent.
  template <class Read>
  auto read(Read read) -> Result<decltype(read(std::declval<Connection&>()))> {
    try {
      const Lent lent(*this);
      place_.check();
      Transaction snapshot(*lent.connection, Transaction::Kind::read);
      auto value = read(*lent.connection);
      snapshot.commit();
      return value;
    } catch (const Failure& failed) {
      return tl::unexpected<Error>(failed.error);
    }
  }

 private:
  struct Lent {
    explicit Lent(Readers& readers) : owner(readers), connection(readers.take()) {}
    ~Lent() { owner.give_back(std::move(connection)); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    Readers& owner;
    std::unique_ptr<Connection> connection;
  };
  std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> connection);

  const std::filesystem::path file_;
  const FilePlace place_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t open_ = 0;
};

}  // namespace r311::store::sqlite
