// SPDX-License-Identifier: Apache-2.0
#include "plugin/catalog_intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "plugin/abi_view.h"

namespace r311::plugin {
namespace {

using testing::HasSubstr;

r311_service service(std::string_view code, std::uint32_t flags = 0) {
  r311_service lent{};
  lent.size = sizeof lent;
  lent.flags = flags;
  lent.code = lend(code);
  lent.name = lend("A name");
  return lent;
}

r311_attribute attribute(std::string_view code, std::string_view datatype = "string") {
  r311_attribute lent{};
  lent.size = sizeof lent;
  lent.code = lend(code);
  lent.datatype = lend(datatype);
  return lent;
}

// How a plugin tells its services.
struct Telling {
  explicit Telling(CatalogBounds bounds = {}) : intake(bounds) {}
  std::int32_t tell(const r311_service& one) { return intake.abi()->service(intake.abi()->self, &one); }
  std::int32_t tell(const r311_attribute& one) { return intake.abi()->attribute(intake.abi()->self, &one); }
  CatalogIntake intake;
};

TEST(CatalogIntake, TakesEveryFieldAndKeepsTheOrder) {
  Telling telling;
  const r311_text_view keywords[] = {lend("road"), lend("hole")};
  r311_service pothole = service("POT", R311_SERVICE_HAS_DEFINITION);
  pothole.description = lend("Two\nlines");
  pothole.group = lend("Streets");
  pothole.type = lend("batch");
  pothole.keywords = keywords;
  pothole.keyword_count = 2;
  EXPECT_EQ(telling.tell(pothole), 1);
  const r311_choice_view values[] = {{lend("s"), lend("Small")}, {lend("l"), lend("Large")}};
  r311_attribute size = attribute("size", "singlevaluelist");
  size.flags = R311_ATTRIBUTE_REQUIRED | R311_ATTRIBUTE_HAS_ORDER;
  size.order = 7;
  size.description = lend("How large?");
  size.datatype_description = lend("About");
  size.values = values;
  size.value_count = 2;
  EXPECT_EQ(telling.tell(size), 1);
  r311_attribute notice = attribute("notice");
  notice.flags = R311_ATTRIBUTE_NOTICE;
  EXPECT_EQ(telling.tell(notice), 1);
  EXPECT_EQ(telling.tell(service("TREE")), 1);

  const auto taken = telling.intake.finish();
  ASSERT_EQ(taken.verdict.outcome, Outcome::ok) << taken.verdict.reason;
  ASSERT_EQ(taken.services.size(), 2u);
  const open311::Service& first = taken.services[0];
  EXPECT_EQ(first.code + first.name + first.description + first.group, "POTA nameTwo\nlinesStreets");
  EXPECT_EQ(first.type, open311::ServiceType::batch);
  EXPECT_THAT(first.keywords, testing::ElementsAre("road", "hole"));
  ASSERT_EQ(first.attributes.size(), 2u);
  EXPECT_TRUE(first.attributes[0].required);
  EXPECT_TRUE(first.attributes[0].variable);
  EXPECT_EQ(first.attributes[0].order, 7);
  EXPECT_EQ(first.attributes[0].values[1].name, "Large");
  EXPECT_FALSE(first.attributes[1].variable);
  EXPECT_EQ(first.attributes[1].order, 2) << "its place";
  EXPECT_EQ(taken.services[1].type, open311::ServiceType::realtime);
  EXPECT_FALSE(taken.services[1].metadata());
}

struct Wrong {
  const char* name;
  Outcome outcome;
  const char* reason;
  std::function<void(Telling&)> told;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

// After a good service, so that there is a part that must not be taken.
class WrongCatalog : public testing::TestWithParam<Wrong> {};

TEST_P(WrongCatalog, IsNoCatalogAtAll_AndIsToldWhy) {
  Telling telling;
  ASSERT_EQ(telling.tell(service("GOOD", R311_SERVICE_HAS_DEFINITION)), 1);
  ASSERT_EQ(telling.tell(attribute("good")), 1);
  GetParam().told(telling);
  telling.tell(service("AFTER"));
  EXPECT_EQ(telling.tell(service("LATER")), 0);
  const auto taken = telling.intake.finish();
  EXPECT_EQ(word(taken.verdict.outcome), word(GetParam().outcome));
  EXPECT_THAT(taken.verdict.reason, HasSubstr(GetParam().reason));
  EXPECT_TRUE(taken.services.empty());
}

constexpr std::uint32_t with_definition = R311_SERVICE_HAS_DEFINITION;

std::vector<Wrong> wrongs() {
  const auto named = [](std::string_view name) {
    return [name](Telling& to) {
      r311_service one = service("X");
      one.name = lend(name);
      to.tell(one);
    };
  };
  const auto asks = [](const r311_attribute& one) {
    return [one](Telling& to) {
      to.tell(service("X", with_definition));
      to.tell(one);
    };
  };
  const auto list = [](std::string_view datatype, const r311_choice_view* values, std::uint64_t count) {
    r311_attribute one = attribute("a", datatype);
    one.values = values;
    one.value_count = count;
    return one;
  };
  static const std::string long_text(1001, 'x');
  static const std::string long_prose(40'001, 'x');
  static const r311_choice_view twice[] = {{lend("k"), lend("K")}, {lend("k"), lend("L")}};
  static const r311_choice_view nameless[] = {{lend("k"), {nullptr, 0}}};
  r311_attribute lying = attribute("a");
  lying.size = 8;
  r311_attribute wordy = attribute("a");
  wordy.description = lend(long_prose);
  const auto invalid = Outcome::invalid;
  const auto protocol = Outcome::protocol;
  return {
      {"code_twice", invalid, "two services with the code 'GOOD'", [](Telling& to) { to.tell(service("GOOD")); }},
      {"empty_code", invalid, "the code of a service is empty", [](Telling& to) { to.tell(service("")); }},
      {"blank_code", invalid, "the code of a service is empty", [](Telling& to) { to.tell(service(" ")); }},
      {"code_with_a_line_end", invalid, "line end", [](Telling& to) { to.tell(service("a\nb")); }},
      {"no_name", invalid, "the name of the service 'X' is empty", named("")},
      {"no_utf8", protocol, "not clean UTF-8", named("a\xFF")},
      {"control_character", protocol, "not clean UTF-8", named("a\x01")},
      {"name_too_long", protocol, "more than 1000 bytes", named(long_text)},
      {"unknown_type", invalid, "'later', not realtime, batch or blackbox",
       [](Telling& to) {
         r311_service one = service("X");
         one.type = lend("later");
         to.tell(one);
       }},
      {"definition_without_attributes", invalid, "of which no attribute was told",
       [](Telling& to) { to.tell(service("X", with_definition)); }},
      {"attribute_without_definition", protocol, "said has no definition",
       [](Telling& to) {
         to.tell(service("X"));
         to.tell(attribute("a"));
       }},
      {"attribute_twice", invalid, "is there twice", [](Telling& to) { to.tell(attribute("good")); }},
      {"attribute_code", invalid, "letters, digits, _ . -", asks(attribute("a[b]"))},
      {"unknown_datatype", invalid, "the datatype 'colour', which does not exist", asks(attribute("a", "colour"))},
      {"no_datatype", invalid, "which does not exist", asks(attribute("a", ""))},
      {"attribute_that_lies_about_its_size", invalid, "is empty", asks(lying)},
      {"text_too_long", protocol, "more than 40000 bytes", asks(wordy)},
      {"list_without_values", invalid, "a singlevaluelist without values", asks(attribute("a", "singlevaluelist"))},
      {"values_without_list", invalid, "a string and has values", asks(list("string", twice, 1))},
      {"key_twice", invalid, "is there twice", asks(list("multivaluelist", twice, 2))},
      {"value_without_name", invalid, "is empty", asks(list("multivaluelist", nameless, 1))},
      {"null_values", protocol, "are null", asks(list("multivaluelist", nullptr, 2))},
      {"endless_values", protocol, "more than 100000 values",
       asks(list("multivaluelist", twice, std::numeric_limits<std::uint64_t>::max()))},
      {"null_keywords", protocol, "are null",
       [](Telling& to) {
         r311_service one = service("X");
         one.keyword_count = 1;
         to.tell(one);
       }},
      {"null_service", protocol, "is null",
       [](Telling& to) { to.intake.abi()->service(to.intake.abi()->self, nullptr); }},
      {"null_attribute", protocol, "is null",
       [](Telling& to) { to.intake.abi()->attribute(to.intake.abi()->self, nullptr); }},
  };
}

INSTANTIATE_TEST_SUITE_P(Each, WrongCatalog, testing::ValuesIn(wrongs()),
                         [](const auto& given) { return std::string(given.param.name); });

TEST(CatalogIntake, NoServiceAtAll_IsNoCatalog) {
  Telling telling;
  EXPECT_EQ(telling.intake.finish().verdict.outcome, Outcome::invalid);
}

TEST(CatalogIntake, AttributeBeforeAnyService_IsRefused) {
  Telling telling;
  EXPECT_EQ(telling.tell(attribute("a")), 0);
  EXPECT_EQ(telling.intake.finish().verdict.outcome, Outcome::protocol);
}

TEST(CatalogIntake, MoreThanItsBounds_IsRefused) {
  CatalogBounds few;
  few.services = 2;
  Telling services(few);
  EXPECT_EQ(services.tell(service("A")), 1);
  EXPECT_EQ(services.tell(service("B")), 1);
  EXPECT_EQ(services.tell(service("C")), 0);
  EXPECT_THAT(services.intake.finish().verdict.reason, HasSubstr("more than 2 services"));

  CatalogBounds small;
  small.bytes = 20;
  Telling bytes(small);
  EXPECT_EQ(bytes.tell(service("A")), 1);
  EXPECT_EQ(bytes.tell(service("B")), 1);
  EXPECT_EQ(bytes.tell(service("C")), 0);
  EXPECT_THAT(bytes.intake.finish().verdict.reason, HasSubstr("more than 20 bytes"));

  CatalogBounds one;
  one.attributes = 1;
  Telling attributes(one);
  attributes.tell(service("A", with_definition));
  EXPECT_EQ(attributes.tell(attribute("a")), 1);
  EXPECT_EQ(attributes.tell(attribute("b")), 0);
}

// A plugin that was built before the last members were there.
TEST(CatalogIntake, ShorterStruct_HasWhatItKnows) {
  Telling telling;
  r311_service old = service("A");
  old.size = offsetof(r311_service, description);
  old.description = {reinterpret_cast<const char*>(1), 5};
  old.keywords = reinterpret_cast<const r311_text_view*>(1);
  old.keyword_count = 3;
  EXPECT_EQ(telling.tell(old), 1);
  const auto taken = telling.intake.finish();
  ASSERT_EQ(taken.services.size(), 1u);
  EXPECT_EQ(taken.services[0].description, "");
}

}  // namespace
}  // namespace r311::plugin
