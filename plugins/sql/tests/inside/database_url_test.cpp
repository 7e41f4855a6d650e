// SPDX-License-Identifier: Apache-2.0
#include "database_url.h"

#include <gmock/gmock.h>

namespace sql {
namespace {

using testing::HasSubstr;
using testing::Not;

Address read(std::string_view text) { return read_database_url(text, "/var/lib/relay311"); }

TEST(DatabaseUrl, EachKind_IsKnownByItsScheme) {
  EXPECT_EQ(read("sqlite:highways.db").database->dialect(), Dialect::sqlite);
  EXPECT_EQ(read("postgresql://u:p@db/highways?sslmode=require").database->dialect(), Dialect::postgresql);
  EXPECT_EQ(read("mysql://u:p@db:3307/highways").database->dialect(), Dialect::mysql);
  EXPECT_EQ(read("mariadb://u:p@db/highways").database->dialect(), Dialect::mysql);
  EXPECT_EQ(read("odbc:DSN=highways").database->dialect(), Dialect::odbc);
}

TEST(DatabaseUrl, Password_IsDecodedAndKnownAsASecret) {
  EXPECT_EQ(read("postgresql://u:p%40ss%3Aword@db/highways").secret, "p@ss:word");
  EXPECT_EQ(read("mysql://u:p@ss@db/highways").secret, "p@ss");
  EXPECT_EQ(read("odbc:DSN=x;UID=u;PWD=secret").secret, "secret");
  EXPECT_EQ(read("odbc:Password={a;b};DSN=x").secret, "a;b");
}

TEST(DatabaseUrl, Mistake_NeverShowsWhatWasWritten) {
  for (const char* text :
       {"secret", "postgresql://u:secret@db:70000/x", "postgresql://u:secret%zz@db/x", "mysql://:secret@db/x",
        "oracle://u:secret@db", "odbc:secret", "postgresql://u:secret@db/x?service=y"}) {
    const Address address = read(text);
    EXPECT_EQ(address.database, nullptr) << text;
    EXPECT_FALSE(address.mistake.found.empty());
    EXPECT_THAT(address.mistake.found + address.mistake.expected, Not(HasSubstr("secret")));
  }
}

TEST(DatabaseUrl, RelativeFile_StaysInTheDataDirectory) {
  EXPECT_EQ(read("sqlite:../other.db").database, nullptr);
  EXPECT_EQ(read("sqlite:a/../../other.db").database, nullptr);
  EXPECT_EQ(read("sqlite:").database, nullptr);
  EXPECT_NE(read("sqlite:/srv/legacy/highways.db").database, nullptr);
}

}  // namespace
}  // namespace sql
