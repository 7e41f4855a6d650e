// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/file_place.h"
#include "store/sqlite/names.h"
#include "store/sqlite/sqlite_store.h"

namespace r311::store::sqlite {

// What a write works with. The writer's thread only.
struct Desk {
  Connection& connection;
  Names& names;
  const Clock& clock;
};

// One write that waits for its commit.
class Job {
 public:
  virtual ~Job() = default;
  // Writes inside the shared transaction. Throws Failure to undo what it wrote itself.
  virtual void write(Desk& desk) = 0;
  // Called once, after the commit or after it failed.
  virtual void done(Result<void> result) = 0;
};

// The only writer of a store: takes all that waits, writes it in one transaction with one fsync, and then tells each
// caller. A write that fails undoes itself only; a transaction that fails (disk full, I/O error, the file is gone)
// fails all its writes and leaves the writer ready for the next. Any thread may call.
class Writer {
 public:
  // `indexes`: keeps the index of what requests are found by near the requests.
  Writer(std::unique_ptr<Connection> connection, const FilePlace& place, const Clock& clock, std::size_t queue,
         std::shared_ptr<WriteCounts> counts, bool indexes);
  // Writes what waits, then ends.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Queues `job`, or ends it with Kind::unavailable at once where `queue` jobs wait already.
  void post(std::unique_ptr<Job> job);

  // Writes and waits for the commit. Is not held to the queue's bound: these callers are few, and what they record
  // (an attempt's end) must not be turned away by a rush of new reports.
  template <class Write>
  auto write(Write write) -> Result<std::invoke_result_t<Write&, Desk&>>;

 private:
  class Waited;
  void enqueue(std::unique_ptr<Job> job);
  void run();
  void commit(std::vector<std::unique_ptr<Job>>& jobs);
  Result<void> write_one(Job& job, Desk& desk);
  bool pressed();  // whether others wait to be written
  void index(std::int64_t behind);
  void checkpoint();

  std::unique_ptr<Connection> connection_;
  const FilePlace place_;
  const Clock& clock_;
  const std::size_t queue_;
  const std::shared_ptr<WriteCounts> counts_;
  const bool indexes_;
  bool indexed_ = false;     // as far as there are requests
  bool far_behind_ = false;  // there is more to index than one step takes
  Names names_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::unique_ptr<Job>> waiting_;
  bool closing_ = false;
  std::thread thread_;
};

// A job whose caller waits for it.
class Writer::Waited final : public Job {
 public:
  struct Outcome {
    std::mutex mutex;
    std::condition_variable ended;
    std::optional<Result<void>> result;
  };
  Waited(std::function<void(Desk&)> write, Outcome& outcome) : write_(std::move(write)), outcome_(outcome) {}
  void write(Desk& desk) override { write_(desk); }
  void done(Result<void> result) override {
    // Notified under the lock: the waiting caller owns the outcome and destroys it as soon as it may.
    const std::lock_guard lock(outcome_.mutex);
    outcome_.result = std::move(result);
    outcome_.ended.notify_one();
  }

 private:
  std::function<void(Desk&)> write_;
  Outcome& outcome_;
};

template <class Write>
auto Writer::write(Write write) -> Result<std::invoke_result_t<Write&, Desk&>> {
  using Value = std::invoke_result_t<Write&, Desk&>;
  Waited::Outcome outcome;
  const auto wait = [&outcome] {
    std::unique_lock lock(outcome.mutex);
    outcome.ended.wait(lock, [&outcome] { return outcome.result.has_value(); });
  };
  if constexpr (std::is_void_v<Value>) {
    enqueue(std::make_unique<Waited>([&write](Desk& desk) { write(desk); }, outcome));
    wait();
    return *outcome.result;
  } else {
    std::optional<Value> value;
    enqueue(std::make_unique<Waited>([&write, &value](Desk& desk) { value = write(desk); }, outcome));
    wait();
    if (!*outcome.result) return tl::unexpected<Error>(outcome.result->error());
    return std::move(*value);
  }
}

}  // namespace r311::store::sqlite
