// SPDX-License-Identifier: Apache-2.0
#include "media/data_url.h"

#include <array>
#include <cstdint>

#include "base/text.h"
#include "base/url.h"

namespace r311::media {
namespace {

constexpr std::string_view scheme = "data:";

constexpr signed char no_digit = -1, blank = -2;

constexpr std::array<signed char, 256> make_digits() {
  std::array<signed char, 256> digits{};
  digits.fill(no_digit);
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    digits[static_cast<unsigned char>(alphabet[i])] = static_cast<signed char>(i);
  digits['-'] = 62;
  digits['_'] = 63;
  for (const char c : {'\t', '\n', '\r'}) digits[static_cast<unsigned char>(c)] = blank;
  digits[' '] = 62;  // a plus that was read as a form's blank
  return digits;
}

constexpr auto digits = make_digits();

std::optional<std::string> base64_decoded(std::string_view text) {
  while (!text.empty() && (text.back() == '=' || digits[static_cast<unsigned char>(text.back())] == blank))
    text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  unsigned have = 0;
  for (const char c : text) {
    const signed char digit = digits[static_cast<unsigned char>(c)];
    if (digit == blank) continue;
    if (digit == no_digit) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(digit);
    if (++have < 4) continue;
    for (const unsigned shift : {16u, 8u, 0u}) bytes += static_cast<char>(group >> shift & 0xFF);
    group = have = 0;
  }
  if (have == 1) return std::nullopt;
  if (have == 2) bytes += static_cast<char>(group >> 4 & 0xFF);
  if (have == 3) {
    bytes += static_cast<char>(group >> 10 & 0xFF);
    bytes += static_cast<char>(group >> 2 & 0xFF);
  }
  return bytes;
}

}  // namespace

bool is_data_url(std::string_view text) { return text::same_in_any_case(text.substr(0, scheme.size()), scheme); }

std::optional<std::string> data_url_bytes(std::string_view url) {
  const std::size_t comma = url.find(',');
  if (!is_data_url(url) || comma == url.npos) return std::nullopt;
  constexpr std::string_view base64 = ";base64";
  const std::string_view about = url.substr(scheme.size(), comma - scheme.size());
  const std::string_view content = url.substr(comma + 1);
  if (!is_percent_encoded(content)) return std::nullopt;
  if (about.size() < base64.size() || !text::same_in_any_case(about.substr(about.size() - base64.size()), base64))
    return percent_decoded(content);
  return base64_decoded(content.find('%') == content.npos ? content : percent_decoded(content));
}

}  // namespace r311::media
