// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "config/tables.h"
#include "open311/model.h"
#include "open311/status_view.h"

// The configuration and GeoReport's model do not see each other, and must know the same words: one that only the first
// knows could not be served.
namespace r311::config {
namespace {

// The words that the key `name` takes, as the reference page lists them.
template <class T>
std::set<std::string> taken(const Table<T>& table, const std::string& name) {
  std::set<std::string> words;
  for (const auto& field : table.fields) {
    if (field.name != name) continue;
    std::string_view rest = field.value;
    rest.remove_prefix(std::string_view("one of ").size());
    for (std::size_t comma; (comma = rest.find(", ")) != std::string_view::npos; rest.remove_prefix(comma + 2))
      words.emplace(rest.substr(0, comma));
    words.emplace(rest);
  }
  return words;
}

// The words of all values of an enumeration, of which `last` is the last.
template <class Value>
std::set<std::string> served(Value last) {
  std::set<std::string> words;
  for (int i = 0; i <= static_cast<int>(last); ++i) words.emplace(open311::word(static_cast<Value>(i)));
  return words;
}

TEST(Words, OfServiceTypes_AreThoseOfTheModel) {
  EXPECT_EQ(taken(service_table(), "type"), served(open311::ServiceType::blackbox));
  EXPECT_TRUE(open311::service_type_of(Service{}.type)) << "the default";
}

TEST(Words, OfStatuses_AreTheViewsOfTheModel) {
  EXPECT_EQ(taken(jurisdiction_table(), "statuses"), served(open311::StatusView::draft));
  EXPECT_TRUE(open311::status_view_of(Jurisdiction{}.statuses)) << "the default";
}

TEST(Words, OfDatatypes_AreThoseOfTheModel) {
  EXPECT_EQ(taken(attribute_table(), "datatype"), served(open311::Datatype::multivaluelist));
}

}  // namespace
}  // namespace r311::config
