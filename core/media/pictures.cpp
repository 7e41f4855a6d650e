// SPDX-License-Identifier: Apache-2.0
#include "media/pictures.h"

#include <unistd.h>

#include <utility>

#include "base/log.h"
#include "media/media_types.h"

namespace r311::media {
namespace {

constexpr std::size_t most_hopeless = 10'000;

tl::unexpected<Error> later() { return fail(Kind::unavailable, "too many pictures are being made at the moment"); }
tl::unexpected<Error> never() { return fail(Kind::invalid, "the file can't be shown as a picture"); }

}  // namespace

std::string_view word(PictureSize size) { return size == PictureSize::full ? "full" : "thumb"; }

std::optional<PictureSize> picture_size_of(std::string_view word) {
  if (word == "full") return PictureSize::full;
  if (word == "thumb") return PictureSize::thumb;
  return std::nullopt;
}

std::string_view shown_type_of(std::string_view media_type) {
  if (media_type == "image/png" || media_type == "image/gif") return "image/png";
  return media_type.starts_with("image/") ? "image/jpeg" : "";
}

Pictures::Pictures(PictureTerms terms, const MediaFiles& files) : terms_(std::move(terms)), files_(files) {
  for (int i = 0; i < terms_.threads; ++i) threads_.emplace_back([this] { run(); });
}

Pictures::~Pictures() { stop(); }

void Pictures::get(const std::string& digest, std::string_view media_type, PictureSize size, Done done) {
  const std::string_view extension = extension_of(shown_type_of(media_type));
  if (extension.empty()) return done(never());
  Wanted wanted{digest, std::string(word(size)) + "." + std::string(extension),
                size == PictureSize::full ? terms_.full_edge : terms_.thumb_edge};
  auto there = files_.open_file(digest, wanted.variant);
  if (there || there.error().kind != Kind::not_found) return done(std::move(there));
  std::unique_lock lock(mutex_);
  if (hopeless_.contains(wanted)) {
    lock.unlock();
    return done(never());
  }
  if (stopped_ || waiting_ == terms_.waiting) {
    lock.unlock();
    return done(later());
  }
  ++waiting_;
  auto& who = asked_[wanted];
  who.push_back(std::move(done));
  if (who.size() > 1) return;
  queue_.push_back(std::move(wanted));
  changed_.notify_one();
}

void Pictures::run() {
  while (true) {
    Wanted wanted;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
      if (stopped_) return;
      wanted = std::move(queue_.front());
      queue_.pop_front();
    }
    answer(wanted, make(wanted));
  }
}

Result<OpenFilePointer> Pictures::make(const Wanted& wanted) {
  // Somebody may have looked before the last one was kept, and asked after.
  if (auto there = files_.open_file(wanted.digest, wanted.variant)) return there;
  const auto original = files_.open_file(wanted.digest);
  if (!original) return original;
  auto file = files_.receive();
  if (!file) return tl::unexpected(file.error());
  const std::string extension = wanted.variant.substr(wanted.variant.rfind('.') + 1);
  const std::vector<std::string> arguments{terms_.program.string(), std::to_string(wanted.edge),
                                           std::to_string(terms_.most_pixels), extension};
  auto made = run_picture(arguments, (*original)->descriptor(), file->descriptor(), terms_.within, stopping_);
  if (made && ::lseek(file->descriptor(), 0, SEEK_END) <= 0) made = fail(Kind::unavailable, "nothing was made");
  if (made) made = files_.keep_variant(std::move(*file), wanted.digest, wanted.variant);
  if (made) return files_.open_file(wanted.digest, wanted.variant);
  log::warning("what the public is shown of a file could not be made",
               {{"file", wanted.digest}, {"reason", made.error().text}});
  return tl::unexpected(made.error());
}

void Pictures::answer(const Wanted& wanted, const Result<OpenFilePointer>& made) {
  std::vector<Done> who;
  {
    const std::lock_guard lock(mutex_);
    const auto found = asked_.find(wanted);
    if (found != asked_.end()) {
      who = std::move(found->second);
      asked_.erase(found);
    }
    waiting_ -= who.size();
    if (!made && made.error().kind == Kind::invalid) {
      if (hopeless_.size() >= most_hopeless) hopeless_.clear();
      hopeless_.insert(wanted);
    }
  }
  for (const Done& done : who) done(made);
}

void Pictures::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    stopped_ = true;
  }
  stopping_.set();
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  std::map<Wanted, std::vector<Done>> left;
  {
    const std::lock_guard lock(mutex_);
    left = std::exchange(asked_, {});
  }
  for (const auto& [wanted, who] : left)
    for (const Done& done : who) done(later());
}

}  // namespace r311::media
