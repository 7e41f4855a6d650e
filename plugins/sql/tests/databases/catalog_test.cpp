// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "adapter_test.h"

namespace sql::test {
namespace {

using r311::open311::Datatype;
using r311::open311::ServiceType;
using r311::plugin::Ability;
using r311::plugin::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* services = R"(catalog:
  services:
    sql: SELECT type_code, title, blurb, heading, tags FROM wo_type WHERE is_public = 1 ORDER BY sort_no
    code: type_code
    name: title
    description: blurb
    group: heading
    keywords: tags
)";
constexpr const char* questions = R"(  attributes:
    sql: SELECT type_code, field, datatype, needed, label, sort_no FROM wo_field ORDER BY type_code, sort_no
    service: type_code
    code: field
    required: needed
    description: label
    order: sort_no
  values:
    sql: SELECT type_code AS service, field AS attribute, value_key AS vkey, value_name AS name FROM wo_value
         ORDER BY type_code, field, sort_no
    key: vkey
)";

// The services that a council keeps in its own tables, over every kind of database.
class Catalog : public AdapterTest, public testing::WithParamInterface<std::string> {
 protected:
  Catalog() : AdapterTest(GetParam()) {
    for (const char* table : {"wo_value", "wo_field", "wo_type"})
      council_.clerk(std::string("DROP TABLE IF EXISTS ") + table);
    council_.clerk(
        "CREATE TABLE wo_type (type_code CHAR(8), title VARCHAR(80), blurb VARCHAR(200), heading VARCHAR(40), tags "
        "VARCHAR(80), is_public INT, sort_no INT)");
    council_.clerk(
        "CREATE TABLE wo_field (type_code CHAR(8), field VARCHAR(20), datatype VARCHAR(20), needed CHAR(1), label "
        "VARCHAR(80), sort_no INT)");
    council_.clerk(
        "CREATE TABLE wo_value (type_code CHAR(8), field VARCHAR(20), value_key VARCHAR(10), value_name VARCHAR(40), "
        "sort_no INT)");
    council_.clerk(
        "INSERT INTO wo_type VALUES ('PH01', 'Pothole — żółć', 'A hole', 'Streets', 'road, hole,', 1, 2), "
        "('TR02', 'Fallen tree', NULL, NULL, NULL, 1, 1), ('INT9', 'Internal', NULL, NULL, NULL, 0, 3)");
    council_.clerk(
        "INSERT INTO wo_field VALUES ('PH01', 'depth', 'number', 'Y', 'How deep?', 1), "
        "('PH01', 'place', 'singlevaluelist', 'N', 'Where?', 2), ('INT9', 'x', 'string', 'N', NULL, 1)");
    council_.clerk(
        "INSERT INTO wo_value VALUES ('PH01', 'place', 'kerb', 'At the kerb', 2), "
        "('PH01', 'place', 'lane', 'In the lane', 1)");
  }

  r311::plugin::Cataloged fetch(const std::string& statements) {
    use(statements);
    return adapter_->catalog(bench_.terms());
  }
};

INSTANTIATE_TEST_SUITE_P(Kinds, Catalog, testing::Values("sqlite", "postgresql", "mariadb", "odbc"));

TEST_P(Catalog, OfTheCouncilsTables_IsReadInItsOrderWithItsQuestions) {
  const auto fetched = fetch(std::string(services) + questions);
  ASSERT_EQ(fetched.verdict.outcome, Outcome::ok) << fetched.verdict.reason;
  ASSERT_EQ(fetched.services.size(), 2u);
  EXPECT_EQ(fetched.services[0].code, "TR02") << "without the blanks that CHAR pads with";
  EXPECT_EQ(fetched.services[0].type, ServiceType::realtime);
  EXPECT_FALSE(fetched.services[0].metadata());
  const auto& pothole = fetched.services[1];
  EXPECT_EQ(pothole.name, "Pothole — żółć");
  EXPECT_EQ(pothole.description, "A hole");
  EXPECT_EQ(pothole.group, "Streets");
  EXPECT_THAT(pothole.keywords, ElementsAre("road", "hole"));
  ASSERT_EQ(pothole.attributes.size(), 2u);
  EXPECT_EQ(pothole.attributes[0].code, "depth");
  EXPECT_EQ(pothole.attributes[0].datatype, Datatype::number);
  EXPECT_TRUE(pothole.attributes[0].required);
  EXPECT_EQ(pothole.attributes[0].description, "How deep?");
  EXPECT_EQ(pothole.attributes[1].order, 2);
  ASSERT_EQ(pothole.attributes[1].values.size(), 2u);
  EXPECT_EQ(pothole.attributes[1].values[0].key, "lane");
  EXPECT_EQ(pothole.attributes[1].values[1].name, "At the kerb");
}

TEST_P(Catalog, ThatIsWrong_IsNotTakenAtAll) {
  council_.clerk("INSERT INTO wo_type VALUES ('PH01', 'Another', NULL, NULL, NULL, 1, 9)");
  const auto twice = fetch(services);
  EXPECT_EQ(twice.verdict.outcome, Outcome::invalid);
  EXPECT_THAT(twice.verdict.reason, HasSubstr("two services with the code 'PH01'"));
  EXPECT_TRUE(twice.services.empty());
  council_.clerk("DELETE FROM wo_type WHERE sort_no = 9");
  council_.clerk("DELETE FROM wo_value");
  const auto choiceless = fetch(std::string(services) + questions);
  EXPECT_EQ(choiceless.verdict.outcome, Outcome::invalid);
  EXPECT_THAT(choiceless.verdict.reason, HasSubstr("without values"));
  council_.clerk("UPDATE wo_field SET needed = '?'");
  EXPECT_THAT(fetch(std::string(services) + questions).verdict.reason,
              HasSubstr("'?' in required is neither yes nor no"));
  council_.clerk("DELETE FROM wo_type");
  EXPECT_EQ(fetch(services).verdict.outcome, Outcome::invalid) << "an emptied table is no catalogue";
}

TEST_P(Catalog, ThatCanNotBeRead_IsToldWithTheStatement) {
  const auto column = fetch("catalog: {services: {sql: SELECT type_code AS code FROM wo_type}}\n");
  EXPECT_EQ(column.verdict.outcome, Outcome::unsupported);
  EXPECT_THAT(column.verdict.reason, HasSubstr("catalog services: its result has no column name"));
  const auto table = fetch("catalog: {services: {sql: SELECT a AS code FROM nowhere}}\n");
  EXPECT_NE(table.verdict.outcome, Outcome::ok);
  EXPECT_THAT(table.verdict.reason, HasSubstr("catalog services: "));
}

TEST_P(Catalog, WithoutAStatement_IsNotOffered) {
  use(council_.statements());
  EXPECT_FALSE(adapter_->can(Ability::catalog));
  use(council_.statements() + services);
  EXPECT_TRUE(adapter_->can(Ability::catalog));
}

}  // namespace
}  // namespace sql::test
