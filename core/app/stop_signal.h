// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace r311::app {

// SIGTERM and SIGINT as something that one thread waits for. SIGHUP is passed over, and logged: there is nothing that a
// service manager's reload or a closed terminal should change, and neither may cost the citizens' reports. Make it
// before any other thread starts, so that all inherit its mask; broken pipes and files at their limit of size (ulimit
// -f) become errors of the write.
class StopSignal {
 public:
  StopSignal();
  // Waits until one of them comes; answers its number. From then on a second one ends the process at once.
  int wait();
};

}  // namespace r311::app
