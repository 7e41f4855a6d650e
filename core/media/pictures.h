// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "media/media_files.h"
#include "media/picture_process.h"

namespace r311::media {

enum class PictureSize { full, thumb };

// "full", "thumb", and what such a word stands for; nothing for any other.
std::string_view word(PictureSize size);
std::optional<PictureSize> picture_size_of(std::string_view word);

// The type in which the public is shown a picture of that type. Empty: it is no picture, and is given as it is.
std::string_view shown_type_of(std::string_view media_type);

struct PictureTerms {
  std::filesystem::path program;  // relay311-picture
  int threads = 2;                // programs that run at once
  std::size_t waiting = 512;      // who may wait for a picture to be made
  std::chrono::milliseconds within{30'000};
  int full_edge = 2048;  // pixels of the longer edge, at most
  int thumb_edge = 320;
  int most_pixels = 100'000'000;  // of the original
};

// What the public is shown of pictures: smaller, upright, without what was written into them about place and person. Each
// is made once, when it is first asked for, by a program of its own that is limited in memory and time, and kept beside
// the original, which is never shown. Any thread may call any method but stop().
class Pictures {
 public:
  using Done = std::function<void(Result<OpenFilePointer>)>;

  // `files` must outlive it.
  Pictures(PictureTerms terms, const MediaFiles& files);
  ~Pictures();  // as stop()
  Pictures(const Pictures&) = delete;
  Pictures& operator=(const Pictures&) = delete;

  // Calls `done` once: on the caller's thread if it is there already or can't be waited for, else on a thread of this
  // object. Blocks for a look at the disk. Kind::not_found: there is no such original; Kind::invalid: it can't be shown
  // as a picture, and won't be if asked again; Kind::unavailable: not now.
  void get(const std::string& digest, std::string_view media_type, PictureSize size, Done done);

  // Takes no more, ends what runs, and tells all who wait Kind::unavailable.
  void stop();

 private:
  struct Wanted {
    std::string digest;
    std::string variant;  // "thumb.jpg"
    int edge = 0;
    auto operator<=>(const Wanted&) const = default;
  };

  void run();
  Result<OpenFilePointer> make(const Wanted& wanted);
  void answer(const Wanted& wanted, const Result<OpenFilePointer>& made);

  const PictureTerms terms_;
  const MediaFiles& files_;
  StopEvent stopping_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::size_t waiting_ = 0;
  std::map<Wanted, std::vector<Done>> asked_;  // being made, or about to be
  std::deque<Wanted> queue_;                   // about to be
  std::set<Wanted> hopeless_;                  // found out since the start
  std::vector<std::thread> threads_;
};

}  // namespace r311::media
