// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "council.h"

namespace r311::http {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string path = "servicerequestupdates.xml";

// A council with one report, whose id is `id`.
struct Reported : Council {
  explicit Reported(CouncilPlan given = {}) : Council(std::move(given)) {
    id = between(post(pothole + "&api_key=demo-key").body, "<service_request_id>", "</service_request_id>");
  }

  static std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const auto begin = text.find(from);
    if (begin == std::string::npos) return {};
    const auto start = begin + from.size();
    return text.substr(start, text.find(to, start) - start);
  }
  static std::string update_id(const Received& answer) { return between(answer.body, "<update_id>", "</update_id>"); }
  Received say(const std::string& more, const std::string& target = path, const std::string& headers = "") {
    return post("api_key=demo-key&service_request_id=" + id + more, target, headers);
  }

  std::string id;
};

TEST(Updates, OfAnApp_AreTakenAndTold) {
  Reported council;
  const auto posted = council.say(
      "&update_id=47&updated_datetime=2026-03-01T12:00:00Z&status=IN_PROGRESS&description=It%20has%20grown%0D%0Ahere"
      "&first_name=Ana&last_name=-&media_url=https%3A%2F%2Fexample.org%2F1.jpg&media_url=https%3A%2F%2Fexample.org%2F2."
      "jpg"
      "&email_alerts_requested=TRUE&service_code=POT&title=Hole");
  ASSERT_EQ(posted.status, 200) << posted.body;
  const std::string id = Reported::update_id(posted);
  EXPECT_NE(id, "");
  EXPECT_THAT(posted.body, HasSubstr("<service_request_updates><request_update><update_id>"));

  const auto told = council.get(path + "?api_key=");
  EXPECT_EQ(told.status, 200);
  EXPECT_THAT(told.body, HasSubstr("<update_id>" + id + "</update_id><service_request_id>" + council.id +
                                   "</service_request_id><status>open</status><updated_datetime>"));
  EXPECT_THAT(told.body, HasSubstr("<description>It has grown\nhere</description>"
                                   "<media_url>https://example.org/1.jpg</media_url>"
                                   "<media_url>https://example.org/2.jpg</media_url></request_update>"));
  EXPECT_THAT(told.body, Not(HasSubstr("Ana")));
  const auto json = council.get("servicerequestupdates.json?service_request_id=" + council.id);
  EXPECT_THAT(json.body, HasSubstr("[{\"update_id\":\"" + id + "\""));
  EXPECT_THAT(json.body, HasSubstr("\"media_url\":[\"https://example.org/1.jpg\",\"https://example.org/2.jpg\"]"));
  EXPECT_THAT(council.get("requests/" + council.id + ".xml").body, HasSubstr("<status>open</status>"));
}

TEST(Updates, WithEveryStatusThatAppsSend_AreTaken) {
  Reported council;
  for (const char* status : {"OPEN", "CLOSED", "FIXED", "IN_PROGRESS", "ACTION_SCHEDULED", "INVESTIGATING", "DUPLICATE",
                             "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL", "FOR_TRIAGE",
                             "CANCELLED", "REOPEN", "PLANNED", "UNCHANGED", "in progress", ""}) {
    EXPECT_EQ(council.say("&description=x&status=" + std::string(status)).status, 200) << status;
  }
  const auto other = council.say("&status=PERHAPS");
  EXPECT_EQ(other.status, 400);
  EXPECT_THAT(other.body, HasSubstr("status must be a word"));
}

// FixMyStreet says OPEN in every plain comment, and takes over the status of what it reads.
TEST(Updates, OfAnApp_AreToldWithTheStatusThatTheRequestHadWhenTheyCame) {
  Reported council;
  ASSERT_EQ(council.say("&description=before&status=FIXED").status, 200);
  council.clock.advance(std::chrono::minutes{1});
  open311::Change change;
  change.key = council.id;
  change.changed = council.clock.now();
  change.note = "Filled";
  change.status = open311::Status::fixed;
  ASSERT_TRUE(council.store->apply({"springfield.example/highways", "c", {change}}));
  for (const char* status : {"OPEN", "REOPEN", "IN_PROGRESS", "UNCHANGED", ""}) {
    council.clock.advance(std::chrono::minutes{1});
    ASSERT_EQ(council.say("&description=after&status=" + std::string(status)).status, 200) << status;
  }
  const std::string told = council.get(path).body;
  std::vector<std::string> statuses;
  for (auto at = told.find("<status>"); at != std::string::npos; at = told.find("<status>", at + 1))
    statuses.push_back(Reported::between(told.substr(at), "<status>", "</status>"));
  EXPECT_THAT(statuses, testing::ElementsAre("open", "fixed", "fixed", "fixed", "fixed", "fixed", "fixed"));
  EXPECT_THAT(council.get("requests/" + council.id + ".xml").body, HasSubstr("<status>closed</status>"));
}

TEST(Updates, WithoutAnyText_AreTaken) {
  Reported council;
  EXPECT_EQ(council.say("&description=&status=OPEN").status, 200);
  EXPECT_THAT(council.get(path).body, HasSubstr("<description/><media_url/>"));
}

TEST(Updates, ThatSayNothingAtAll_AreRefused) {
  Reported council;
  for (const char* more : {"", "&description=&status=", "&update_id=47&first_name=Ana&updated_datetime=2026-03-01",
                           "&media_url=+&attribute%5Bdepth%5D="}) {
    const auto answer = council.say(more);
    EXPECT_EQ(answer.status, 400) << more;
    EXPECT_THAT(answer.body, HasSubstr("description, status, attribute[CODE] or media_url is needed")) << more;
  }
  EXPECT_THAT(council.get(path).body, Not(HasSubstr("request_update>")));
  for (const char* more :
       {"&status=UNCHANGED", "&attribute%5Bdepth%5D=3", "&media_url=https%3A%2F%2Fa.example%2F1.jpg"})
    EXPECT_EQ(council.say(more).status, 200) << more;
}

TEST(Updates, SentAgain_AreOneByTheirNumber) {
  Reported council;
  const auto first = council.say("&update_id=47&description=one");
  const auto again = council.say("&update_id=47&description=one");
  const auto other = council.say("&update_id=48&description=one");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(Reported::update_id(again), Reported::update_id(first));
  EXPECT_NE(Reported::update_id(other), Reported::update_id(first));
}

TEST(Updates, SentAgainUnderAKey_AreOneOrRefused) {
  Reported council;
  const std::string key = "Idempotency-Key: abc\r\n";
  const auto first = council.say("&description=one", path, key);
  EXPECT_EQ(Reported::update_id(council.say("&description=one", path, key)), Reported::update_id(first));
  EXPECT_EQ(council.say("&description=two", path, key).status, 409);
}

TEST(Updates, SentAgainUnderFreshKeys_AreOneByTheirNumber) {
  Reported council;
  const auto first = council.say("&update_id=47&description=one");
  for (const char* key : {"Idempotency-Key: a1\r\n", "Idempotency-Key: a2\r\n"}) {
    const auto again = council.say("&update_id=47&description=one", path, key);
    EXPECT_EQ(Reported::update_id(again), Reported::update_id(first)) << key;
  }
}

TEST(Updates, ThatAreWrong_AreToldEveryMistakeAndNothingIsKept) {
  Reported council;
  const auto answer = council.post("updated_datetime=yesterday&email=nobody&media_url=ftp://x&status=PERHAPS", path);
  EXPECT_EQ(answer.status, 403);
  for (const char* told : {"api_key was not provided. Updates are taken", "service_request_id was not provided",
                           "updated_datetime must be", "email must be", "media_url must be", "status must be"})
    EXPECT_THAT(answer.body, HasSubstr(told));
  const auto unknown = council.post("api_key=demo-key&service_request_id=nothing&description=x", path);
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("'nothing' is not a request"));
  EXPECT_EQ(council.post("api_key=elsewhere-key&service_request_id=" + council.id, path).status, 403);
  EXPECT_THAT(council.get(path).body, Not(HasSubstr("request_update>")));
}

TEST(Updates, OfAKeyThatMayOnlyUpdate_AreTaken) {
  Reported council;
  EXPECT_EQ(council.post("api_key=reader-key&description=x&service_request_id=" + council.id, path).status, 200);
}

TEST(Updates, AreToldWithinTheirWindow) {
  Reported council;
  ASSERT_EQ(council.say("&description=first").status, 200);
  const Time at = council.clock.now();
  council.clock.advance(std::chrono::hours(2));
  ASSERT_EQ(council.say("&description=second").status, 200);
  const auto window = [&](Time from, Time to) {
    return council
        .get(path + "?start_date=" + format_w3c(from, Zone::utc()) + "&end_date=" + format_w3c(to, Zone::utc()) +
             "&jurisdiction_id=springfield.example")
        .body;
  };
  EXPECT_THAT(window(at, at), testing::AllOf(HasSubstr("first"), Not(HasSubstr("second"))));
  EXPECT_THAT(window(at + std::chrono::hours(1), council.clock.now()),
              testing::AllOf(HasSubstr("second"), Not(HasSubstr("first"))));
  EXPECT_THAT(council.get(path + "?page=2&page_size=1").body,
              testing::AllOf(HasSubstr("second"), Not(HasSubstr("first"))));
  for (const char* bad :
       {"start_date=x", "end_date=2026-13-01", "page=0", "page_size=-1", "page=many", "service_request_id=,",
        "service_request_id=a,%FF", "start_date=2026-03-02&end_date=2026-03-01"}) {
    const auto answer = council.get(path + "?" + bad);
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_THAT(answer.body, HasSubstr(std::string(bad).substr(0, std::string(bad).find('=')))) << bad;
  }
}

TEST(Updates, WithPhotos_KeepThem) {
  Reported council;
  const std::string photo = "\xff\xd8\xff\xe0 a photo";
  const std::string body =
      "--xYzZY\r\nContent-Disposition: form-data; name=\"api_key\"\r\n\r\ndemo-key\r\n"
      "--xYzZY\r\nContent-Disposition: form-data; name=\"service_request_id\"\r\n\r\n" +
      council.id +
      "\r\n--xYzZY\r\nContent-Disposition: form-data; name=\"photo1\"; filename=\"47.0.full.jpeg\"\r\n"
      "Content-Type: image/jpeg\r\n\r\n" +
      photo + "\r\n--xYzZY--\r\n";
  const auto answer = ask(council.port(),
                          "POST /open311/v2/servicerequestupdates.xml HTTP/1.1\r\nHost: a\r\nContent-Type: "
                          "multipart/form-data; boundary=xYzZY\r\nContent-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body);
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->status, 200) << answer->body;
  store::UpdateQuery query;
  query.jurisdiction = "springfield.example";
  const auto kept = council.store->updates(query).value();
  ASSERT_EQ(kept.size(), 1u);
  ASSERT_EQ(kept[0].attachments.size(), 1u);
  EXPECT_EQ(kept[0].attachments[0].digest, sha256_hex(photo));
  const auto shown = council.get(path).body;
  EXPECT_THAT(shown, HasSubstr("<media_url>" + council.plan.options.public_url + "/media/" + sha256_hex(photo) +
                               "</media_url>"));
  EXPECT_EQ(kept[0].attachments[0].file_name, "47.0.full.jpeg");
}

TEST(LaterDetails, AreTakenAsAnUpdateOfTheirRequest) {
  Reported council;
  const auto posted = council.post("api_key=demo-key&attribute[depth]=30&attribute[hazard][]=pram&description=Deeper",
                                   "requests/" + council.id + ".json");
  ASSERT_EQ(posted.status, 200) << posted.body;
  EXPECT_THAT(posted.body, HasSubstr("[{\"update_id\":\""));
  EXPECT_THAT(council.get(path).body, HasSubstr("<description>Deeper</description>"));
  const auto nothing = council.post("api_key=demo-key", "requests/" + council.id + ".xml");
  EXPECT_EQ(nothing.status, 400);
  EXPECT_THAT(nothing.body, HasSubstr("nothing was sent to tell"));
  EXPECT_EQ(council.post("api_key=demo-key&description=x", "requests/none.xml").status, 404);
  EXPECT_EQ(council.post("description=x", "requests/" + council.id + ".xml").status, 403);
}

// What the back end will get of the only update.
open311::Update update_of(Council& council) {
  council.deliver("highways");
  const auto due = council.store->due("springfield.example/highways", council.clock.now(), 100).value();
  EXPECT_EQ(due.size(), 1u);
  return due.empty() ? open311::Update() : council.store->update(due[0].request, due[0].key).value().update;
}

TEST(LaterAnswers, AreCheckedByTheQuestionsOfTheirService) {
  open311::Attribute since;
  since.code = "since";
  since.datatype = open311::Datatype::datetime;
  CouncilPlan plan;
  plan.questions = {since};
  Reported council(plan);
  for (const std::string& target : {path, "requests/" + council.id + ".xml"}) {
    const auto wrong = council.say("&attribute[depth]=deep&attribute[spots]=moon&status=OPEN", target);
    EXPECT_EQ(wrong.status, 400) << target;
    EXPECT_THAT(wrong.body, HasSubstr("depth must be a number")) << target;
    EXPECT_THAT(wrong.body, HasSubstr("spots has no value")) << target;
  }
  EXPECT_EQ(council.say("&attribute[since]=2026-03-01T12:00&attribute[odd]=x").status, 200)
      << "nothing is required, and what nobody asks passes";
  const auto update = update_of(council);
  ASSERT_EQ(update.attributes.size(), 2u);
  EXPECT_THAT(update.attributes[0].values, testing::ElementsAre("2026-03-01T12:00:00-06:00"));
}

TEST(LaterAnswers, OfNoRequest_Are404) {
  Reported council;
  const auto answer = council.post("api_key=demo-key&service_request_id=none&attribute[depth]=deep", path);
  EXPECT_EQ(answer.status, 404);
}

TEST(LaterAnswers, AreToldWithTheRequestInThePlaceOfThoseBefore) {
  Reported council;
  ASSERT_EQ(council.say("&attribute[spots]=edge&attribute[spots]=middle&attribute[odd]=secret").status, 200);
  ASSERT_EQ(council.say("&attribute[depth]=30").status, 200);
  const auto told = council.get("requests/" + council.id + ".json?extensions=true").body;
  EXPECT_THAT(told, HasSubstr(R"({"code":"spots","values":[{"key":"edge","name":"At the edge"},)"
                              R"({"key":"middle","name":"In the middle"}]},)"
                              R"({"code":"depth","values":[{"key":"30","name":null}]}])"));
  EXPECT_THAT(told, Not(HasSubstr("secret")));
  EXPECT_THAT(told, Not(HasSubstr("\"12\"")));
}

TEST(Updates, WishForAlerts_IsHandedToTheBackEnd) {
  Reported council;
  EXPECT_EQ(council.say("&email_alerts_requested=TRUE").status, 400) << "alone it says nothing";
  ASSERT_EQ(council.say("&description=x&email_alerts_requested=TRUE&attribute[odd]=1").status, 200);
  const auto update = update_of(council);
  ASSERT_EQ(update.attributes.size(), 2u);
  EXPECT_EQ(update.attributes[1].code, "email_alerts_requested");
  EXPECT_THAT(update.attributes[1].values, testing::ElementsAre("TRUE"));
}

TEST(Updates, TellTheBackEndsReference) {
  Reported council;
  ASSERT_EQ(council.say("&description=x").status, 200);
  EXPECT_THAT(council.get(path).body, Not(HasSubstr("customer_reference")));
  council.deliver("highways");
  EXPECT_THAT(council.get(path).body, HasSubstr("<customer_reference>WO-" + council.id + "</customer_reference>"));
  EXPECT_THAT(council.get("requests.xml").body, Not(HasSubstr("WO-")));
}

TEST(Updates, WhenTheStoreFails_Are503) {
  Reported council;
  council.store->accept_fails = true;
  EXPECT_EQ(council.say("&description=x").status, 503);
}

TEST(Updates, OfAReferenceThatSeveralRequestsHave_Are400AndAskForTheId) {
  Reported council;
  council.deliver("highways", "1001");
  const std::string other =
      Reported::between(council.post("service_code=NOISE&lat=41.8&long=-87.6&description=Loud&api_key=demo-key").body,
                        "<service_request_id>", "</service_request_id>");
  council.deliver("waste", "1001");
  const auto refused = council.post("api_key=demo-key&service_request_id=1001&description=Still", path);
  EXPECT_EQ(refused.status, 400) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("service_request_id '1001' is the reference of several requests"))
      << refused.body;
  EXPECT_EQ(council.post("api_key=demo-key&service_request_id=" + other + "&description=Still", path).status, 200);
}

// The parts of a list, by their Link headers.
std::vector<std::string> walk(Reported& council, std::string target) {
  std::vector<std::string> parts;
  while (!target.empty() && parts.size() < 10) {
    const auto answer = council.get(path + target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    std::string texts;
    for (std::size_t at = 0; (at = answer.body.find("<description>", at)) != std::string::npos; ++at)
      texts += answer.body.substr(at + 13, answer.body.find('<', at + 1) - at - 13);
    parts.push_back(texts);
    const auto link = answer.headers.find("link");
    target = link == answer.headers.end() ? "" : Reported::between(link->second, "<", ">; rel=\"next\"");
  }
  return parts;
}

TEST(Updates, ThatAreMany_AreWalkedByTheirLink) {
  ApiOptions options;
  options.small_list = 2;
  options.most_updates = 3;
  Reported council({.options = options});
  for (const char* text : {"a", "b", "c", "d", "e", "f", "g"})
    ASSERT_EQ(council.say(std::string("&description=") + text).status, 200);
  EXPECT_THAT(walk(council, "?api_key=demo-key"), testing::ElementsAre("abc", "def", "g"));
  EXPECT_THAT(walk(council, "?page_size=2&service_request_id=" + council.id),
              testing::ElementsAre("ab", "cd", "ef", "g"));
  EXPECT_THAT(walk(council, "?page=2&page_size=2"), testing::ElementsAre("cd", "ef", "g"));
  const std::string link = council.get(path + "?page_size=6&page=1&api_key=demo-key&x=y").headers.at("link");
  EXPECT_THAT(link, testing::AllOf(HasSubstr("page_size=6"), Not(HasSubstr("demo-key")), Not(HasSubstr("x=y"))));
  for (const char* bad : {"cursor=ua1.1", "cursor=sua", "page=101", "page=2&page_size=10000", "page=1&cursor=sua1.1"}) {
    const auto answer = council.get(path + "?" + bad);
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_THAT(answer.body, HasSubstr(std::string(bad).substr(0, std::string(bad).find('=')))) << bad;
  }
}

TEST(Updates, OnPagesThatAreLargeLists_AreThoseOfThatPage) {
  ApiOptions options;
  options.small_list = 2;
  Reported council({.options = options});
  for (const char* text : {"a", "b", "c", "d"}) ASSERT_EQ(council.say(std::string("&description=") + text).status, 200);
  EXPECT_THAT(walk(council, "?page=2&page_size=3"), testing::ElementsAre("d"));
  EXPECT_THAT(walk(council, "?page=1&page_size=3"), testing::ElementsAre("abc", "d"));
}

TEST(Updates, InALargeListWhileOthersAreMade_Are503AndSmallOnesAreAnswered) {
  ApiOptions options;
  options.small_list = 2;
  options.large_lists = 0;
  Reported council({.options = options});
  for (const char* text : {"a", "b", "c"}) ASSERT_EQ(council.say(std::string("&description=") + text).status, 200);
  const auto refused = council.get(path);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers.count("retry-after"), 1u);
  EXPECT_THAT(walk(council, "?page_size=2"), testing::ElementsAre("ab", "c"));
}

}  // namespace
}  // namespace r311::http
