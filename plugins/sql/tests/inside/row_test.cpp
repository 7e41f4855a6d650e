// SPDX-License-Identifier: Apache-2.0
#include "row.h"

#include <gtest/gtest.h>

#include "connection.h"

namespace sql {
namespace {

TEST(Row, Truth_IsEverythingThatDoesNotMeanNo) {
  Rows rows;
  rows.columns = {"secret"};
  for (const char* no : {"", " ", "0", "f", "F", "false", "FALSE", "n", "No"}) {
    rows.cells = {{std::string(no)}};
    EXPECT_EQ(Row(rows, 0, "changes").truth("secret"), false) << no;
  }
  for (const char* yes : {"1", "t", "true", "Y", "yes", "-1", "confidential"}) {
    rows.cells = {{std::string(yes)}};
    EXPECT_EQ(Row(rows, 0, "changes").truth("secret"), true) << yes;
  }
  rows.cells = {{std::nullopt}};
  EXPECT_EQ(Row(rows, 0, "changes").truth("secret"), std::nullopt);
  EXPECT_EQ(Row(rows, 0, "changes").truth(""), std::nullopt) << "no such column is configured";
}

}  // namespace
}  // namespace sql
