// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text as it is searched: letters in one case and one spelling, words by themselves. What Unicode calls canonical
// caseless matching, in no language's own way: a letter and its accent are one character however they were sent, and
// Greek has one sigma. The one place that knows utf8proc. Pure functions, any thread.
namespace r311::text {

// `text` normalised (NFC) with its case folded (which may make it longer: a sharp s becomes two). What is not
// well-formed UTF-8 stays as it is.
std::string folded(std::string_view text);

// The words of `text`, folded, as they come: runs of letters, digits and their marks, and each sign of a script that is
// written without blanks (Chinese, Japanese) by itself. Of a longer word the first `longest_searched_word` bytes.
std::vector<std::string> words(std::string_view text);
constexpr std::size_t longest_searched_word = 40;

// Each run of three characters of `text`, as it is, in order and with repetitions.
std::vector<std::string_view> trigrams(std::string_view text);

}  // namespace r311::text
