// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "media/fetcher.h"
#include "media/media_files.h"

namespace r311::media {

struct FetchingBounds {
  int threads = 4;              // files that are fetched at once
  std::size_t waiting = 1'000;  // that wait for it; twice as many, with those that are done and not asked for since
  std::chrono::milliseconds patience{1'000};  // for which who asks is made to wait, unless many others are
};

// Fetches what deliveries need, on threads of its own, so that a slow server of a stranger holds up no delivery but the
// one that names it. What was fetched is noted beside the files (ab/ID.fetched, ID being a digest of who asked for
// which URL), so that a process that dies and a back end that fails after it cost no second fetch, and a photo that its
// server takes away meanwhile is not lost. Any thread may call any method.
class Fetching {
 public:
  Fetching(FetchTerms terms, MediaFiles files, FetchingBounds bounds = {});
  ~Fetching();  // as stop()
  Fetching(const Fetching&) = delete;
  Fetching& operator=(const Fetching&) = delete;

  // What `url` names, fetched for `owner` once; or why it could not be, as Fetcher::fetch says, told once: who asks
  // again has it fetched again. Blocks for `patience` at most. Nothing: it is on its way, or many others are; ask
  // again.
  std::optional<Result<Fetched>> get(const std::string& owner, const std::string& url);

  // What is being fetched is given up within about a second.
  void ask_to_end();
  // Returns once it is. Nothing is fetched from then on.
  void stop();

 private:
  struct Wanted {
    std::string id;
    std::string url;
    std::optional<Result<Fetched>> result;  // under the mutex
  };

  void run();
  std::optional<Fetched> noted(const std::string& id) const;
  Result<void> note(const std::string& id, const Fetched& fetched) const;

  const FetchingBounds bounds_;
  const MediaFiles files_;
  const Fetcher fetcher_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::condition_variable wanted_, done_;
  // By id: waiting, being fetched, or done and not asked for since.
  std::map<std::string, std::shared_ptr<Wanted>> all_;
  std::deque<std::shared_ptr<Wanted>> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace r311::media
