// SPDX-License-Identifier: Apache-2.0
#include "delivery/suspicion.h"

namespace r311::delivery {
namespace {

// Once may be a back end that came back and broke again.
constexpr int relapses_that_tell = 2;

}  // namespace

void Suspicion::answered(std::int64_t delivery) {
  ++answered_;
  in_vain_ = 0;
  records_.erase(delivery);
}

bool Suspicion::failed(std::int64_t delivery, bool alone) {
  if (alone) ++in_vain_;
  if (records_.size() >= most && records_.count(delivery) == 0) records_.clear();
  const auto [record, first] = records_.try_emplace(delivery, Record{answered_, 0});
  if (!first && record->second.answered < answered_) ++record->second.relapses;
  record->second.answered = answered_;
  return blames(delivery);
}

Candidate Suspicion::candidate() const {
  if (in_vain_ == 0 || in_vain_ % 2 != 0) return Candidate::oldest;
  return in_vain_ % 4 == 2 ? Candidate::neighbour : Candidate::newest;
}

bool Suspicion::blames(std::int64_t delivery) const {
  const auto record = records_.find(delivery);
  return record != records_.end() && record->second.relapses >= relapses_that_tell;
}

}  // namespace r311::delivery
