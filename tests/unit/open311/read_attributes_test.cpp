// SPDX-License-Identifier: Apache-2.0
#include "open311/read_attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace r311::open311 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

Attribute question(std::string code, Datatype datatype, bool required = false) {
  Attribute attribute;
  attribute.code = std::move(code);
  attribute.datatype = datatype;
  attribute.required = required;
  if (datatype == Datatype::singlevaluelist || datatype == Datatype::multivaluelist)
    attribute.values = {{"small", "Up to a hand"}, {"large", "More than that"}, {"02", "Unknown"}};
  return attribute;
}

constexpr std::array kDatatypes{Datatype::string, Datatype::number,          Datatype::datetime,
                                Datatype::text,   Datatype::singlevaluelist, Datatype::multivaluelist};

struct Found {
  std::vector<AttributeValue> attributes;
  std::vector<std::string> faults;
};

Found read(const std::vector<Attribute>& questions, const std::string& body) {
  Service service;
  service.attributes = questions;
  Parameters sent;
  read_form(body, sent);
  std::vector<Fault> faults;
  Found found;
  found.attributes = read_attributes(sent, service, Zone::find("America/Chicago").value(), faults);
  for (const Fault& fault : faults) {
    EXPECT_EQ(fault.code, 400);
    found.faults.push_back(fault.description);
  }
  return found;
}

// "code=value|value" of each.
std::vector<std::string> kept(const std::vector<Attribute>& questions, const std::string& body) {
  const Found found = read(questions, body);
  EXPECT_THAT(found.faults, IsEmpty());
  std::vector<std::string> lines;
  for (const AttributeValue& attribute : found.attributes) {
    std::string line = attribute.code;
    for (const std::string& value : attribute.values) line += (&value == &attribute.values.front() ? "=" : "|") + value;
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> faults(const std::vector<Attribute>& questions, const std::string& body) {
  return read(questions, body).faults;
}

TEST(ReadAttributes, MissingRequiredOne_IsToldByItsCodeFirst) {
  Attribute depth = question("depth", Datatype::number, true);
  EXPECT_THAT(faults({depth}, ""), ElementsAre("depth required"));
  depth.description = "Depth in cm";
  EXPECT_THAT(faults({depth}, ""), ElementsAre("depth required: Depth in cm"));
  EXPECT_THAT(faults({depth}, "attribute[depth]=+"), ElementsAre("depth required: Depth in cm"));
}

TEST(ReadAttributes, FieldOfTheReport_AnswersAQuestionOfItsName) {
  const Attribute name = question("first_name", Datatype::string, true);
  EXPECT_THAT(kept({name}, "first_name=Ana"), ElementsAre("first_name=Ana"));
  EXPECT_THAT(kept({name}, "first_name=Ana&attribute[first_name]=Anna"), ElementsAre("first_name=Anna"));
  EXPECT_THAT(kept({name}, "first_name=Ana&first_name=Bea"), ElementsAre("first_name=Ana")) << "as of the field itself";
  EXPECT_THAT(faults({name}, "first_name=+&attribute[first_name]="), ElementsAre("first_name required"));
  EXPECT_THAT(kept({}, "first_name=Ana"), IsEmpty()) << "nobody asks for it";
  // What is no text was never meant by the field.
  EXPECT_THAT(kept({question("phone", Datatype::number)}, "phone=%2B1+555"), IsEmpty());
  EXPECT_THAT(faults({question("description", Datatype::string, true)}, "description=x"),
              ElementsAre("description required"));
}

TEST(ReadLaterAttributes, AreCheckedAsAReportsButNoneIsRequired) {
  Service service;
  service.attributes = {question("depth", Datatype::number, true), question("since", Datatype::datetime),
                        question("size", Datatype::singlevaluelist), question("first_name", Datatype::string)};
  Parameters sent;
  read_form("attribute[since]=2026-03-01T12:00&attribute[size]=moon&attribute[odd]=x&first_name=Ana", sent);
  std::vector<Fault> faults;
  const auto found = read_later_attributes(sent, service, Zone::find("America/Chicago").value(), faults);
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_THAT(faults[0].description, StartsWith("size has no value 'moon'"));
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].values, ElementsAre("2026-03-01T12:00:00-06:00"));
  EXPECT_EQ(found[1].code, "odd");
}

TEST(ReadAttributes, EmptyAnswerToAnOptionalQuestion_CountsAsAbsent) {
  for (Datatype datatype : {Datatype::string, Datatype::number, Datatype::datetime, Datatype::text,
                            Datatype::singlevaluelist, Datatype::multivaluelist})
    EXPECT_THAT(kept({question("q", datatype)}, "attribute%5Bq%5D="), IsEmpty()) << word(datatype);
}

TEST(ReadAttributes, Notices_AreNeverRequired) {
  Attribute notice = question("notice", Datatype::string, true);
  notice.variable = false;
  EXPECT_THAT(kept({notice}, ""), IsEmpty());
}

TEST(ReadAttributes, WhatTheServerSets_IsNotAskedOfTheClient) {
  Attribute automatic = question("easting", Datatype::number, true);
  automatic.automated = "server_set";
  EXPECT_THAT(kept({automatic}, ""), IsEmpty());
  automatic.automated = "hidden_field";
  EXPECT_THAT(faults({automatic}, ""), SizeIs(1));
}

TEST(ReadAttributes, StandInTheOrderOfTheDefinitionAndThenAsTheyCame) {
  EXPECT_THAT(kept({question("a", Datatype::string), question("b", Datatype::string)},
                   "attribute[z]=1&attribute[b]=2&attribute[y]=3&attribute[a]=4"),
              ElementsAre("a=4", "b=2", "z=1", "y=3"));
}

TEST(ReadAttributes, UnknownOnes_AreKept) {
  EXPECT_THAT(kept({}, "attribute%5Buprn%5D=100012&attribute[fixmystreet_id]=42&attribute[empty]="),
              ElementsAre("uprn=100012", "fixmystreet_id=42"));
}

TEST(ReadAttributes, RepeatedNamesAndBrackets_AreOne) {
  EXPECT_THAT(kept({question("k", Datatype::multivaluelist)},
                   "attribute[k]=small&attribute[k][]=large&attribute%5Bk%5D%5B%5D=small"),
              ElementsAre("k=small|large"));
  EXPECT_THAT(kept({question("d", Datatype::number)}, "attribute[d][]=5"), ElementsAre("d=5"));
}

TEST(ReadAttributes, SeveralValuesForASingleOne_AreTold) {
  EXPECT_THAT(faults({question("q", Datatype::singlevaluelist)}, "attribute[q]=small&attribute[q]=large"),
              ElementsAre("q takes one value, and 2 were sent."));
  EXPECT_THAT(kept({question("q", Datatype::string)}, "attribute[q]=&attribute[q]=x"), ElementsAre("q=x"));
}

TEST(ReadAttributes, Numbers_AreFiniteDecimals) {
  EXPECT_THAT(kept({question("n", Datatype::number)}, "attribute[n]=+12.50+"), ElementsAre("n=12.50"));
  for (const char* value : {"abc", "1,5", "nan", "inf", "0x1F", "12cm", "1e999"})
    EXPECT_THAT(faults({question("n", Datatype::number)}, std::string("attribute[n]=") + value),
                ElementsAre(AllOf(StartsWith("n must be a number"), HasSubstr(value))))
        << value;
}

TEST(ReadAttributes, Datetimes_AreKeptWithTheJurisdictionsOffset) {
  const std::vector<Attribute> questions{question("when", Datatype::datetime)};
  EXPECT_THAT(kept(questions, "attribute[when]=2026-07-01T09:30"), ElementsAre("when=2026-07-01T09:30:00-05:00"));
  EXPECT_THAT(kept(questions, "attribute[when]=2026-01-01T12:00:00Z"), ElementsAre("when=2026-01-01T06:00:00-06:00"));
  EXPECT_THAT(kept(questions, "attribute[when]=2026-01-01"), ElementsAre("when=2026-01-01T00:00:00-06:00"));
  EXPECT_THAT(faults(questions, "attribute[when]=2026-02-30T10:00"),
              ElementsAre(AllOf(StartsWith("when must be a date and time"), HasSubstr("'2026-02-30T10:00'"))));
}

TEST(ReadAttributes, KeysOfLists_MustExist) {
  const std::vector<Attribute> questions{question("size", Datatype::singlevaluelist)};
  EXPECT_THAT(kept(questions, "attribute[size]=02"), ElementsAre("size=02"));
  EXPECT_THAT(faults(questions, "attribute[size]=smal"),
              ElementsAre("size has no value 'smal'; did you mean 'small'?"));
  EXPECT_THAT(faults(questions, "attribute[size]=up+to+a+hand"),
              ElementsAre("size has no value 'up to a hand'; its key is 'small'."));
  EXPECT_THAT(faults(questions, "attribute[size]=purple"), ElementsAre("size has no value 'purple'."));
  EXPECT_THAT(
      faults({question("size", Datatype::multivaluelist)}, "attribute[size]=small&attribute[size]=x&attribute[size]=y"),
      ElementsAre("size has no value 'x'.", "size has no value 'y'."));
}

TEST(ReadAttributes, Text_KeepsItsBlanksAndLines) {
  EXPECT_THAT(kept({question("t", Datatype::text), question("s", Datatype::string)},
                   "attribute[t]=+a%0D%0Ab+%0D%0A&attribute[s]=x%0D%0Ay"),
              ElementsAre("t= a\nb \n", "s=x\ny"));
}

TEST(ReadAttributes, LengthsAreBounded) {
  const std::vector<Attribute> questions{question("t", Datatype::text)};
  EXPECT_THAT(kept(questions, "attribute[t]=" + std::string(4000, 'x')), SizeIs(1));
  EXPECT_THAT(faults(questions, "attribute[t]=" + std::string(4001, 'x')),
              ElementsAre("t has 4001 characters; at most 4000 can be taken."));
  EXPECT_THAT(faults({}, "attribute[u]=" + std::string(4001, 'x')), ElementsAre(StartsWith("u has 4001")));
  EXPECT_THAT(kept({}, "attribute[" + std::string(100, 'c') + "]=x"), SizeIs(1));
  EXPECT_THAT(faults({}, "attribute[" + std::string(101, 'c') + "]=x"),
              ElementsAre(HasSubstr("the code of an attribute has at most 100 characters")));
}

TEST(ReadAttributes, NumberOfUnknownOnes_IsBounded) {
  std::string body;
  for (int i = 0; i < 200; ++i) body += "attribute[a" + std::to_string(i) + "]=x&";
  EXPECT_THAT(kept({}, body), SizeIs(200));
  EXPECT_THAT(faults({}, body + "attribute[one]=more&attribute[two]=more"), SizeIs(1));
}

TEST(ReadAttributes, NamesThatAreNoAttributes_AreIgnored) {
  EXPECT_THAT(kept({}, "attribute=x&attribute[]=x&attribute[=x&attribute[a=x&Attribute[a]=x&xattribute[a]=x"),
              IsEmpty());
}

TEST(ReadAttributes, EveryMistake_IsToldInTheOrderOfTheDefinition) {
  EXPECT_THAT(faults({question("a", Datatype::number), question("b", Datatype::string, true),
                      question("c", Datatype::singlevaluelist)},
                     "attribute[c]=x&attribute[a]=x"),
              ElementsAre(StartsWith("a must"), StartsWith("b required"), StartsWith("c has no")));
}

TEST(ReadAttributes, MissingOneOfEveryKind_IsToldByItsCodeAndItsDescription) {
  for (const Datatype datatype : kDatatypes) {
    Attribute asked = question("depth", datatype, true);
    asked.description = "How deep is it?";
    for (const char* sent : {"", "attribute[depth]=", "attribute[depth][]=+", "attribute[depth]=&attribute[depth]="})
      EXPECT_THAT(read({asked}, sent).faults, ElementsAre("depth required: How deep is it?"))
          << word(datatype) << ' ' << sent;
  }
}

}  // namespace
}  // namespace r311::open311
