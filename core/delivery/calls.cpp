// SPDX-License-Identifier: Apache-2.0
#include "delivery/calls.h"

#include <algorithm>

namespace r311::delivery {

void Calls::close(const Call& call) {
  calls_.remove_if([&](const Call& each) { return &each == &call; });
}

std::size_t Calls::hanging() const {
  return static_cast<std::size_t>(
      std::count_if(calls_.begin(), calls_.end(), [](const Call& each) { return each.hangs; }));
}

std::size_t Calls::with_delivery() const {
  return static_cast<std::size_t>(
      std::count_if(calls_.begin(), calls_.end(), [](const Call& each) { return each.delivery.id != 0; }));
}

bool Calls::has(std::int64_t delivery) const {
  return std::any_of(calls_.begin(), calls_.end(), [&](const Call& each) { return each.delivery.id == delivery; });
}

std::vector<const Call*> Calls::note_hanging(Moment now) {
  std::vector<const Call*> found;
  for (auto& call : calls_) {
    if (call.hangs || now < call.hangs_from) continue;
    call.hangs = true;
    found.push_back(&call);
  }
  return found;
}

std::vector<store::Delivery> Calls::to_renew(Moment now, bool all, Milliseconds again) {
  std::vector<store::Delivery> found;
  for (auto& call : calls_) {
    if (call.renew == Call::never || (!all && now < call.renew)) continue;
    call.renew = now + again;
    found.push_back(call.delivery);
  }
  return found;
}

Calls::Moment Calls::next() const {
  auto next = Call::never;
  for (const auto& call : calls_) {
    next = std::min(next, call.renew);
    if (!call.hangs) next = std::min(next, call.hangs_from);
  }
  return next;
}

}  // namespace r311::delivery
