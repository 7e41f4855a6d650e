// SPDX-License-Identifier: Apache-2.0
#include "app/stop_signal.h"

#include <pthread.h>

#include <csignal>

#include "base/log.h"

namespace r311::app {
namespace {

sigset_t stops() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

StopSignal::StopSignal() {
  const auto set = stops();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

int StopSignal::wait() {
  const auto set = stops();
  int number = 0;
  while (sigwait(&set, &number) != 0 || number == SIGHUP) {
    if (number == SIGHUP) log::info("SIGHUP is passed over: restart the gateway for a changed configuration");
    number = 0;
  }
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGHUP, SIG_IGN);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  return number;
}

}  // namespace r311::app
