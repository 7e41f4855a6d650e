// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/writer.h"

#include <algorithm>

#include "base/log.h"
#include "store/sqlite/facet_index.h"

namespace r311::store::sqlite {
namespace {

// The log is copied into the database at the first number of pages (of 4 KiB); at the second, readers that kept it
// from starting over are waited for.
constexpr int kCopyAt = 4000;
constexpr int kRestartAt = 64000;

// So many requests are made searchable at once, and as soon as there are so many; fewer when nothing else is to be
// written for a while.
constexpr std::int64_t kIndexedAtOnce = 256;
constexpr std::chrono::milliseconds kIdle{100};
// A rush of reports goes before: while others wait to be stored, so many may not be in the index yet. Whoever searches
// meanwhile looks at each of them.
constexpr std::int64_t kFarthestBehind = 20'000;

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, const FilePlace& place, const Clock& clock, std::size_t queue,
               std::shared_ptr<WriteCounts> counts, bool indexes)
    : connection_(std::move(connection)),
      place_(place),
      clock_(clock),
      queue_(queue),
      counts_(std::move(counts)),
      indexes_(indexes) {
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Writer::post(std::unique_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    if (!closing_ && waiting_.size() < queue_) {
      waiting_.push_back(std::move(job));
      if (waiting_.size() == 1) wake_.notify_one();
      return;
    }
  }
  counts_->refused.fetch_add(1, std::memory_order_relaxed);
  job->done(fail(Kind::unavailable, "too many reports wait to be stored; try again in a moment"));
}

void Writer::enqueue(std::unique_ptr<Job> job) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(job));
  if (waiting_.size() == 1) wake_.notify_one();
}

void Writer::run() {
  std::vector<std::unique_ptr<Job>> jobs;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const auto called = [this] { return closing_ || !waiting_.empty(); };
      if (!indexes_ || indexed_) {
        wake_.wait(lock, called);
      } else {
        wake_.wait_for(lock, far_behind_ ? std::chrono::milliseconds{0} : kIdle, called);
      }
      if (waiting_.empty() && closing_) return;
      jobs.swap(waiting_);
    }
    const bool idle = jobs.empty();
    if (!idle) commit(jobs);
    jobs.clear();
    if (indexes_) index(idle ? 1 : pressed() ? kFarthestBehind : kIndexedAtOnce);
    checkpoint();
  }
}

bool Writer::pressed() {
  const std::lock_guard lock(mutex_);
  return !waiting_.empty();
}

void Writer::commit(std::vector<std::unique_ptr<Job>>& jobs) {
  std::vector<Result<void>> results;
  results.reserve(jobs.size());
  try {
    Desk desk{*connection_, names_, clock_};
    Transaction transaction(*connection_, Transaction::Kind::write);
    for (const auto& job : jobs) results.push_back(write_one(*job, desk));
    index_changes(*connection_);
    place_.check_all();
    transaction.commit();
  } catch (const Failure& failed) {
    names_.forget();
    results.assign(jobs.size(), tl::unexpected<Error>(failed.error));
    counts_->failed.fetch_add(1, std::memory_order_relaxed);
    log::error("The store could not commit", {{"error", failed.error.text}});
  }
  counts_->commits.fetch_add(1, std::memory_order_relaxed);
  counts_->writes.fetch_add(jobs.size(), std::memory_order_relaxed);
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i]->done(std::move(results[i]));
}

Result<void> Writer::write_one(Job& job, Desk& desk) {
  const auto undo = [this] {
    connection_->run("ROLLBACK TO one");
    connection_->run("RELEASE one");
    names_.forget();
  };
  connection_->run("SAVEPOINT one");
  try {
    job.write(desk);
  } catch (const Failure& failed) {
    if (failed.environment || !connection_->in_transaction()) throw;
    undo();
    return tl::unexpected<Error>(failed.error);
  } catch (const std::exception& failed) {
    undo();
    return fail(Kind::internal, std::string("the store failed: ") + failed.what());
  }
  connection_->run("RELEASE one");
  return {};
}

void Writer::index(std::int64_t behind) {
  try {
    const std::int64_t now = facets_behind(*connection_);
    indexed_ = now == 0;
    far_behind_ = now >= 2 * kIndexedAtOnce;
    if (now < behind) return;
    Transaction transaction(*connection_, Transaction::Kind::write);
    index_facets(*connection_, kIndexedAtOnce);
    transaction.commit();
  } catch (const Failure& failed) {
    far_behind_ = false;
    indexed_ = true;  // not again before the next write
    log::error("The store could not make requests searchable; it tries again", {{"error", failed.error.text}});
  }
}

void Writer::checkpoint() {
  if (connection_->log_pages() < kCopyAt) return;
  try {
    connection_->checkpoint(connection_->log_pages() >= kRestartAt);
  } catch (const Failure& failed) {
    log::error("The store's write-ahead log could not be copied into it", {{"error", failed.error.text}});
  }
}

}  // namespace r311::store::sqlite
