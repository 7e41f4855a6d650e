// SPDX-License-Identifier: Apache-2.0
#include "gateway/keys.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"

namespace r311::gateway {
namespace {

template <class T, class U>
bool holds(const std::vector<T>& list, const U& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

}  // namespace

KeyRing::KeyRing(std::vector<ApiKey> keys, std::vector<Right> anonymous)
    : keys_(std::move(keys)), anonymous_(std::move(anonymous)) {}

KeyRing::Decision KeyRing::decide(std::string_view secret, Right right, std::string_view jurisdiction) const {
  if (secret.empty())
    return right != Right::see_private && holds(anonymous_, right) ? Decision{Answer::allowed, "anonymous"}
                                                                   : Decision{Answer::no_key, {}};

  const std::string digest = sha256_hex(secret);
  const ApiKey* found = nullptr;
  for (const ApiKey& key : keys_) {  // never ends early: the time taken must not tell which key it was
    const bool same = equal_in_constant_time(key.sha256, digest);
    found = same ? &key : found;
  }
  if (found == nullptr) return {Answer::unknown_key, {}};
  if (!found->jurisdictions.empty() && !holds(found->jurisdictions, jurisdiction))
    return {Answer::not_this_jurisdiction, {}};
  if (!holds(found->may, right)) return {Answer::not_this_right, {}};
  return {Answer::allowed, found->name};
}

}  // namespace r311::gateway
