// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <mutex>
#include <vector>

#include "store/postgres/connections.h"
#include "store/postgres/names.h"
#include "store/store.h"

namespace r311::store::postgres {

// Turns that come at the same time are written together, in one transaction of a few statements: whoever finds less
// than two of these under way writes what waits, the others wait for it. A turn that can't be written fails alone. Any
// thread may call.
class Turns {
 public:
  Turns(Connections& connections, Names& names) : connections_(connections), names_(names) {}

  // Waits until it is on disk, or has failed to get there.
  Turned take(const Turn& turn);

 private:
  struct Waiting {
    const Turn& turn;
    Turned turned;
    bool taken = false;  // by whoever writes it
    bool ended = false;
  };
  using Batch = std::vector<Waiting*>;
  void write(const Batch& batch);
  void write_all(Connection& connection, const Batch& batch);

  Connections& connections_;
  Names& names_;
  std::mutex mutex_;
  std::condition_variable ended_;
  Batch waiting_;
  int writing_ = 0;
};

}  // namespace r311::store::postgres
