// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plugin/adapter.h"

namespace r311::test {

// A door that is shut until a test opens it. Any thread.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

inline plugin::Submitted delivered(std::string reference) { return {{plugin::Outcome::ok, {}}, std::move(reference)}; }
inline plugin::Submitted ended(plugin::Outcome outcome, std::string reason) {
  return {{outcome, std::move(reason)}, {}};
}

// A back end whose answers a test writes, and which keeps what it was asked. Calls are one at a time, as the port
// promises. Any thread.
class ScriptedAdapter final : public plugin::Adapter {
 public:
  struct Call {
    std::string id;  // of the report
    std::string key;
    std::string trace;
    int attempt = 0;
    Time deadline{};
  };
  using Submit = std::function<plugin::Submitted(const open311::AcceptedReport&, const plugin::CallTerms&)>;
  using Changes = std::function<plugin::Polled(const std::string& cursor, const plugin::CallTerms&)>;

  explicit ScriptedAdapter(Submit submit, Changes changes = nullptr)
      : submit_(std::move(submit)), changes_(std::move(changes)) {}

  // Set before the first call: how keys are looked up, whether it can be used, and what is heard of acknowledged
  // cursors.
  std::function<plugin::Submitted(const plugin::CallTerms&)> finds;
  std::function<plugin::Verdict()> probes;
  std::function<plugin::Submitted(const open311::AcceptedUpdate&)> updates;
  std::function<plugin::Submitted(const plugin::CallTerms&)> finds_update;
  std::function<plugin::Submitted(const plugin::MediaItem&, plugin::MediaSource&)> attaches;
  std::function<plugin::Verdict(const std::string& cursor)> acknowledged;

  bool can(plugin::Ability ability) const override {
    switch (ability) {
      case plugin::Ability::submit:
        return true;
      case plugin::Ability::changes:
        return changes_ != nullptr;
      case plugin::Ability::find:
        return finds != nullptr;
      case plugin::Ability::probe:
        return probes != nullptr;
      case plugin::Ability::update:
        return updates != nullptr;
      case plugin::Ability::find_update:
        return finds_update != nullptr;
      case plugin::Ability::media:
        return attaches != nullptr;
      default:
        return false;
    }
  }

  plugin::Submitted update(const open311::AcceptedUpdate& update, const plugin::CallTerms&) override {
    return updates(update);
  }
  plugin::Submitted find_update(const plugin::CallTerms& terms) override {
    {
      const std::lock_guard lock(mutex_);
      looked_up_.push_back(terms.key);
    }
    return finds_update(terms);
  }
  plugin::Submitted attach(const plugin::MediaItem& item, plugin::MediaSource& source,
                           const plugin::CallTerms&) override {
    return attaches(item, source);
  }

  plugin::Submitted submit(const open311::AcceptedReport& report, const plugin::CallTerms& terms) override {
    {
      const std::lock_guard lock(mutex_);
      calls_.push_back({report.id, terms.key, terms.trace, terms.attempt, terms.deadline});
      if (!inside_.insert(report.id).second) overlapped_ = true;
      changed_.notify_all();
    }
    auto answer = submit_(report, terms);
    const std::lock_guard lock(mutex_);
    inside_.erase(report.id);
    return answer;
  }

  plugin::Polled changes(const std::string& cursor, const plugin::CallTerms& terms) override {
    if (!changes_) return {{plugin::Outcome::unsupported, "tells no changes"}, {}, cursor};
    {
      const std::lock_guard lock(mutex_);
      cursors_.push_back(cursor);
    }
    return changes_(cursor, terms);
  }

  plugin::Submitted find(const plugin::CallTerms& terms) override {
    {
      const std::lock_guard lock(mutex_);
      looked_up_.push_back(terms.key);
    }
    return finds(terms);
  }
  plugin::Verdict acknowledge(const std::string& cursor, const plugin::CallTerms&) override {
    return acknowledged ? acknowledged(cursor) : plugin::Verdict{};
  }

  plugin::Verdict probe(const plugin::CallTerms&) override {
    if (!probes) return {plugin::Outcome::unsupported, "has no probe"};
    {
      const std::lock_guard lock(mutex_);
      ++probed_;
    }
    return probes();
  }

  std::vector<Call> calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  std::vector<std::string> submitted() const {
    std::vector<std::string> ids;
    for (const auto& call : calls()) ids.push_back(call.id);
    return ids;
  }
  int probed() const {
    const std::lock_guard lock(mutex_);
    return probed_;
  }
  std::vector<std::string> cursors() const {
    const std::lock_guard lock(mutex_);
    return cursors_;
  }
  std::vector<std::string> looked_up() const {
    const std::lock_guard lock(mutex_);
    return looked_up_;
  }
  // Whether one report was ever in two calls at once.
  bool overlapped() const {
    const std::lock_guard lock(mutex_);
    return overlapped_;
  }
  void wait_for_calls(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return calls_.size() >= count; });
  }

 private:
  const Submit submit_;
  const Changes changes_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Call> calls_;
  std::vector<std::string> cursors_;
  std::vector<std::string> looked_up_;
  std::set<std::string> inside_;
  bool overlapped_ = false;
  int probed_ = 0;
};

}  // namespace r311::test
