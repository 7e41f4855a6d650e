// SPDX-License-Identifier: Apache-2.0
#include "status_recall.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <variant>

namespace sql {
namespace {

// Of one poll, well below what the gateway takes in one.
constexpr std::size_t most_recalled = 5000;
constexpr std::size_t most_rows = 1'000'000;
constexpr std::chrono::seconds time_for_the_rest{5};

// How a work order stands by the rows that were read. Small, for there may be as many as rows.
struct Standing {
  std::unique_ptr<relay311::Change> recalled;  // its status, where that is to be told
  Time told = Time::min();                     // of the last row that told a status
  Time last;                                   // of any row
};

class Recall {
 public:
  Recall(const UnknownCodes& codes, const StatusMap& statuses, const relay311::Call& call)
      : codes_(codes), statuses_(statuses), call_(call) {}

  // Reads on from `place`; false if it stopped before the end.
  bool read(const RecalledQuery& query, relay311::Cursor& place) {
    Progress progress;
    relay311::Cursor before;
    do {
      progress = {};
      before = std::move(place);
      place = query.poll->run(
          before, [&](const Told& told) { return take(told); }, progress, call_);
      if (progress.more && place == before) return true;  // a statement that does not go on by :since has no end
    } while (progress.more && !enough());
    return !progress.more;
  }

  // What is to be told; its order does not matter, for each is of another work order.
  std::vector<relay311::Change> changes() const {
    std::vector<relay311::Change> all;
    for (const auto& [name, standing] : standings_) {
      if (!standing.recalled) continue;
      all.push_back(*standing.recalled);
      all.back().changed = standing.last;
    }
    return all;
  }

 private:
  bool enough() const {
    return recalled_ >= most_recalled || rows_ >= most_rows || call_.cancelled() ||
           call_.remaining() < time_for_the_rest;
  }

  bool is_recalled(const relay311::Change& change) const {
    const std::string& code = change.backend_status;
    if (!codes_.waits(code) || !statuses_.knows(code)) return false;
    return change.changed <= codes_.told_until(code).value_or(Time::min());
  }

  bool take(const Told& told) {
    ++rows_;
    const auto& change = told.also ? *told.also : std::get<relay311::Change>(told.what);
    const std::string& name = change.reference.empty() ? change.idempotency_key : change.reference;
    // What comes back of an app's update is no change, and bears the time that its author said.
    if (!change.update_key.empty()) return true;
    const auto [found, made] = standings_.try_emplace(name);
    Standing& standing = found->second;
    standing.last = made ? told.at : std::max(standing.last, told.at);
    if (change.backend_status.empty() || told.at < standing.told) return true;
    standing.told = told.at;
    recalled_ -= standing.recalled ? 1 : 0;
    standing.recalled = is_recalled(change) ? std::make_unique<relay311::Change>(status_of(change)) : nullptr;
    recalled_ += standing.recalled ? 1 : 0;
    return true;
  }

  const UnknownCodes& codes_;
  const StatusMap& statuses_;
  const relay311::Call& call_;
  std::map<std::string, Standing> standings_;  // by reference, or by key where there is none
  std::size_t recalled_ = 0;
  std::size_t rows_ = 0;
};

}  // namespace

bool recall_statuses(const std::vector<RecalledQuery>& queries, UnknownCodes& codes, const StatusMap& statuses,
                     relay311::ChangeSink& sink, const relay311::Call& call) {
  const std::vector<std::string> known = codes.waiting_for(statuses);
  if (known.empty()) return true;
  std::vector<relay311::Cursor> reached = codes.since();
  reached.resize(queries.size());
  Recall recall(codes, statuses, call);
  bool all = true;
  for (std::size_t i = 0; i < queries.size(); ++i)
    if (queries[i].tells_status) all = recall.read(queries[i], reached[i]) && all;
  for (std::size_t i = 0; i < queries.size(); ++i)
    if (!queries[i].tells_status) recall.read(queries[i], reached[i]);
  for (const relay311::Change& change : recall.changes())
    if (!sink.add(change)) return true;  // from the same place again at the next poll, which has less else to tell
  if (all) {
    for (const std::string& code : known) codes.told_again(code);
    return true;
  }
  // What tells no status is read from the same place again, for the times of what is still to come.
  std::vector<relay311::Cursor> since = codes.since();
  since.resize(queries.size());
  for (std::size_t i = 0; i < queries.size(); ++i)
    if (queries[i].tells_status) since[i] = reached[i];
  codes.set_since(std::move(since));
  return false;
}

}  // namespace sql
