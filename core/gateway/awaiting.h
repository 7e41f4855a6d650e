// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "store/delivery_record.h"

namespace r311::gateway {

// What a POST that waits for the back end learns.
struct Awaited {
  enum class What { delivered, rejected, late };
  What what = What::late;
  std::string id;  // of delivered: by which clients know the request now
};

// The POSTs that wait for a back end to take their report (`ids: backend`), by the gateway's own id of the report. They
// hold no thread. Each one's answer is called exactly once: when what became of the report is told, when its time is
// over, or by stop(). Any thread may call any method; answers come from the thread that tells, from that of a deadline,
// or from that of the caller, and must not call back.
class Awaiting {
 public:
  using Answer = std::function<void(Awaited)>;
  using Moment = std::chrono::steady_clock::time_point;

  // `clock` must outlive it. Without `timed` nobody looks at the time but callers of expire().
  explicit Awaiting(const Clock& clock, bool timed = true);
  // As stop().
  ~Awaiting();
  Awaiting(const Awaiting&) = delete;
  Awaiting& operator=(const Awaiting&) = delete;

  // Before the report is stored, so that nothing is told too early: waits without a deadline.
  void add(const std::string& id, Answer answer);
  // Once the report is stored: waits no longer than `within` from now.
  void give(const std::string& id, Milliseconds within);
  // The report was not stored: its answer is dropped.
  void drop(const std::string& id);
  // Nothing if nobody waits for it.
  void tell(const std::string& id, const Awaited& what);

  // Tells how an attempt to deliver a report ended, if that is worth knowing: one that is parked will be late.
  void settled(const store::Delivery& delivery, const store::Settlement& settlement, const store::Settled& settled);

  // Answers those whose time is over as late.
  void expire();
  // Answers all as late that wait for a back end, and from now on each at once.
  void stop();
  std::size_t waiting() const;

 private:
  struct Waiting {
    std::vector<Answer> answers;
    std::optional<Moment> until;
  };
  void run();
  std::vector<Answer> take_late(Moment now);

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable earlier_;
  std::unordered_map<std::string, Waiting> waiting_;
  std::multimap<Moment, std::string> deadlines_;  // of some the answer has come already
  bool stopped_ = false;
  std::thread timer_;
};

}  // namespace r311::gateway
