// SPDX-License-Identifier: Apache-2.0
#include "open311/read_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "base/text.h"

namespace r311::open311 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* here = "lat=41.878113&long=-87.629799&";

ReadReport read(const std::string& body) {
  Parameters sent;
  read_form(body, sent);
  return read_report(sent, Service{}, Zone::utc());
}

Report accepted(const std::string& body) {
  ReadReport found = read(body);
  for (const Fault& fault : found.faults) ADD_FAILURE() << fault.description;
  return found.report;
}

std::vector<std::string> faults(const std::string& body) {
  std::vector<std::string> told;
  for (const Fault& fault : read(body).faults) {
    EXPECT_EQ(fault.code, 400);
    told.push_back(fault.description);
  }
  return told;
}

TEST(ReadReport, AFormAsFixMyStreetPostsIt_IsTakenWhole) {
  const Report report = accepted(
      "service_code=POT&api_key=x&first_name=Jos%C3%A9&last_name=&lat=51.5&long=-0.12&email=jose%40example.org&"
      "phone=020+7946+0000&deviceid=d-1&account_id=77&media_url=https%3A%2F%2Fexample.org%2F1.jpg&"
      "media_url=https%3A%2F%2Fexample.org%2F2.jpg&"
      "description=title%3A+Pothole%0D%0A%0D%0Adetail%3A+It's+(very)+deep*%0D%0A%0D%0Aurl%3A+https%3A%2F%2Fexample.org"
      "%2F9%0D%0A");
  EXPECT_EQ(report.description, "title: Pothole\n\ndetail: It's (very) deep*\n\nurl: https://example.org/9\n");
  EXPECT_EQ(report.first_name, "Jos\xC3\xA9");
  EXPECT_EQ(report.last_name, "");
  EXPECT_EQ(report.position->latitude, 51.5);
  EXPECT_EQ(report.position->longitude, -0.12);
  EXPECT_EQ(report.email, "jose@example.org");
  EXPECT_EQ(report.phone, "020 7946 0000");
  EXPECT_EQ(report.device_id, "d-1");
  EXPECT_EQ(report.account_id, "77");
  EXPECT_THAT(report.media_urls, ElementsAre("https://example.org/1.jpg", "https://example.org/2.jpg"));
}

TEST(ReadReport, TitleAndDetail_AreTakenAndMakeTheDescriptionWhereThereIsNone) {
  Report report = accepted(std::string(here) + "title=Hole&detail=Deep%0D%0Aone&description=As+sent");
  EXPECT_EQ(report.title, "Hole");
  EXPECT_EQ(report.detail, "Deep\none");
  EXPECT_EQ(report.description, "As sent");
  EXPECT_EQ(accepted(std::string(here) + "title=Hole&detail=Deep").description, "Hole\n\nDeep");
  EXPECT_EQ(accepted(std::string(here) + "title=Hole").description, "Hole");
  EXPECT_EQ(accepted(std::string(here) + "detail=Deep").description, "Deep");
  EXPECT_EQ(accepted(here).description, "");
  EXPECT_THAT(faults(std::string(here) + "title=" + std::string(256, 'x')), ElementsAre(HasSubstr("title")));
}

// Silence is no leave.
TEST(ReadReport, Name_IsPublicOnlyWhereTheReporterSaysSo) {
  const std::string form = std::string(here) + "first_name=Ana&";
  for (const char* leave : {"public_anonymity_required=FALSE", "public_anonymity_required=false",
                            "attribute%5Bpublic_anonymity_required%5D=FALSE"})
    EXPECT_TRUE(accepted(form + leave).name_public) << leave;
  for (const char* none :
       {"", "public_anonymity_required=TRUE", "public_anonymity_required=", "public_anonymity_required=0",
        "public_anonymity_required=no", "attribute%5Bpublic_anonymity_required%5D=TRUE",
        "public_anonymity_required=TRUE&attribute%5Bpublic_anonymity_required%5D=FALSE"})
    EXPECT_FALSE(accepted(form + none).name_public) << none;
}

TEST(ReadReport, OrderOfParameters_DoesNotMatter) {
  const Report report = accepted("description=x&long=2&media_url=http%3A%2F%2Fa%2F&lat=1&service_code=POT");
  EXPECT_EQ(report.position->latitude, 1);
  EXPECT_EQ(report.description, "x");
}

TEST(ReadReport, Description_KeepsEveryCharacterButCarriageReturns) {
  EXPECT_EQ(accepted(std::string(here) + "description=++a+++b%09%0D%0A%0Dc%0A%0A").description, "  a   b\t\n\nc\n\n");
  EXPECT_EQ(
      accepted(std::string(here) + "description=%F0%9F%95%B3%EF%B8%8F+%D9%85%D8%B1%D8%AD%D8%A8%D8%A7").description,
      "\xF0\x9F\x95\xB3\xEF\xB8\x8F \xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7");
}

TEST(ReadReport, ControlCharacters_AreTakenOut) {
  EXPECT_EQ(accepted(std::string(here) + "description=a%00b%1Bc%EF%BF%BFd").description, "abcd");
}

TEST(ReadReport, DescriptionOfFourThousandCharacters_IsTheLongest) {
  std::string longest;
  for (int i = 0; i < 3999; ++i) longest += "%F0%9F%98%80";
  EXPECT_EQ(text::length(accepted(here + ("description=" + longest + "%0D%0A")).description), 4000u);
  EXPECT_THAT(faults(here + ("description=" + longest + "xy")),
              ElementsAre("description has 4001 characters; at most 4000 can be taken."));
}

TEST(ReadReport, WithoutDescriptionNameOrEmail_IsTaken) {
  const Report report = accepted("address_id=%23NOTPINPOINTED%23");
  EXPECT_EQ(report.address_id, "#NOTPINPOINTED#");
  EXPECT_FALSE(report.position);
}

TEST(ReadReport, ALocation_IsRequired) {
  EXPECT_THAT(faults("description=x"), ElementsAre(HasSubstr("lat and long, or address_string, or address_id")));
  EXPECT_THAT(faults("lat=&long=&address_string=+"), ElementsAre(StartsWith("A location is required")));
  EXPECT_EQ(accepted("address_string=12+Elm+St").address_string, "12 Elm St");
}

TEST(ReadReport, HalfAPosition_IsTold) {
  EXPECT_THAT(faults("lat=41.8"), ElementsAre(StartsWith("long is missing")));
  EXPECT_THAT(faults("long=41.8&address_string=12+Elm+St"), ElementsAre(StartsWith("lat is missing")));
}

TEST(ReadReport, PositionsThatAreNone_AreTold) {
  EXPECT_THAT(faults("lat=91&long=-180.5"),
              ElementsAre("lat must be a decimal number from -90 to 90, not '91'.",
                          "long must be a decimal number from -180 to 180, not '-180.5'."));
  for (const char* lat : {"abc", "inf", "nan", "0x10", "1e999", "41,8", "%FF"})
    EXPECT_THAT(read(std::string("long=1&lat=") + lat).faults, testing::Not(IsEmpty())) << lat;
  EXPECT_EQ(accepted("lat=-90&long=1.8e2").position->longitude, 180);
  EXPECT_EQ(accepted("lat=+41.5+&long=0").position->latitude, 41.5);
}

TEST(ReadReport, EveryMistake_IsToldInOneAnswer) {
  EXPECT_THAT(faults("lat=x&email=nobody&media_url=photo.jpg&phone=" + std::string(256, '1') +
                     "&first_name=" + std::string(256, 'n')),
              ElementsAre(StartsWith("first_name has 256"), StartsWith("phone has 256"), StartsWith("email must be"),
                          StartsWith("long is missing"), StartsWith("lat must be"), StartsWith("media_url must be")));
}

TEST(ReadReport, IllFormedText_IsToldWithItsParameter) {
  EXPECT_THAT(faults(std::string(here) + "description=%C3%28"), ElementsAre("description is not valid UTF-8 text."));
  EXPECT_THAT(faults(std::string(here) + "attribute%5Bcolour%5D=%FF&attribute%5Bcolour%5D=%FE"),
              ElementsAre("colour is not valid UTF-8 text."));
  EXPECT_THAT(faults(std::string(here) + "last_name=%ED%A0%80"), ElementsAre(StartsWith("last_name ")));
}

TEST(ReadReport, Media_AreBoundedAndTakenOnce) {
  EXPECT_THAT(
      accepted(std::string(here) + "media_url=http://a/1&media_url%5B%5D=http://a/2&media_url=http://a/1&media_url=")
          .media_urls,
      ElementsAre("http://a/1", "http://a/2"));
  std::string many = here;
  for (int i = 0; i < 21; ++i) many += "media_url=http://a/" + std::to_string(i) + "&";
  EXPECT_THAT(faults(many), ElementsAre("media_url: at most 20 can be taken."));
  EXPECT_THAT(accepted(std::string(here) + "media_url=data:image/png;base64,iVBORw0KGgo%3D").media_urls,
              ElementsAre("data:image/png;base64,iVBORw0KGgo="));
}

TEST(ReadReport, EmptyFields_CountAsAbsent) {
  const Report report = accepted(std::string(here) + "email=&phone=+&media_url=&description=%0D%0A&device_id=");
  EXPECT_EQ(report.email, "");
  EXPECT_EQ(report.phone, "");
  EXPECT_EQ(report.description, "");
  EXPECT_THAT(report.media_urls, IsEmpty());
}

TEST(ReadReport, FaultsNeverEchoMoreThanALittle) {
  for (const std::string& told : faults("lat=" + std::string(1 << 20, '9') + "&long=1&email=" + std::string(200, 'e')))
    EXPECT_LT(told.size(), 200u);
}

TEST(ReadReport, GarbageBytesNeverCrash) {
  Service service;
  service.code = "POT";
  for (Datatype datatype : {Datatype::string, Datatype::number, Datatype::datetime, Datatype::text,
                            Datatype::singlevaluelist, Datatype::multivaluelist}) {
    Attribute attribute;
    attribute.code = std::string(word(datatype));
    attribute.datatype = datatype;
    attribute.values = {{"a", "A"}};
    service.attributes.push_back(attribute);
  }
  const char* const names[] = {"lat",   "long",       "description",       "email",
                               "phone", "media_url",  "attribute[number]", "attribute[datetime]",
                               "a",     "attribute",  "attribute[text][]", "attribute[multivaluelist][]",
                               "[",     "attribute[", "attribute[]",       "attribute[]]"};
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    Parameters sent;
    for (auto n = random() % 12; n > 0; --n) {
      std::string value(random() % 40, '\0');
      for (char& c : value) c = static_cast<char>(random() % 4 ? random() % 128 : random());
      sent.add(names[random() % std::size(names)], value);
    }
    const ReadReport found = read_report(sent, service, Zone::utc());
    for (const Fault& fault : found.faults) EXPECT_TRUE(text::is_utf8(fault.description));
    EXPECT_EQ(found.report.description, text::clean(found.report.description));
    for (const AttributeValue& attribute : found.report.attributes)
      for (const std::string& value : attribute.values) EXPECT_EQ(value, text::clean(value));
  }
}

}  // namespace
}  // namespace r311::open311
