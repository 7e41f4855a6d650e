// SPDX-License-Identifier: Apache-2.0
#include "media/fetching.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/digest.h"
#include "media/media_types.h"

namespace r311::media {
namespace {

constexpr std::string_view variant = "fetched";
constexpr std::size_t longest_note = 200;

}  // namespace

Fetching::Fetching(FetchTerms terms, MediaFiles files, FetchingBounds bounds)
    : bounds_(bounds), files_(std::move(files)), fetcher_(std::move(terms), files_) {
  for (int i = 0; i < bounds_.threads; ++i) threads_.emplace_back([this] { run(); });
}

Fetching::~Fetching() { stop(); }

std::optional<Result<Fetched>> Fetching::get(const std::string& owner, const std::string& url) {
  const std::string id = PartsDigest().add(owner).add(url).hex();
  auto before = noted(id);
  std::unique_lock lock(mutex_);
  if (before) {
    all_.erase(id);
    return *std::move(before);
  }
  auto& entry = all_[id];
  if (!entry) {
    if (queue_.size() >= bounds_.waiting || stopped_) {
      all_.erase(id);
      return std::nullopt;
    }
    if (all_.size() > 2 * bounds_.waiting)
      std::erase_if(all_, [](const auto& each) { return each.second && each.second->result; });
    entry = std::make_shared<Wanted>(Wanted{id, url, std::nullopt});
    queue_.push_back(entry);
    wanted_.notify_one();
  }
  const auto mine = entry;
  // Behind others it won't come soon, and who asks has a slot of a back end.
  if (!mine->result && queue_.size() > static_cast<std::size_t>(bounds_.threads)) return std::nullopt;
  done_.wait_for(lock, bounds_.patience, [&] { return mine->result || stopped_; });
  if (!mine->result) return std::nullopt;
  all_.erase(id);
  return mine->result;
}

void Fetching::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wanted_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
    if (stopped_) return;
    const auto next = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    auto result = fetcher_.fetch(next->url, [this] { return stopped_.load(); });
    if (result) {
      if (auto written = note(next->id, *result); !written) result = tl::unexpected(written.error());
    }
    lock.lock();
    next->result = std::move(result);
    done_.notify_all();
  }
}

// A note that can't be read is none: then it is fetched again.
std::optional<Fetched> Fetching::noted(const std::string& id) const {
  const auto file = files_.open_file(id, variant);
  if (!file || (*file)->size() > longest_note) return std::nullopt;
  std::string text((*file)->size(), ' ');
  if (::pread((*file)->descriptor(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return std::nullopt;
  const std::size_t type = text.find(' ');
  const std::size_t size = text.rfind(' ');
  if (type == text.npos || size <= type) return std::nullopt;
  Fetched fetched{text.substr(0, type), std::string(known_type(text.substr(type + 1, size - type - 1))), 0};
  const char* const end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data() + size + 1, end, fetched.size);
  if (error != std::errc() || behind != end || fetched.content_type.empty() || !files_.open_file(fetched.digest))
    return std::nullopt;
  return fetched;
}

Result<void> Fetching::note(const std::string& id, const Fetched& fetched) const {
  auto file = files_.receive();
  if (!file) return tl::unexpected(file.error());
  return file->add(fetched.digest + " " + fetched.content_type + " " + std::to_string(fetched.size)).and_then([&] {
    return files_.keep_variant(std::move(*file), id, variant);
  });
}

void Fetching::ask_to_end() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wanted_.notify_all();
  done_.notify_all();
}

void Fetching::stop() {
  ask_to_end();
  std::vector<std::thread> ending;
  {
    const std::lock_guard lock(mutex_);
    ending = std::exchange(threads_, {});
  }
  for (std::thread& thread : ending) thread.join();
}

}  // namespace r311::media
