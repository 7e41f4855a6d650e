// SPDX-License-Identifier: Apache-2.0
#include "media/picture_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "picture/exit_code.h"

namespace r311::media {
namespace {

using Steady = std::chrono::steady_clock;

using namespace picture;

class SpawnTerms {
 public:
  SpawnTerms(int from, int to) {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    ::posix_spawnattr_init(&attributes);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnTerms() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnTerms(const SpawnTerms&) = delete;
  SpawnTerms& operator=(const SpawnTerms&) = delete;

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

// True: it ended by itself.
bool wait_for_end(int process, std::chrono::milliseconds within, const StopEvent& stop) {
  const auto deadline = Steady::now() + within;
  while (true) {
    std::array<pollfd, 2> events{{{process, POLLIN, 0}, {stop.descriptor(), POLLIN, 0}}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now());
    const int ready = ::poll(events.data(), events.size(), static_cast<int>(std::max(left.count(), std::int64_t{0})));
    if (ready < 0 && errno == EINTR) continue;
    return ready > 0 && events[0].revents != 0;
  }
}

int reaped(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

StopEvent::StopEvent() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

StopEvent::~StopEvent() { ::close(descriptor_); }

void StopEvent::set() { ::eventfd_write(descriptor_, 1); }

Result<void> run_picture(const std::vector<std::string>& arguments, int from, int to, std::chrono::milliseconds within,
                         const StopEvent& stop) {
  std::vector<char*> words;
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  char locale[] = "LC_ALL=C.UTF-8";
  char* const environment[] = {locale, nullptr};
  const SpawnTerms terms(from, to);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, words[0], &terms.actions, &terms.attributes, words.data(), environment);
  if (error != 0) return fail(Kind::unavailable, arguments[0] + " can't be started: " + std::strerror(error));
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  const bool ended = process >= 0 && wait_for_end(process, within, stop);
  if (process >= 0) ::close(process);
  if (!ended) ::kill(child, SIGKILL);
  const int status = reaped(child);
  if (!ended) return fail(Kind::unavailable, "making a picture took too long, or was ended");
  if (WIFSIGNALED(status))
    return fail(Kind::invalid, "making a picture ended by signal " + std::to_string(WTERMSIG(status)));
  switch (WEXITSTATUS(status)) {
    case exit_made:
      return {};
    case exit_no_picture:
      return fail(Kind::invalid, "it can't be read as a picture");
    case exit_too_many_pixels:
      return fail(Kind::invalid, "it has more pixels than are decoded");
    default:
      return fail(Kind::unavailable, "making a picture ended with " + std::to_string(WEXITSTATUS(status)));
  }
}

}  // namespace r311::media
