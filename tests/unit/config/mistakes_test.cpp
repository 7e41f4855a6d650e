// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/written.h"

namespace r311::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;
using testing::StartsWith;

std::vector<std::string> told(std::string_view yaml) { return Written(yaml).told(); }

TEST(Mistakes, LineIsWhatAnEditorCanJumpTo) {
  const Finding finding{{"relay311.yaml", 3, 5}, "server", "unknown key \"listn\"", "one of listen", "listen"};
  EXPECT_EQ(to_text(finding),
            "relay311.yaml:3:5: server: found unknown key \"listn\", expected one of listen; did you mean listen?");
  EXPECT_EQ(to_text({{"relay311.yaml", 0, 0}, "", "no such file", "a file", ""}),
            "relay311.yaml: found no such file, expected a file");
}

TEST(Mistakes, NoFindingBreaksItsLine) {
  EXPECT_EQ(to_text({{"f", 1, 1}, "a\nb", "\x1B[31m", "c\r", ""}), "f:1:1: a?b: found ?[31m, expected c?");
}

TEST(Mistakes, FileThatIsNotThere) {
  const Loaded loaded = load("/nowhere/relay311.yaml");
  ASSERT_THAT(loaded.findings, SizeIs(1));
  EXPECT_EQ(to_text(loaded.findings[0]),
            "/nowhere/relay311.yaml: found no such file, expected a YAML file that can be read");
}

TEST(Mistakes, UnknownKeyWithItsNearestWord) {
  EXPECT_THAT(
      told(smallest("server: {lisen: 127.0.0.1:80}\n")),
      ElementsAre("7:10: server: found unknown key \"lisen\", expected one of listen, public_url, test_url, max_body, "
                  "max_connections, lease; did you mean listen?"));
  EXPECT_THAT(told(smallest("banana: 1\n")),
              ElementsAre("7:1: found unknown key \"banana\", expected one of server, media, store, data, plugins, "
                          "anonymous_may, keys, backends, jurisdictions"));
}

TEST(Mistakes, MisspeltRequiredKeyIsToldOnce) {
  EXPECT_THAT(told(R"(backends:
  desk:
    adaptor: sql
jurisdictions:
  - id: x
    services: [{code: A, name: A, backend: desk}]
)"),
              ElementsAre(AllOf(StartsWith("3:5: backends.desk: found unknown key \"adaptor\""),
                                HasSubstr("did you mean adapter?"))));
}

TEST(Mistakes, RepeatedKeyStandsWhereItIsRepeated) {
  EXPECT_THAT(
      told(smallest("store: sqlite:a\nstore: sqlite:b\n")),
      ElementsAre(
          "8:1: store: found the key \"store\" a second time, expected each key once in a map; line 7 has it already"));
}

TEST(Mistakes, MissingKeysAreToldAtTheirMap) {
  EXPECT_THAT(told("{}\n"), ElementsAre(StartsWith("1:1: found no key \"backends\", expected backends"),
                                        StartsWith("1:1: found no key \"jurisdictions\", expected jurisdictions")));
  EXPECT_THAT(told(""), ElementsAre(StartsWith("1:1: found nothing, expected a map with the keys server,")));
  EXPECT_THAT(told(R"(backends: {desk: {adapter: sql}}
jurisdictions:
  - id: x
    services:
      - group: Streets
)"),
              ElementsAre(StartsWith("5:9: jurisdictions[0].services[0]: found no key \"code\", expected code (text)"),
                          StartsWith("5:9: jurisdictions[0].services[0]: found no key \"name\""),
                          StartsWith("5:9: jurisdictions[0].services[0]: found no key \"backend\"")));
}

TEST(Mistakes, RequiredKeyWithNothingBehindItIsToldAtTheKey) {
  EXPECT_THAT(told("backends: {desk: {adapter: }}\njurisdictions:\n"),
              ElementsAre(StartsWith("1:19: backends.desk.adapter: found nothing, expected name of a plugin"),
                          StartsWith("2:1: jurisdictions: found nothing, expected list of maps")));
}

TEST(Mistakes, WrongTypes) {
  EXPECT_THAT(
      told(smallest("server: x\nstore: [a]\nplugins: a\nkeys: {a: b}\n")),
      ElementsAre("7:9: server: found text, expected a map with the keys listen, public_url, test_url, max_body, "
                  "max_connections, lease",
                  "8:8: store: found a list, expected sqlite:PATH or "
                  "postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
                  "9:10: plugins: found text, expected list of paths relative to this file",
                  "10:7: keys: found a map, expected list of maps"));
}

TEST(Mistakes, RangesAndForms) {
  EXPECT_THAT(told(smallest(R"(server:
  listen: 127.0.0.1
  public_url: open311.example
  max_body: 2TB
  max_connections: many
)")),
              ElementsAre("8:11: server.listen: found \"127.0.0.1\", expected HOST:PORT or [IPv6]:PORT, such as "
                          "127.0.0.1:3110",
                          "9:15: server.public_url: found \"open311.example\", expected http:// or https:// address "
                          "without query",
                          "10:13: server.max_body: found \"2TB\", expected size from 1KB to 1GB, such as 20MB",
                          "11:20: server.max_connections: found \"many\", expected number from 1 to 1000000"));
}

TEST(Mistakes, Media) {
  EXPECT_THAT(told(smallest(R"(media:
  max_files: 0
  fetch: yes
  allow: [10.0.0.1/8, photos.example, fd12::/64]
  fetch_within: 1h
)")),
              ElementsAre("8:14: media.max_files: found \"0\", expected number from 1 to 50",
                          StartsWith("9:10: media.fetch: found \"yes\", expected one of off, on"),
                          "10:11: media.allow[0]: found \"10.0.0.1/8\", expected address or network, such as "
                          "10.20.0.7, 10.20.0.0/16 or fd12::/64",
                          StartsWith("10:23: media.allow[1]: found \"photos.example\", expected address or network"),
                          StartsWith("11:17: media.fetch_within: found \"1h\", expected duration from 1s to 10m")));
}

TEST(Mistakes, AddressesToFetchFrom_AreNoneWhereNothingIsFetched) {
  for (const std::string off : {"", "  fetch: off\n", "  fetch:\n"})
    EXPECT_THAT(told(smallest("media:\n" + off + "  allow: [10.0.0.0/8]\n")),
                ElementsAre(HasSubstr("media.allow: found addresses to fetch from, expected fetch: on, or none")))
        << off;
}

TEST(Mistakes, ListenNeedsAPortThatExists) {
  for (const std::string bad : {"localhost:65536", "localhost:", ":80", "a b:80", "\"[::1]\"", "\"::1:80\"", "h:-1"})
    EXPECT_THAT(told(smallest("server: {listen: " + bad + "}\n")), SizeIs(1)) << bad;
  for (const std::string good : {"localhost:0", "0.0.0.0:80", "\"[::]:65535\""})
    EXPECT_THAT(told(smallest("server: {listen: " + good + "}\n")), IsEmpty()) << good;
}

TEST(Mistakes, DurationsNeedAUnitAndARange) {
  const auto with = [](const std::string& backend) {
    return told("backends: {desk: {adapter: sql, " + backend + "}}\n" + smallest().substr(smallest().find("juris")));
  };
  const std::string form = ", such as 500ms, 30s, 5m, 2h or 1d";
  EXPECT_THAT(with("deadline: 30"), ElementsAre("1:43: backends.desk.deadline: found \"30\", expected duration from "
                                                "100ms to 10m" +
                                                form + "; did you mean 30s?"));
  EXPECT_THAT(with("deadline: 1h"), ElementsAre("1:43: backends.desk.deadline: found \"1h\", expected duration from "
                                                "100ms to 10m" +
                                                form));
  for (const std::string bad : {"-5s", "5 s", "5S", "s", "1.5s", "99999999999999999999d", "9223372036854775807d"})
    EXPECT_THAT(with("poll_every: \"" + bad + "\""), SizeIs(1)) << bad;
  EXPECT_THAT(with("retry: {first: 1h, most: 1m}"),
              ElementsAre("1:58: backends.desk.retry.most: found 1m, expected at least retry.first, which is 1h"));
  EXPECT_THAT(with("retry: {first: 1h}"),
              ElementsAre("1:48: backends.desk.retry.first: found 1h, expected at most retry.most, which is 15m"));
}

TEST(Mistakes, RateNeedsANumberAndASpan) {
  const auto with = [](const std::string& written) {
    return told("backends: {a: {adapter: sql, " + written + "}}\njurisdictions: [{id: s.example, name: S}]\n");
  };
  const auto without = with("window: 1").size();
  for (const std::string bad : {"10", "0/s", "-1/s", "10/d", "10/", "/s", "1.5/s", "10 / s", "10/ms", "9999999/s"})
    EXPECT_THAT(with("rate: \"" + bad + "\""), SizeIs(without + 1)) << bad;
  for (const std::string good : {"1/s", "30/m", "600/h"})
    EXPECT_THAT(with("rate: \"" + good + "\""), SizeIs(without)) << good;
  for (const std::string bad : {"0", "65", "many"}) EXPECT_THAT(with("window: " + bad), SizeIs(without + 1)) << bad;
}

TEST(Mistakes, BooleansAreTrueOrFalse) {
  EXPECT_THAT(told(with_attributes("[{code: a, datatype: text, required: yes}]")),
              ElementsAre("8:58: jurisdictions[0].services[0].attributes[0].required: found \"yes\", expected true or "
                          "false; did you mean true?"));
}

TEST(Mistakes, UnknownZoneWithItsNearestName) {
  EXPECT_THAT(told("backends: {d: {adapter: sql}}\njurisdictions:\n  - id: x\n    time_zone: Europe/Lodnon\n"
                   "    services: [{code: A, name: A, backend: d}]\n"),
              ElementsAre("4:16: jurisdictions[0].time_zone: found \"Europe/Lodnon\", expected a time zone of the IANA "
                          "database, such as Europe/London; did you mean Europe/London?"));
}

TEST(Mistakes, CodesUsedTwice) {
  EXPECT_THAT(
      told(R"(backends: {desk: {adapter: sql}}
jurisdictions:
  - id: a
    services:
      - {code: A, name: One, backend: desk}
      - {code: A, name: Two, backend: desk}
      - {code: B, name: One, backend: desk}
  - id: b
    services: [{code: A, name: One, backend: desk}]
  - id: a
    services: [{code: A, name: One, backend: desk}]
)"),
      ElementsAre("6:16: jurisdictions[0].services[1].code: found the service code \"A\" a second time, expected "
                  "each once; line 5 has it already",
                  "7:25: jurisdictions[0].services[2].name: found the service name \"One\" a second time, "
                  "expected each once; line 5 has it already",
                  "10:9: jurisdictions[2].id: found the id \"a\" a second time, expected each once; line 3 has "
                  "it already"));
  EXPECT_THAT(told(with_attributes("[{code: a, datatype: text}, {code: a, datatype: text}]")),
              ElementsAre(StartsWith("8:56: jurisdictions[0].services[0].attributes[1].code: found the attribute code "
                                     "\"a\" a second time")));
  EXPECT_THAT(
      told(with_attributes("[{code: a, datatype: singlevaluelist, values: [{key: k, name: A}, {key: k, name: B}]}]")),
      ElementsAre(StartsWith("8:93: jurisdictions[0].services[0].attributes[0].values[1].key: found the key \"k\" a "
                             "second time")));
  EXPECT_THAT(told(with_attributes("[{code: a, datatype: singlevaluelist, values: {k: A, k: B}}]")),
              ElementsAre(StartsWith("8:74: jurisdictions[0].services[0].attributes[0].values.k: found the key \"k\" a "
                                     "second time")));
}

TEST(Mistakes, ZoneIsKnownByItsCityAlone) {
  const auto meant = [](const std::string& zone) {
    return told("backends: {d: {adapter: sql}}\njurisdictions:\n  - id: x\n    time_zone: " + zone +
                "\n    services: [{code: A, name: A, backend: d}]\n");
  };
  EXPECT_THAT(meant("Berlin"), ElementsAre(HasSubstr("did you mean Europe/Berlin?")));
  EXPECT_THAT(meant("chicgo"), ElementsAre(HasSubstr("did you mean America/Chicago?")));
}

TEST(Mistakes, ValuesOfAListDatatypeThatHoldNothing) {
  EXPECT_THAT(told(with_attributes("[{code: a, datatype: singlevaluelist, values: }]")),
              ElementsAre(HasSubstr("found nothing, expected values, since the datatype is singlevaluelist")));
}

TEST(Mistakes, IdThatStandsTwiceIsOfferedOnce) {
  EXPECT_THAT(told(R"(backends: {d: {adapter: sql}}
keys: [{name: k, secret: demo-key, may: [submit], jurisdictions: [qqqqqq]}]
jurisdictions:
  - {id: nord, services: [{code: A, name: A, backend: d}]}
  - {id: nord, services: [{code: A, name: A, backend: d}]}
)"),
              testing::Contains(HasSubstr("the id of a jurisdiction (nord)")));
}

TEST(Mistakes, NamesThatReferToNothing) {
  EXPECT_THAT(told(R"(backends: {highways: {adapter: sql}, parks: {adapter: sql}}
keys: [{name: k, secret: demo-key, may: [submit], jurisdictions: [springfeld]}]
jurisdictions:
  - id: springfield
    services: [{code: A, name: A, backend: higways}]
)"),
              ElementsAre("2:67: keys[0].jurisdictions[0]: found \"springfeld\", expected the id of a jurisdiction "
                          "(springfield); did you mean springfield?",
                          "5:44: jurisdictions[0].services[0].backend: found \"higways\", expected the name of a back "
                          "end (one of highways, parks); did you mean highways?"));
}

TEST(Mistakes, AgencyThatNoFilterCouldName) {
  EXPECT_THAT(
      told(R"(backends: {d: {adapter: sql, agency: A|B}}
jurisdictions:
  - id: nord
    services: [{code: A, name: A, backend: d, agency: "Roads | Parks"}]
)"),
      ElementsAre("1:38: backends.d.agency: found \"A|B\", expected text without |",
                  "4:55: jurisdictions[0].services[0].agency: found \"Roads | Parks\", expected text without |"));
}

TEST(Mistakes, ValuesBelongToListsOnly) {
  EXPECT_THAT(told(with_attributes("[{code: a, datatype: singlevaluelist}]")),
              ElementsAre("8:22: jurisdictions[0].services[0].attributes[0]: found no key \"values\", expected values, "
                          "since the datatype is singlevaluelist"));
  EXPECT_THAT(told(with_attributes("[{code: a, datatype: text, values: {a: A}}]")),
              ElementsAre("8:56: jurisdictions[0].services[0].attributes[0].values: found values of the datatype text, "
                          "expected values with singlevaluelist or multivaluelist only"));
  EXPECT_THAT(told(with_attributes("[{code: a, datatype: multivaluelist, values: []}]")), Not(IsEmpty()));
  EXPECT_THAT(told(with_attributes("[{code: a, datatype: multivaluelist, values: {}}]")), Not(IsEmpty()));
  EXPECT_THAT(told(with_attributes("[{code: a, datatype: multivaluelist, values: {A: }}]")), Not(IsEmpty()));
}

TEST(Mistakes, WordsOfAttributes) {
  EXPECT_THAT(
      told(with_attributes("[{code: ä, datatype: numbr, automated: hidden, order: 1.5}]")),
      ElementsAre("8:29: jurisdictions[0].services[0].attributes[0].code: found \"ä\", expected code of letters, "
                  "digits, _ . -",
                  "8:42: jurisdictions[0].services[0].attributes[0].datatype: found \"numbr\", expected one of "
                  "string, number, datetime, text, singlevaluelist, multivaluelist; did you mean number?",
                  "8:60: jurisdictions[0].services[0].attributes[0].automated: found \"hidden\", expected one "
                  "of hidden_field, server_set",
                  "8:75: jurisdictions[0].services[0].attributes[0].order: found \"1.5\", expected number from "
                  "0 to 1000000"));
}

TEST(Mistakes, CodesMustSurviveInAnAddress) {
  const auto with_code = [](const std::string& code) {
    return told("backends: {d: {adapter: sql}}\njurisdictions: [{id: x, services: [{code: " + code +
                ", name: A, backend: d}]}]\n");
  };
  EXPECT_THAT(with_code("\"\""), SizeIs(1));
  EXPECT_THAT(with_code("\"  \""), SizeIs(1));
  EXPECT_THAT(with_code("\"a\\tb\""), ElementsAre(HasSubstr("found control characters or line ends")));
  EXPECT_THAT(with_code(std::string(101, 'x')), ElementsAre(HasSubstr("found text of 101 characters")));
  EXPECT_THAT(with_code(std::string(100, 'x')), IsEmpty());
  EXPECT_THAT(with_code("\"a:b/c & d, @e\""), IsEmpty());
}

TEST(Mistakes, StoreIsAFileOrPostgresql_AndNoPasswordIsTold) {
  const std::string expected = ", expected sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/DATABASE";
  EXPECT_THAT(told(smallest("store: postgresql://relay:s3cret@db/relay311\n")), IsEmpty());
  EXPECT_THAT(told(smallest("store: postgres:relay:s3cret@db\n")),
              ElementsAre("7:8: store: found an address of PostgreSQL that can't be read" + expected));
  EXPECT_THAT(told(smallest("store: relay311.db\n")), ElementsAre("7:8: store: found \"relay311.db\"" + expected));
}

TEST(Mistakes, AllAreToldAtOnceInTheOrderOfTheFile) {
  const Written file(R"(server: {listen: nowhere, max_bdy: 1MB}
store: mysql:x
keys:
  - {name: a, secret: demo-key, may: [submit, delete]}
  - {name: a, secret: other-key, may: []}
backends:
  desk: {adapter: sql, deadline: never}
jurisdictions:
  - id: x
    time_zone: Mars
    services:
      - {code: A, name: A, backend: dsk, type: realtme}
      - {code: A, nam: B, backend: desk, attributes: [{code: q, datatype: txt}]}
extra: 1
)");
  const Loaded loaded = file.load();
  std::vector<std::pair<int, int>> places;
  for (const Finding& finding : loaded.findings) places.emplace_back(finding.place.line, finding.place.column);
  EXPECT_THAT(places,
              ElementsAre(std::pair(1, 18), std::pair(1, 27), std::pair(2, 8), std::pair(4, 47), std::pair(5, 12),
                          std::pair(5, 39), std::pair(7, 34), std::pair(10, 16), std::pair(12, 37), std::pair(12, 48),
                          std::pair(13, 16), std::pair(13, 19), std::pair(13, 75), std::pair(14, 1)));
}

TEST(Mistakes, ColumnsCountCharactersNotBytes) {
  EXPECT_THAT(told(smallest("server: {\"Łódź 🚧\": x, listn: y}\n")),
              IsSupersetOf({StartsWith("7:10: server: found unknown key \"Łódź 🚧\""),
                            StartsWith("7:23: server: found unknown key \"listn\"")}));
}

}  // namespace
}  // namespace r311::config
