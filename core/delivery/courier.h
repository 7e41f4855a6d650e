// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <memory>

#include "delivery/destination.h"

namespace r311::delivery {

// The threads of one destination. One keeps watch: it runs the destination when something is due, when it is woken, and
// at least every `look_again`, since operators and other nodes act on the store too and tell nobody. When it has to
// wait for the back end it hands the watch to another thread, which is made if there is none to spare; so a destination
// that does nothing has one thread, and one at work has a thread for each call and the watch. Whoever ends without the
// watch and leaves work behind tells the watch. An exception in one is logged and the destination is run again later;
// it never ends the thread. Any thread may call wake(), the rest belongs to one.
class Courier {
 public:
  explicit Courier(std::shared_ptr<Destination> destination, Milliseconds look_again = std::chrono::seconds{1});
  ~Courier();  // as ask_to_end() and ended_by(a second from now)
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  void start();  // once
  void wake();
  void ask_to_end();                                        // cancels the calls in progress
  bool ended_by(std::chrono::steady_clock::time_point at);  // waits; false: a thread hangs and was let go
  DestinationStatus status() const;

 private:
  struct Crew;  // outlives threads that were let go
  std::shared_ptr<Crew> crew_;
};

}  // namespace r311::delivery
