// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/address.h"

#include <gtest/gtest.h>

namespace r311::store::postgres {
namespace {

TEST(PostgresAddress, ShowsWhereAndNeverWho) {
  const auto address = read_address("postgresql://relay:s3cret@db.example:5433/relay311?sslmode=require");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->shown, "db.example:5433/relay311");
}

TEST(PostgresAddress, SeveralHosts_AreAllShown) {
  const auto address = read_address("postgresql://relay:s3cret@a.example:5432,b.example:5433/relay311");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->shown, "a.example,b.example:5432,5433/relay311");
}

TEST(PostgresAddress, WithoutAHost_IsALocalSocket) {
  const auto address = read_address("postgresql:///relay311");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->shown, "local socket/relay311");
}

TEST(PostgresAddress, ThatCannotBeRead_IsInvalidAndNotRepeated) {
  for (const char* url : {"", "relay311", "sqlite:a.db", "postgresql://u:s3%zzcret@h/d", "postgresql://u:s3@cret@h/d",
                          "postgresql://u:s3cret@[h/d", "host=h password=s3cret"}) {
    const auto address = read_address(url);
    ASSERT_FALSE(address) << url;
    EXPECT_EQ(address.error().kind, Kind::invalid);
    EXPECT_EQ(address.error().text.find("cret"), std::string::npos) << url;
  }
}

}  // namespace
}  // namespace r311::store::postgres
