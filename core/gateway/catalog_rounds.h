// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gateway/catalog_keeper.h"

namespace r311::gateway {

// Runs keepers of catalogues, each on a thread of its own, so that a fetch that hangs holds up no other.
// Thread rule: belongs to one thread.
class CatalogRounds {
 public:
  // Nothing runs before start().
  explicit CatalogRounds(std::vector<std::shared_ptr<CatalogKeeper>> keepers);
  ~CatalogRounds();  // as ask_to_end() and stop() with a grace of one second
  CatalogRounds(const CatalogRounds&) = delete;
  CatalogRounds& operator=(const CatalogRounds&) = delete;

  void start();  // once

  // Tells every fetch in progress to give up.
  void ask_to_end();
  // As ask_to_end(), and waits, for all together at most `grace`, until the threads end. Answers the names of keepers
  // whose fetch hangs: their threads are left to themselves, hold all that they need alive, and change nothing if they
  // ever come back. A process with such a thread should end without running static destructors (std::_Exit).
  std::vector<std::string> stop(Milliseconds grace);

 private:
  struct Round;
  std::vector<std::shared_ptr<Round>> rounds_;
};

}  // namespace r311::gateway
