// SPDX-License-Identifier: Apache-2.0
// Copies a store and dies by SIGKILL when it has come to a table: relay311_killed_copy FROM TO TABLE. Ends with 1 if it
// never comes there. A program of its own, since a child of a test that has threads may not start any.
#include <signal.h>

#include <iostream>
#include <string_view>

#include "base/clock.h"
#include "store/copy.h"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const r311::SystemClock clock;
  const auto copied = r311::store::copy_store(argv[1], argv[2], {}, clock, [&](std::string_view table, auto, auto) {
    if (table == argv[3]) ::raise(SIGKILL);
  });
  if (!copied) std::cerr << copied.error().text << '\n';
  return 1;
}
