// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace r311::gateway {

enum class Right {
  submit,
  update,
  see_private  // to read what is private; never anonymous
};

struct ApiKey {
  std::string name;
  std::string sha256;  // lower-case hex
  std::vector<Right> may;
  std::vector<std::string> jurisdictions;  // empty: all
};

// Who a client is, by its key. Secrets are kept as SHA-256 only and compared in constant time, each time with every
// key. Immutable; any thread.
class KeyRing {
 public:
  KeyRing(std::vector<ApiKey> keys, std::vector<Right> anonymous);

  enum class Answer { allowed, no_key, unknown_key, not_this_right, not_this_jurisdiction };
  struct Decision {
    Answer answer = Answer::no_key;
    std::string name;  // of the key; "anonymous" without one; empty unless allowed
  };
  // `secret` is what the client sent; empty counts as none. What is private nobody sees without a key, whatever
  // `anonymous` holds.
  Decision decide(std::string_view secret, Right right, std::string_view jurisdiction) const;

 private:
  std::vector<ApiKey> keys_;
  std::vector<Right> anonymous_;
};

}  // namespace r311::gateway
