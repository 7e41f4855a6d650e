// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace r311 {

// What the caller of a failed operation will do about it.
enum class Kind {
  invalid,      // the input is wrong: tell whoever sent it
  forbidden,    // the caller may not: tell it so
  not_found,    // there is no such thing
  conflict,     // it contradicts what is already there
  unavailable,  // not now: try again later
  corrupt,      // what was stored or configured can't be used: an operator must look
  internal,     // a fault of ours
};

// A failure as a value. `text` is one sentence written for the user, without secrets.
struct Error {
  Kind kind;
  std::string text;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Kind kind, std::string text) {
  return tl::unexpected<Error>(Error{kind, std::move(text)});
}

}  // namespace r311
