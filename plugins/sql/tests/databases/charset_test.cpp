// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "adapter_test.h"

// Columns that can't hold every character, as old tables have them.
namespace sql::test {
namespace {

using r311::plugin::Outcome;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class MariaDBCharset : public AdapterTest {
 protected:
  MariaDBCharset() : AdapterTest("mariadb") { holds("latin1"); }
  void holds(const std::string& charset) {
    council_.clerk("ALTER TABLE work_order MODIFY descr LONGTEXT CHARACTER SET " + charset);
  }
  // As the server converts it to UTF-8 for readers.
  std::string read() { return council_.stored("CONVERT(descr USING utf8mb4)", "KEY1").value_or("NULL"); }
};

TEST_F(MariaDBCharset, OneEmoji_RejectsAReportForGood_WhereNothingIsSaidOfIt) {
  use(council_.statements());
  report_.report.description = "A hole 🕳";
  EXPECT_THAT(submit().verdict.outcome, AnyOf(Outcome::invalid, Outcome::refused));
}

TEST_F(MariaDBCharset, Replaced_IsStored_AndToldWithoutAText) {
  use(council_.statements() + "characters: {description: {charset: windows-1252}}\n");
  report_.report.description = "Müller’s “hole” 🕳 żółć – 5 €";
  testing::internal::CaptureStderr();
  filed();
  filed("KEY2");
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(read(), "Müller’s “hole” ? ?ó?? – 5 €");
  EXPECT_THAT(log, HasSubstr("description had characters that windows-1252 has not, 4 this time"));
  EXPECT_EQ(log.find("description had characters"), log.rfind("description had characters"))
      << "the second time is not told";
  EXPECT_THAT(log, Not(HasSubstr("hole")));
}

TEST_F(MariaDBCharset, Transliterated_IsStored) {
  use(council_.statements() + "characters: {'*': {charset: latin1, otherwise: transliterate, mark: '#'}}\n");
  report_.report.description = "Müller’s “hole” 🕳 żółć – 5 €";
  const std::string reference = filed();
  EXPECT_EQ(read(), "Müller's \"hole\" # zólc - 5 EUR");
  EXPECT_EQ(filed(), reference) << "the key is what it was";
}

TEST_F(MariaDBCharset, Utf8mb3_HoldsAllButWhatLiesBeyond) {
  holds("utf8mb3");
  use(council_.statements() + "characters: {description: {charset: utf8mb3, otherwise: strip}}\n");
  report_.report.description = "żółć 道路 🕳!";
  filed();
  EXPECT_EQ(read(), "żółć 道路 !");
}

TEST_F(MariaDBCharset, EveryCharacterOfEachCharset_IsStoredAsItIs) {
  const auto utf8 = [](unsigned code) {
    std::string text;
    if (code < 0x80) return std::string(1, static_cast<char>(code));
    if (code < 0x800) text += static_cast<char>(0xC0 | code >> 6);
    if (code >= 0x800) {
      text += static_cast<char>(0xE0 | code >> 12);
      text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    }
    return text + static_cast<char>(0x80 | (code & 0x3F));
  };
  std::string every;
  for (unsigned code = 0x20; code < 0xFFFE; ++code)
    if (code < 0xD800 || code > 0xDFFF) every += utf8(code) + "\n";
  use(council_.statements() + "characters: {description: {charset: windows-1252, otherwise: strip}}\n");
  report_.report.description = every;
  filed();
  const std::string stored = read();
  for (const char* one : {"~", "ÿ", "€", "‚", "Ÿ", "ž", "Œ", "™", "˜", "ˆ"}) EXPECT_THAT(stored, HasSubstr(one));
}

}  // namespace
}  // namespace sql::test
