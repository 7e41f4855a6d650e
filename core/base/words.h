// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text as it is searched: letters in one case, words by themselves. Case is Unicode's simple folding as the C library
// knows it, in no language's own way. Pure functions, any thread.
namespace r311::text {

// `text` with each letter in lower case. What is not well-formed UTF-8 stays as it is.
std::string folded(std::string_view text);

// The words of `text`, folded, as they come: runs of letters and digits, and each sign of a script that is written
// without blanks (Chinese, Japanese) by itself. Of a longer word the first `longest_searched_word` bytes.
std::vector<std::string> words(std::string_view text);
constexpr std::size_t longest_searched_word = 40;

// Each run of three characters of `text`, as it is, in order and with repetitions.
std::vector<std::string_view> trigrams(std::string_view text);

}  // namespace r311::text
