// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>

#include "open311/model.h"

// Who wants a request private, as both stores keep it. A request that clients can read is `visible` while nobody does,
// and else `veiled`: the indexes of what everybody reads hold nothing else, and what is private has its own. Pure.
namespace r311::store {

using Privacy = std::int64_t;
inline constexpr Privacy kPublic = 0;
inline constexpr Privacy kToldPrivate = 1;   // by the back end, which may take it back
inline constexpr Privacy kAskedPrivate = 2;  // by its app or its service, for good

inline Privacy privacy_of(bool asked, bool told = false) {
  return (asked ? kAskedPrivate : kPublic) | (told ? kToldPrivate : kPublic);
}

// What a back end's word makes of it; nothing: it stays as it is.
inline std::optional<Privacy> new_privacy(Privacy present, const std::optional<bool>& told) {
  if (!told) return std::nullopt;
  const Privacy next = privacy_of((present & kAskedPrivate) != 0, *told);
  return next == present ? std::nullopt : std::optional(next);
}

}  // namespace r311::store
