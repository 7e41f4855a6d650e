// SPDX-License-Identifier: Apache-2.0
// What an operator sees of relay311 as a program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>

#include "legacy_database.h"
#include "places.h"
#include "springfield.h"
#include "support/gateway_process.h"

namespace r311::test {
namespace {

using ::testing::HasSubstr;

const std::string kProgram = std::string(RELAY311_BINARY_DIR) + "/bin/relay311";

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

// A city with a good back end and one whose plugin is the file that the test puts in plugins/.
std::string two_back_ends(const std::filesystem::path& statements) {
  return R"(plugins: [plugins]
keys:
  - { name: app, secret: demo-key, may: [submit] }
backends:
  highways:
    adapter: sql
    duplicate_safe: true
    options: { database: "sqlite:highways.db", statements: )" +
         statements.string() + R"(, time_zone: America/Chicago }
  parks:
    adapter: broken
jurisdictions:
  - id: springfield.example
    name: Springfield
    services:
      - { code: POT, name: Pothole, backend: highways, backend_code: RD-10 }
      - { code: TREE, name: Tree, backend: parks }
)";
}

class CommandLine : public ::testing::Test {
 protected:
  TemporaryDirectory folder_;
  std::filesystem::path config_ = folder_.path() / "relay311.yaml";
};

TEST_F(CommandLine, Check_TellsEveryMistakeAtOnceWithItsPlaceAndTheNearestWord) {
  write(config_, R"(server:
  lisen: 127.0.0.1:3110
keys:
  - { name: app, secret: demo-key, may: [submitt] }
backends:
  highways:
    adapter: sqll
jurisdictions:
  - id: springfield.example
    name: Springfield
    time_zone: America/Chicgo
    services:
      - { code: POT, name: Pothole, backend: highway }
      - { code: POT, name: Other pothole, backend: highways, type: realtme }
)");
  const auto ended = run_program({kProgram, "check", "--config", config_.string()});
  EXPECT_EQ(ended.code, 1);
  const auto at = [&](const char* place) { return HasSubstr(config_.string() + ":" + place + ":"); };
  EXPECT_THAT(ended.err, ::testing::AllOf(at("2:3"), HasSubstr("did you mean listen?")));
  EXPECT_THAT(ended.err, ::testing::AllOf(at("4:42"), HasSubstr("did you mean submit?")));
  EXPECT_THAT(ended.err, ::testing::AllOf(at("7:14"), HasSubstr("did you mean sql?")));
  EXPECT_THAT(ended.err, ::testing::AllOf(at("11:16"), HasSubstr("did you mean America/Chicago?")));
  EXPECT_THAT(ended.err, ::testing::AllOf(at("13:46"), HasSubstr("did you mean highways?")));
  EXPECT_THAT(ended.err, at("14:17"));
  EXPECT_THAT(ended.err, ::testing::AllOf(at("14:68"), HasSubstr("did you mean realtime?")));
  EXPECT_THAT(ended.err, HasSubstr("7 mistakes"));
}

TEST_F(CommandLine, Serve_RefusesAConfigurationWithMistakesAndWritesNothing) {
  write(config_, "backends: { highways: { adaptr: sql } }\n");
  const auto data = folder_.path() / "data";
  const auto ended = run_program({kProgram, "serve", "--config", config_.string(), "--data", data.string()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("did you mean adapter?"));
  EXPECT_FALSE(std::filesystem::exists(data));
}

TEST_F(CommandLine, CheckJson_IsForScripts) {
  write(config_, "backends: { highways: { adaptr: sql } }\n");
  const auto ended = run_program({kProgram, "check", "--json", "--config", config_.string()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, HasSubstr("\"line\": 1"));
  EXPECT_THAT(ended.out, HasSubstr("\"suggestion\": \"adapter\""));
}

TEST_F(CommandLine, Check_OfVeryManyMistakes_TellsTheFirstAndHowManyThereAre) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "key" + std::to_string(i) + ": x\n";
  write(config_, text);
  const auto ended = run_program({kProgram, "check", "--config", config_.string()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_LT(ended.err.size(), 100'000U);
  EXPECT_THAT(ended.err, ::testing::ContainsRegex("\n500[0-9] mistakes, of which the first 200 are told\n$"));
  const auto json = run_program({kProgram, "check", "--config", config_.string(), "--json"});
  EXPECT_THAT(json.out, ::testing::ContainsRegex("\"more\": 480[0-9]"));
}

TEST_F(CommandLine, Check_JudgesTheStoresAddressAsAllWhoOpenItDo) {
  ::setenv("RELAY311_TEST_PASSWORD", "p@ssword", 1);
  write(config_,
        two_back_ends("s.yaml") + "store: 'postgresql://relay311:${env:RELAY311_TEST_PASSWORD}@127.0.0.1:1/r'\n");
  const auto ended = run_program({kProgram, "check", "--config", config_.string()});
  ::unsetenv("RELAY311_TEST_PASSWORD");
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr(":17:8: store: found an address that can't be read"));
  EXPECT_THAT(ended.err, HasSubstr("%XX"));
  EXPECT_THAT(ended.err, ::testing::Not(HasSubstr("p@ss")));
}

TEST_F(CommandLine, ExampleCity_HasNoMistakes) {
  const auto city = std::filesystem::path(RELAY311_SOURCE_DIR) / "examples/springfield/relay311.yaml";
  const auto ended = run_program({kProgram, "check", "--config", city.string()});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("1 jurisdiction"));
  EXPECT_THAT(ended.out + ended.err, ::testing::Not(HasSubstr("note:")));
}

TEST_F(CommandLine, Check_NotesABackEndOfWhichALostAnswerMustBeLookedAt) {
  const std::string statements = R"(submit:
  - { sql: "INSERT INTO work_order (ext_ref) VALUES (:id) RETURNING wo_no", reference: wo_no }
)";
  const std::string city = R"(backends:
  highways:
    adapter: sql
    options: { database: "sqlite:highways.db", statements: highways.sql.yaml, time_zone: America/Chicago }
jurisdictions:
  - { id: springfield.example, name: Springfield, services: [{ code: POT, name: Pothole, backend: highways }] }
)";
  write(config_, city);
  write(folder_.path() / "highways.sql.yaml", statements);
  const auto noted = run_program({kProgram, "check", "--config", config_.string()});
  EXPECT_EQ(noted.code, 0) << noted.err;
  EXPECT_THAT(noted.out, HasSubstr(config_.string() + ":2:3: backends.highways: note: "));

  write(folder_.path() / "highways.sql.yaml",
        statements + "find: { sql: 'SELECT wo_no FROM work_order WHERE ext_ref = :id', reference: wo_no }\n");
  const auto found = run_program({kProgram, "check", "--config", config_.string()});
  EXPECT_EQ(found.code, 0) << found.err;
  EXPECT_THAT(found.out, ::testing::Not(HasSubstr("note:")));
}

TEST_F(CommandLine, Check_WarnsOfTimesThatAPollComparesAsTextAndThatDoNotSort) {
  const auto told = [&](const std::string& format, const std::string& condition) {
    write(config_, R"(backends:
  highways:
    adapter: sql
    options:
      database: sqlite:highways.db
      time_zone: America/Chicago
      time_format: ")" +
                       format +
                       R"("
      statements:
        changes: { sql: "SELECT a, c FROM t WHERE )" +
                       condition + R"( ORDER BY c", reference: a, changed: c }
jurisdictions:
  - { id: springfield.example, services: [{ code: POT, name: Pothole, backend: highways }] }
)");
    const auto ended = run_program({kProgram, "check", "--config", config_.string()});
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.err;
  };
  const auto warning = HasSubstr("not in the order of time as text");
  EXPECT_THAT(told("%d-%b-%Y %H:%M:%S", "c >= :since"), warning);
  EXPECT_THAT(told("%d-%b-%Y %H:%M:%S", "to_date(c) >= TO_DATE(:since, 'DD-MON-YYYY')"), ::testing::Not(warning));
  EXPECT_THAT(told("%d-%b-%Y %H:%M:%S", "epoch >= :since.epoch"), ::testing::Not(warning));
  EXPECT_THAT(told("%Y%m%d%H%M%S", "c >= :since"), ::testing::Not(warning));
}

TEST_F(CommandLine, Check_NotesAttributesThatNoServiceAsksFor) {
  write(config_, R"(backends:
  highways:
    adapter: sql
    duplicate_safe: true
    options: { database: "sqlite:highways.db", statements: highways.sql.yaml, time_zone: America/Chicago }
jurisdictions:
  - id: springfield.example
    dedupe: { by: [attribute.fixmystreet_id, attribute.nix, attribute.northin] }
    services:
      - code: POT
        name: Pothole
        backend: highways
        attributes: [{ code: tiefe, datatype: number, description: Wie tief }]
)");
  write(folder_.path() / "highways.sql.yaml", R"(submit:
  - sql: INSERT INTO t VALUES (:attribute.tiefe, :attribute.teife, :{attribute.wie oft}, :attribute.easting) RETURNING a
    reference: a
limits: { attribute.tife: 20 }
)");
  const auto ended = run_program({kProgram, "check", "--config", config_.string()});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto statements = (folder_.path() / "highways.sql.yaml").string();
  EXPECT_THAT(
      ended.out,
      HasSubstr(statements + ":2:10: backends.highways.options.statements.submit[0].sql: note: no "
                             "service that goes to highways asks for attribute.teife; did you mean attribute.tiefe?"));
  EXPECT_THAT(ended.out, HasSubstr("attribute.wie oft, so it is there only where clients send it unasked"));
  EXPECT_THAT(ended.out, HasSubstr(statements + ":4:11: "));
  EXPECT_THAT(ended.out, HasSubstr("attribute.tife; did you mean attribute.tiefe?"));
  EXPECT_THAT(ended.out, HasSubstr(config_.string() + ":8:46: jurisdictions[0].dedupe.by[1]: note: no service of "
                                                      "springfield.example asks for attribute.nix, so"));
  EXPECT_THAT(ended.out, HasSubstr("attribute.northin; did you mean attribute.northing?"));
  EXPECT_THAT(ended.out, ::testing::Not(HasSubstr("attribute.easting")));
  EXPECT_THAT(ended.out, ::testing::Not(HasSubstr("attribute.fixmystreet_id")));
}

TEST_F(CommandLine, Check_NamesFilesAsTheConfigurationWasNamed) {
  write(config_, R"(plugins: [adaptors]
backends:
  highways: { adapter: sql, options: { database: "sqlite:h.db", statements: h.sql.yaml, time_zone: Europe/London } }
jurisdictions:
  - { id: springfield.example, services: [{ code: POT, name: Pothole, backend: highways }] }
)");
  const auto statements = folder_.path() / "h.sql.yaml";
  const auto check = "cd " + folder_.path().string() + " && " + kProgram + " check --config relay311.yaml";
  write(statements, "submt: []\n");
  EXPECT_THAT(run_program({"bash", "-c", check}).err, ::testing::StartsWith("h.sql.yaml:1:1: "));
  write(statements, "submit: [{ sql: 'INSERT INTO t VALUES (:id) RETURNING a', reference: a }]\n");
  EXPECT_THAT(run_program({"bash", "-c", check}).out,
              HasSubstr("relay311.yaml:1:11: plugins[0]: note: there is no folder " + folder_.path().string()));
}

TEST_F(CommandLine, PluginInAFileThatIsNamedForAnother_IsListedAsUnusable) {
  write(config_, two_back_ends("none"));
  std::filesystem::create_directory(folder_.path() / "plugins");
  std::filesystem::copy_file(std::string(RELAY311_BINARY_DIR) + "/plugins/relay311-sql.so",
                             folder_.path() / "plugins" / "relay311-odd.so");
  const auto listed = run_program({kProgram, "plugin", "list", "--config", config_.string()});
  EXPECT_EQ(listed.code, 1);
  EXPECT_THAT(listed.out, HasSubstr("its file is named for 'odd': name the file relay311-sql.so"));
}

TEST_F(CommandLine, WrongUsage_IsTwoAndHelpIsThere) {
  EXPECT_EQ(run_program({kProgram, "serve"}).code, 2);
  EXPECT_EQ(run_program({kProgram, "fly"}).code, 2);
  for (const auto* command : {"serve", "check", "plugin"}) {
    const auto help = run_program({kProgram, command, "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(help.out, HasSubstr("--help"));
  }
  EXPECT_THAT(run_program({kProgram, "--version"}).out, HasSubstr("relay311 "));
}

TEST_F(CommandLine, WrongWord_IsNamedWithTheNearestThatThereIs) {
  const auto told = [](std::vector<std::string> words) {
    words.insert(words.begin(), kProgram);
    const auto ended = run_program(words);
    EXPECT_EQ(ended.code, 2);
    return ended.err;
  };
  EXPECT_THAT(told({"frob"}), HasSubstr("no command \"frob\"; there are serve, check, plugin"));
  EXPECT_THAT(told({"chek", "--config", "x"}), HasSubstr("no command \"chek\"; did you mean check?"));
  EXPECT_THAT(told({"plugin", "lst"}), HasSubstr("no command \"lst\"; did you mean list?"));
  EXPECT_THAT(told({"--verison"}), HasSubstr("no option \"--verison\"; did you mean --version?"));
  EXPECT_THAT(told({"serve", "--confg", "x"}), HasSubstr("no option \"--confg\"; did you mean --config?"));
  EXPECT_THAT(told({"queue", "retry", "--jsn"}), HasSubstr("no option \"--jsn\"; did you mean --json?"));
  EXPECT_THAT(told({"queue", "retry", "--zzzz"}), ::testing::Not(::testing::ContainsRegex("--help[^\n]*--help")));
  EXPECT_THAT(told({"check", "relay311.yaml"}), HasSubstr("one word too many: \"relay311.yaml\""));
  EXPECT_THAT(told({"serve", "--config", "x", "--listen", "nonsense"}), HasSubstr("--listen: expected HOST:PORT"));
  EXPECT_THAT(told({"check"}), HasSubstr("--config is required"));
}

TEST_F(CommandLine, HelpOfQueueCommands_TellsOfStatesAndOfTheOptionsAbove) {
  const auto help = run_program({kProgram, "queue", "retry", "--help"}).out;
  EXPECT_THAT(help, HasSubstr("waiting|sending|unknown|delivered|parked|rejected"));
  EXPECT_THAT(help, HasSubstr("--config"));
}

TEST_F(CommandLine, Check_SaysNothingOfThePluginWhereNoAdapterIsNamed) {
  write(config_, "backends: { a: { adaptor: sql }, b: {} }\n");
  const auto ended = run_program({kProgram, "check", "--config", config_.string()});
  EXPECT_THAT(ended.err, HasSubstr("did you mean adapter?"));
  EXPECT_THAT(ended.err, ::testing::Not(HasSubstr("no plugin")));
}

TEST_F(CommandLine, PortInUse_IsToldAndLeavesNothingBehind) {
  write(config_, two_back_ends(std::filesystem::path(RELAY311_SOURCE_DIR) / "examples/springfield/highways.sql.yaml"));
  std::filesystem::create_directory(folder_.path() / "plugins");
  write(folder_.path() / "plugins" / "broken.so", "this is no library");
  GatewayProcess first(config_, folder_.path() / "one");
  const auto ended =
      run_program({kProgram, "serve", "--config", config_.string(), "--data", (folder_.path() / "two").string(),
                   "--listen", "127.0.0.1:" + std::to_string(first.port())});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr(std::to_string(first.port()) + ": Address already in use\""));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "two"));
}

TEST_F(CommandLine, PluginThatCantBeLoaded_IsToldWithPathAndHurtsNoOther) {
  prepare_springfield(folder_.path() / "data");
  write(config_, two_back_ends(std::filesystem::path(RELAY311_SOURCE_DIR) / "examples/springfield/highways.sql.yaml"));
  std::filesystem::create_directory(folder_.path() / "plugins");
  write(folder_.path() / "plugins" / "broken.so", "this is no library");

  const auto listed = run_program({kProgram, "plugin", "list", "--config", config_.string()});
  EXPECT_EQ(listed.code, 1);
  EXPECT_THAT(listed.out, HasSubstr("plugins/broken.so"));

  GatewayProcess gateway(config_, folder_.path() / "data");
  EXPECT_THAT(gateway.log(), HasSubstr("plugins/broken.so"));
  const auto post = [&](const char* service) {
    return http_post_form(gateway.port(), "/open311/v2/requests.json",
                          {{"api_key", "demo-key"},
                           {"service_code", service},
                           {"description", service},
                           {"lat", "39.8"},
                           {"long", "-89.65"}});
  };
  const auto tree = post("TREE");
  EXPECT_EQ(tree.status, 200) << tree.body;
  EXPECT_EQ(post("POT").status, 200);
  LegacyDatabase legacy(folder_.path() / "data" / "highways.db");
  EXPECT_TRUE(eventually([&] { return legacy.rows("SELECT 1 FROM work_order WHERE descr = 'POT'").size() == 1; }));
  const auto id = parse_requests_json(tree.body).at(0).at("service_request_id");
  EXPECT_EQ(http_get(gateway.port(), "/open311/v2/requests/" + id + ".json").status, 200);
  gateway.signal(SIGTERM);
  EXPECT_EQ(gateway.wait(), 0);
}

}  // namespace
}  // namespace r311::test
