// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "unit/config/written.h"

namespace r311::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kWhole = R"(# a comment
server:
  listen: "[::1]:8080"
  public_url: https://open311.springfield.example/
  max_body: 5MB
  max_connections: 100
media: {max_files: 4, max_file: 3MB, other_files: keep, fetch: on, allow: [10.20.0.0/16, "fd12::1"], fetch_within: 10s}
store: sqlite:reports.db
data: ../state
plugins: [plugins, /usr/lib/relay311]
anonymous_may: [submit]
keys:
  - name: fixmystreet
    secret: demo-key
    may: [submit, update]
    jurisdictions: [springfield.example]
  - name: app
    sha256: BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD
    may: [submit]
backends:
  highways:
    adapter: sql
    options: {database: "sqlite:highways.db", statuses: {N: open}}
    duplicate_safe: true
    window: 8
    rate: 600/h
    agency: " Public Works "
    deadline: 1500ms
    poll_every: 2h
    retry: {first: 1s, most: 1d}
    give_up_after: 30d
  parks: {adapter: mail}
jurisdictions:
  - id: springfield.example
    name: City of Springfield
    time_zone: America/Chicago
    contact: "311@springfield.example"
    key_service: Ask us.
    statuses: extended
    services:
      - code: "001"
        name: Pothole
        description: |
          Two
          lines
        type: batch
        group: Streets
        keywords: [road, hole]
        backend: highways
        backend_code: RD-10
        agency: Roads, North
        attributes:
          - code: depth.cm
            datatype: number
            required: true
            order: 7
            description: How deep?
            datatype_description: in cm
          - {code: where, datatype: singlevaluelist, variable: false, values: {L: Lane, "NO": Norway}}
          - code: who
            datatype: multivaluelist
            automated: hidden_field
            values: [{key: "a/b & c", name: Ä}]
      - {code: "odd: / & @, code", name: Other, backend: parks}
  - {id: shelbyville, services: [{code: "001", name: Pothole, backend: parks}]}
)";

TEST(Load, CompleteFileHasNoFindingAndEveryValue) {
  const Written file(kWhole);
  const Loaded loaded = file.load();
  ASSERT_THAT(Written::texts(loaded.findings), IsEmpty());
  const Configuration& c = loaded.configuration;
  EXPECT_EQ(c.file, file.path());
  EXPECT_EQ(c.server.host, "::1");
  EXPECT_EQ(c.server.port, 8080);
  EXPECT_EQ(c.server.public_url, "https://open311.springfield.example");
  EXPECT_EQ(c.server.max_body, 5u << 20);
  EXPECT_EQ(c.media.max_files, 4u);
  EXPECT_EQ(c.media.max_file, 3u << 20);
  EXPECT_EQ(c.media.other_files, "keep");
  EXPECT_EQ(c.media.fetch, "on");
  ASSERT_EQ(c.media.allow.size(), 2u);
  EXPECT_TRUE(c.media.allow[0].holds(IpAddress::parse("10.20.30.40").value()));
  EXPECT_EQ(c.media.fetch_within, 10s);
  EXPECT_EQ(c.server.max_connections, 100u);
  EXPECT_EQ(c.store, "sqlite:reports.db");
  EXPECT_EQ(c.data, file.path("../state").lexically_normal());
  EXPECT_THAT(c.plugins, ElementsAre(file.path("plugins"), "/usr/lib/relay311"));
  EXPECT_THAT(c.anonymous_may, ElementsAre("submit"));

  ASSERT_EQ(c.keys.size(), 2u);
  EXPECT_EQ(c.keys[0].name, "fixmystreet");
  EXPECT_EQ(c.keys[0].sha256, sha256_hex("demo-key"));
  EXPECT_THAT(c.keys[0].may, ElementsAre("submit", "update"));
  EXPECT_THAT(c.keys[0].jurisdictions, ElementsAre("springfield.example"));
  EXPECT_EQ(c.keys[0].place.line, 13);
  EXPECT_EQ(c.keys[1].sha256, sha256_hex("abc"));

  ASSERT_EQ(c.backends.size(), 2u);
  EXPECT_EQ(c.backends[0].name, "highways");
  EXPECT_EQ(c.backends[0].adapter, "sql");
  ASSERT_TRUE(c.backends[0].options.at("statuses/N"));
  EXPECT_EQ(c.backends[0].options.at("statuses/N")->text, "open");
  EXPECT_TRUE(c.backends[0].duplicate_safe);
  EXPECT_EQ(c.backends[0].window, 8);
  EXPECT_EQ(c.backends[0].rate.count, 600);
  EXPECT_EQ(c.backends[0].agency, "Public Works");
  EXPECT_EQ(c.backends[0].rate.per, 1h);
  EXPECT_EQ(c.backends[0].deadline, 1500ms);
  EXPECT_EQ(c.backends[0].poll_every, 2h);
  EXPECT_EQ(c.backends[0].retry_first, 1s);
  EXPECT_EQ(c.backends[0].retry_most, 24h);
  EXPECT_EQ(c.backends[0].give_up_after, 30 * 24h);
  EXPECT_EQ(c.backends[0].place.line, 21);
  EXPECT_EQ(c.backends[0].adapter_place.line, 22);
  EXPECT_EQ(c.backends[0].adapter_place.column, 14);
  EXPECT_EQ(c.backends[1].options.kind, Node::Kind::map);
  EXPECT_EQ(c.backends[1].deadline, Backend{}.deadline);

  ASSERT_EQ(c.jurisdictions.size(), 2u);
  const Jurisdiction& springfield = c.jurisdictions[0];
  EXPECT_EQ(springfield.name, "City of Springfield");
  EXPECT_EQ(springfield.time_zone, "America/Chicago");
  EXPECT_EQ(springfield.contact, "311@springfield.example");
  EXPECT_EQ(springfield.key_service, "Ask us.");
  EXPECT_EQ(springfield.statuses, "extended");
  EXPECT_EQ(c.jurisdictions[1].statuses, "plain");
  ASSERT_EQ(springfield.services.size(), 2u);
  const Service& pothole = springfield.services[0];
  EXPECT_EQ(pothole.code, "001");
  EXPECT_EQ(pothole.description, "Two\nlines\n");
  EXPECT_EQ(pothole.type, "batch");
  EXPECT_EQ(pothole.group, "Streets");
  EXPECT_THAT(pothole.keywords, ElementsAre("road", "hole"));
  EXPECT_EQ(pothole.backend, "highways");
  EXPECT_EQ(pothole.backend_code, "RD-10");
  EXPECT_EQ(pothole.agency, "Roads, North");
  ASSERT_EQ(pothole.attributes.size(), 3u);
  const Attribute& depth = pothole.attributes[0];
  EXPECT_EQ(depth.code, "depth.cm");
  EXPECT_TRUE(depth.required);
  EXPECT_TRUE(depth.variable);
  EXPECT_EQ(depth.order, 7);
  EXPECT_EQ(depth.description, "How deep?");
  EXPECT_EQ(depth.datatype_description, "in cm");
  const Attribute& where = pothole.attributes[1];
  EXPECT_FALSE(where.variable);
  EXPECT_EQ(where.order, std::nullopt);
  ASSERT_EQ(where.values.size(), 2u);
  EXPECT_EQ(where.values[1].key, "NO");
  EXPECT_EQ(where.values[1].name, "Norway");
  EXPECT_EQ(pothole.attributes[2].automated, "hidden_field");
  EXPECT_EQ(pothole.attributes[2].values[0].key, "a/b & c");
  EXPECT_EQ(springfield.services[1].code, "odd: / & @, code");
  EXPECT_EQ(springfield.services[1].backend_code, "odd: / & @, code");
  EXPECT_EQ(springfield.services[1].type, "realtime");
}

TEST(Load, SmallestFileGetsDefaults) {
  const Written file(smallest());
  const Loaded loaded = file.load();
  ASSERT_THAT(Written::texts(loaded.findings), IsEmpty());
  EXPECT_EQ(loaded.configuration.data, file.path("var"));
  EXPECT_EQ(loaded.configuration.server.host, "127.0.0.1");
  EXPECT_EQ(loaded.configuration.server.port, 3110);
  EXPECT_EQ(loaded.configuration.store, "sqlite:relay311.db");
  EXPECT_THAT(loaded.configuration.anonymous_may, IsEmpty());
  EXPECT_EQ(loaded.configuration.jurisdictions[0].time_zone, "UTC");
}

TEST(Load, KeyWithNothingBehindItCountsAsLeftOut) {
  const Written file(smallest("server:\nkeys:\nplugins: ~\n"));
  EXPECT_THAT(file.told(), IsEmpty());
}

TEST(Load, WindowsLineEndsAndByteOrderMarkAreRead) {
  std::string text = "\xEF\xBB\xBF" + std::string(kWhole);
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.replace(at, 1, "\r\n");
  const Written file(text);
  EXPECT_THAT(file.told(), IsEmpty());
  EXPECT_EQ(file.load().configuration.jurisdictions[0].services[0].attributes.size(), 3u);
}

TEST(Load, AnchorsAndMergeKeysAreWrittenOut) {
  const Written file(R"(backends: {desk: {adapter: sql}}
jurisdictions:
  - id: springfield.example
    services:
      - &base {code: A, name: A, backend: desk, group: Streets, attributes: [&depth {code: depth, datatype: number}]}
      - {<<: *base, code: B, name: B, group: Parks}
      - {<<: [{name: C}, *base], code: C, attributes: [*depth]}
)");
  const Loaded loaded = file.load();
  ASSERT_THAT(Written::texts(loaded.findings), IsEmpty());
  const auto& services = loaded.configuration.jurisdictions[0].services;
  ASSERT_EQ(services.size(), 3u);
  EXPECT_EQ(services[1].name, "B");
  EXPECT_EQ(services[1].group, "Parks");
  EXPECT_EQ(services[1].attributes.at(0).code, "depth");
  EXPECT_EQ(services[2].name, "C");
  EXPECT_EQ(services[2].group, "Streets");
}

TEST(Load, PathsAreRelativeToTheFileNotToTheProcess) {
  const Written file(smallest("data: state/../here\nplugins: [./a]\n"));
  const Loaded loaded = file.load();
  EXPECT_EQ(loaded.configuration.data, file.path("here"));
  EXPECT_THAT(loaded.configuration.plugins, ElementsAre(file.path("a")));
}

// Whatever an editor leaves behind: the file cut anywhere, and each character replaced by one of YAML's own.
TEST(Load, DamagedFileIsToldAndNeverCrashes) {
  for (std::size_t cut = 0; cut < kWhole.size(); cut += 7) {
    const Written file(kWhole.substr(0, cut));
    EXPECT_FALSE(cut < kWhole.size() / 2 && file.load().findings.empty()) << cut;
  }
  const std::string_view signs = "{}[]:&*!|>'\"%@`-?,#\t\n\x80";
  for (std::size_t at = 0; at < kWhole.size(); at += 11) {
    std::string text(kWhole);
    text[at] = signs[at % signs.size()];
    const Written file(text);
    for (const std::string& line : file.told()) EXPECT_FALSE(line.empty());
  }
}

}  // namespace
}  // namespace r311::config
