// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/facet_follower.h"

#include <utility>

#include "base/log.h"
#include "store/postgres/facet_backlog.h"

namespace r311::store::postgres {

FacetFollower::FacetFollower(Address address, Connection::Bounds bounds, FollowPace pace)
    : address_(std::move(address)), bounds_(bounds), pace_(pace) {
  thread_ = std::thread([this] { run(); });
}

FacetFollower::~FacetFollower() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  nearer_.notify_all();
  thread_.join();
}

void FacetFollower::stored(bool pressed) {
  std::unique_lock lock(mutex_);
  pressed_ = pressed_ || pressed;
  if (!std::exchange(stored_, true)) wake_.notify_one();
  nearer_.wait(lock, [this] { return !too_far_ || closing_; });
}

void FacetFollower::run() {
  while (wait()) {
    bool pressed = false;
    {
      const std::lock_guard lock(mutex_);
      stored_ = false;
      pressed = std::exchange(pressed_, false);
    }
    try {
      if (!connection_) connection_ = std::make_unique<Connection>(address_, bounds_);
      step(pressed);
      told_ = false;
    } catch (const Failure& failed) {
      if (connection_) connection_->roll_back();
      if (connection_ && connection_->broken()) connection_.reset();
      more_ = false;
      note(0);
      if (failed.trouble != Trouble::again && !std::exchange(told_, true))
        log::error("The store could not make requests searchable; it tries again", {{"error", failed.error.text}});
    }
  }
}

// False if the store closes. What is stored while it closes, other nodes index, or the next start.
bool FacetFollower::wait() {
  std::unique_lock lock(mutex_);
  if (more_) return !closing_;
  wake_.wait_for(lock, pace_.look, [this] { return stored_ || closing_; });
  wake_.wait_for(lock, pace_.gather, [this] { return closing_; });
  return !closing_;
}

void FacetFollower::step(bool pressed) {
  const std::int64_t behind = backlog_length(*connection_, pace_.farthest);
  note(behind);
  if (pressed && behind < pace_.under_load) {
    more_ = false;
    const std::lock_guard lock(mutex_);
    stored_ = true;
    return;
  }
  const std::int64_t indexed = behind == 0 ? 0 : index_backlog(*connection_, pace_.at_once);
  unsettled_ = unsettled_ || indexed > 0;
  more_ = indexed > 0 && indexed < behind;
  if (more_ || !unsettled_) return;
  settle_index(*connection_);
  unsettled_ = false;
}

void FacetFollower::note(std::int64_t behind) {
  {
    const std::lock_guard lock(mutex_);
    too_far_ = behind >= pace_.farthest;
  }
  if (behind < pace_.farthest) nearer_.notify_all();
}

}  // namespace r311::store::postgres
