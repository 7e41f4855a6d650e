// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/writer.h"

#include "base/log.h"

namespace r311::store::sqlite {
namespace {

// The log is copied into the database at the first number of pages (of 4 KiB); at the second, readers that kept it
// from starting over are waited for.
constexpr int kCopyAt = 4000;
constexpr int kRestartAt = 64000;

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, const FilePlace& place, const Clock& clock, std::size_t queue,
               std::shared_ptr<WriteCounts> counts)
    : connection_(std::move(connection)), place_(place), clock_(clock), queue_(queue), counts_(std::move(counts)) {
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
      wake_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      jobs.swap(waiting_);
    }
    commit(jobs);
    jobs.clear();
    checkpoint();
  }
}

void Writer::commit(std::vector<std::unique_ptr<Job>>& jobs) {
  std::vector<Result<void>> results;
  results.reserve(jobs.size());
  try {
    Desk desk{*connection_, names_, clock_};
    Transaction transaction(*connection_, Transaction::Kind::write);
    for (const auto& job : jobs) results.push_back(write_one(*job, desk));
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

void Writer::checkpoint() {
  if (connection_->log_pages() < kCopyAt) return;
  try {
    connection_->checkpoint(connection_->log_pages() >= kRestartAt);
  } catch (const Failure& failed) {
    log::error("The store's write-ahead log could not be copied into it", {{"error", failed.error.text}});
  }
}

}  // namespace r311::store::sqlite
