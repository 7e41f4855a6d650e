// SPDX-License-Identifier: Apache-2.0
#include "picture/confine.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <csignal>

namespace r311::picture {
namespace {

bool limit(__rlimit_resource what, std::size_t most) {
  const rlimit limit{most, most};
  return ::setrlimit(what, &limit) == 0;
}

// The sanitizers keep terabytes of address space for themselves.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_can_be_limited = false;
#else
constexpr bool memory_can_be_limited = true;
#endif

}  // namespace

bool confine(unsigned seconds, std::size_t memory, std::size_t file_size) {
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_DUMPABLE, 0) == 0 && limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, seconds) &&
         limit(RLIMIT_FSIZE, file_size) && limit(RLIMIT_NOFILE, 3) &&
         (!memory_can_be_limited || limit(RLIMIT_DATA, memory));
}

}  // namespace r311::picture
