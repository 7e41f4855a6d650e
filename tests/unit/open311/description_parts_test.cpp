// SPDX-License-Identifier: Apache-2.0
#include "open311/description_parts.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace r311::open311 {
namespace {

using Parts = std::optional<std::pair<std::string, std::string>>;

Parts apart(std::string_view description) {
  const auto parts = parts_of(description);
  if (!parts) return std::nullopt;
  return std::pair(std::string(parts->title), std::string(parts->detail));
}

TEST(DescriptionParts, OfFixMyStreetsPlainForm_AreTitleAndDetail) {
  EXPECT_EQ(apart("Deep hole\n\nBeside the gate.\n\nAs deep as a bucket.\n\nhttps://fms.example/report/7\n"),
            Parts({"Deep hole", "Beside the gate.\n\nAs deep as a bucket."}));
  EXPECT_EQ(apart("Deep hole\n\nSee https://x.example/a\n\nhttp://fms.example/report/7"),
            Parts({"Deep hole", "See https://x.example/a"}));
  EXPECT_EQ(apart("Loch\n\n\n\nhttps://fms.example/report/7\n"), Parts({"Loch", ""}));
  EXPECT_EQ(apart("Loch\n\nhttps://fms.example/report/7\n"), Parts({}));
}

TEST(DescriptionParts, OfFixMyStreetsNamedForm_AreTitleAndDetail) {
  EXPECT_EQ(apart("title: Deep hole\n\ndetail: Beside the gate.\n\nAs deep as a bucket.\n\n"
                  "url: https://fms.example/report/7\n\nSubmitted via FixMyStreet\n"),
            Parts({"Deep hole", "Beside the gate.\n\nAs deep as a bucket."}));
  EXPECT_EQ(apart("title: Hole\n\ndetail: \n\nurl: https://fms.example/report/7\n\nSubmitted via FixMyStreet\n"),
            Parts({"Hole", ""}));
  EXPECT_EQ(
      apart("title: Hole\n\ndetail: It says\n\nurl: here\n\nurl: https://fms.example/report/7\n\nSubmitted via x"),
      Parts({"Hole", "It says\n\nurl: here"}));
}

TEST(DescriptionParts, OfAnyOtherText_AreNone) {
  constexpr std::array<std::string_view, 12> others{"",
                                                    "\n\n",
                                                    "Deep hole",
                                                    "Deep hole\n\nBeside the gate.",
                                                    "https://x.example/a",
                                                    "Line one\nline two\n\nmore\n\nhttps://x.example/a",
                                                    "Deep hole\n\nBeside the gate.\n\nsee https://x.example/a",
                                                    "Deep hole\n\nBeside the gate.\n\nftp://x.example/a",
                                                    "title: Hole",
                                                    "title: Hole\n\ndetail: deep",
                                                    "title: Hole\n\nurl: a\n\ndetail: deep",
                                                    "title: a\n\ndetail: "};
  for (const std::string_view other : others) EXPECT_EQ(apart(other), Parts()) << other;
}

TEST(DescriptionParts, AreNeverOutsideTheText) {
  for (std::string text = "title: a\n\ndetail: b\n\nurl: c\n\n\n\nhttps://d\n\n"; !text.empty(); text.pop_back()) {
    for (std::size_t from = 0; from < text.size(); ++from) {
      const std::string_view whole = std::string_view(text).substr(from);
      const DescriptionParts parts = parts_of(whole).value_or(DescriptionParts{});
      EXPECT_LE(parts.title.size() + parts.detail.size(), whole.size()) << whole;
    }
  }
}

}  // namespace
}  // namespace r311::open311
