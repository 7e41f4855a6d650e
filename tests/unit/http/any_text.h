// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "multipart.h"

namespace r311::http {

// Whatever people write, for a council that has to give it back. RELAY311_SEED=N in the environment makes other texts.
class AnyText : public testing::Test {
 protected:
  explicit AnyText(CouncilPlan plan = {}) : dice_(seed()), council_(std::move(plan)) {}

  static unsigned seed() {
    const char* const given = std::getenv("RELAY311_SEED");
    return given == nullptr ? 311U : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  }
  std::size_t roll(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(dice_); }

  static std::string utf8(char32_t point) {
    const auto byte = [](char32_t value) { return static_cast<char>(value); };
    if (point < 0x80) return {byte(point)};
    if (point < 0x800) return {byte(0xC0 | point >> 6U), byte(0x80 | (point & 63U))};
    if (point < 0x10000)
      return {byte(0xE0 | point >> 12U), byte(0x80 | (point >> 6U & 63U)), byte(0x80 | (point & 63U))};
    return {byte(0xF0 | point >> 18U), byte(0x80 | (point >> 12U & 63U)), byte(0x80 | (point >> 6U & 63U)),
            byte(0x80 | (point & 63U))};
  }
  // Letters at both ends, anything between them.
  std::string text() {
    static const std::vector<std::string> telling{
        "\r\n", "\r", "\n",   "\t",      "]]>", "&amp;", "<b>",          "\"",           "'",
        "\\",   "/",  "&#0;", "\\u0000", "%41", "+",     "\xEF\xBB\xBF", "\xEF\xBF\xBF", "\xE2\x80\xA8"};
    std::string made = "a";
    for (std::size_t i = roll(60); i > 0; --i) {
      switch (roll(5)) {
        case 0:
          made += telling[roll(telling.size())];
          break;
        case 1:
          made += static_cast<char>(roll(0x80));
          break;
        case 2:
          made += utf8(static_cast<char32_t>(0x80 + roll(0x700)));
          break;
        case 3:
          made += utf8(static_cast<char32_t>(roll(2) == 0 ? 0x800 + roll(0xD800 - 0x800) : 0xE000 + roll(0x2000)));
          break;
        default:
          made += utf8(static_cast<char32_t>(0x10000 + roll(0x100000)));
      }
    }
    return made + "z";
  }
  static std::string form_encoded(const std::string& raw) {
    constexpr const char* digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : raw)
      encoded += {'%', digits[static_cast<unsigned char>(c) >> 4U], digits[static_cast<unsigned char>(c) & 15U]};
    return encoded;
  }

  // Sent with the key that may, urlencoded or in parts; what is answered must be a success.
  Received sent(const std::string& target, const std::vector<std::pair<std::string, std::string>>& form,
                bool multipart) {
    std::string body = multipart ? text_part("api_key", "demo-key") : "api_key=demo-key";
    for (const auto& [name, value] : form)
      body += multipart ? text_part(name, value) : "&" + form_encoded(name) + "=" + form_encoded(value);
    const auto answer =
        multipart ? post_parts(council_, body + last_part, multipart_type, target) : council_.post(body, target);
    EXPECT_EQ(answer.status, 200) << "seed " << seed() << ": " << answer.body;
    return answer;
  }

  static inline const std::string multipart_type = "multipart/form-data; boundary=xYzZY";
  std::mt19937 dice_;
  Council council_;
};

}  // namespace r311::http
