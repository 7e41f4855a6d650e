// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/store_contract.h"
#include "store/followed_file.h"

namespace r311::test {
namespace {

using open311::AcceptedUpdate;
using open311::Change;
using open311::ServiceUpdate;
using open311::Status;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

AcceptedUpdate update_of(const std::string& request, const std::string& id, Time at) {
  AcceptedUpdate accepted;
  accepted.jurisdiction = kJurisdiction;
  accepted.request = request;
  accepted.id = id;
  accepted.interface_used = "fixmystreet";
  accepted.trace = "T-" + id;
  accepted.updated = at;
  accepted.received = at;
  accepted.update.description = "Still there";
  return accepted;
}

AcceptedUpdate full_update(const std::string& request, const std::string& id, Time at) {
  AcceptedUpdate accepted = update_of(request, id, at);
  open311::Update& update = accepted.update;
  update.update_id = "4711";
  update.status = Status::investigating;
  update.description = "Größer als zuvor\nund \"tiefer\"";
  update.title = "Dr";
  update.email = "ana@example.org";
  update.first_name = "Ana";
  update.last_name = "Muñoz";
  update.phone = "+1 217 555 0100";
  update.account_id = "A-7";
  update.media_urls = {"https://example.org/1.jpg", "https://example.org/2.jpg"};
  update.attributes = {{"depth", {"12"}}, {"hazard", {"pram", "blind"}}, {"empty", {}}};
  accepted.attachments = {{"ab01", "one.jpg", "image/jpeg", 1234}, {"cd02", "two.png", "image/png", 5678}};
  return accepted;
}

store::UpdateQuery all_updates() {
  store::UpdateQuery query;
  query.jurisdiction = kJurisdiction;
  return query;
}

std::vector<std::string> ids_of(const Result<std::vector<ServiceUpdate>>& updates) {
  std::vector<std::string> ids;
  for (const auto& update : updates.value()) ids.push_back(update.id);
  return ids;
}

std::vector<std::string> texts_of(const Result<std::vector<ServiceUpdate>>& updates) {
  std::vector<std::string> texts;
  for (const auto& update : updates.value()) texts.push_back(update.description);
  return texts;
}

Change change_of(const std::string& reference, Time changed, const std::string& note,
                 std::optional<Status> status = {}) {
  Change change;
  change.reference = reference;
  change.changed = changed;
  change.note = note;
  change.status = status;
  return change;
}

TEST_P(StoreContract, Update_KeepsEveryField) {
  accept_delivered("1", "W1");
  const auto sent = full_update("1", "U1", now());
  const auto taken = store().take_update(sent, {}, {});
  ASSERT_TRUE(taken) << taken.error().text;
  EXPECT_EQ(taken->id, "U1");
  EXPECT_FALSE(taken->repeated);
  EXPECT_EQ(taken->destination, kHighways);
  reopen();

  const auto shown = store().updates(all_updates());
  ASSERT_TRUE(shown) << shown.error().text;
  ASSERT_THAT(*shown, SizeIs(1));
  const ServiceUpdate& update = shown->front();
  EXPECT_EQ(update.id, "U1");
  EXPECT_EQ(update.request, "1");
  EXPECT_EQ(update.status, Status::open) << "as the request stands";
  EXPECT_EQ(update.description, sent.update.description);
  EXPECT_EQ(update.updated, now());
  EXPECT_EQ(update.media_urls, sent.update.media_urls);
  EXPECT_EQ(update.interface_used, "fixmystreet");
  EXPECT_EQ(update.reference, "W1");
  ASSERT_THAT(update.attachments, SizeIs(2));
  EXPECT_EQ(update.attachments[1].digest, "cd02");

  const auto back = store().update(due_delivery("U1").request, "U1");
  ASSERT_TRUE(back) << back.error().text;
  EXPECT_EQ(back->jurisdiction, kJurisdiction);
  EXPECT_EQ(back->request, "1");
  EXPECT_EQ(back->reference, "W1");
  EXPECT_EQ(back->update.update_id, "4711");
  EXPECT_EQ(back->update.status, Status::investigating);
  EXPECT_EQ(back->update.title, "Dr");
  EXPECT_EQ(back->update.email, "ana@example.org");
  EXPECT_EQ(back->update.first_name, "Ana");
  EXPECT_EQ(back->update.last_name, "Muñoz");
  EXPECT_EQ(back->update.phone, "+1 217 555 0100");
  EXPECT_EQ(back->update.account_id, "A-7");
  EXPECT_EQ(back->update.media_urls, sent.update.media_urls);
  ASSERT_THAT(back->update.attributes, SizeIs(3));
  EXPECT_EQ(back->update.attributes[1].values, (std::vector<std::string>{"pram", "blind"}));
  EXPECT_THAT(back->update.attributes[2].values, IsEmpty());
  ASSERT_THAT(back->attachments, SizeIs(2));
  EXPECT_EQ(back->attachments[0].file_name, "one.jpg");
  EXPECT_EQ(back->updated, sent.updated);
}

TEST_P(StoreContract, Update_IsDeliveredBehindItsReportAndBeforeItsFiles) {
  accept_plain("1");
  ASSERT_TRUE(store().take_update(full_update("1", "U1", now()), {}, {}));
  EXPECT_THAT(due_keys(), ElementsAre("1"));
  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  EXPECT_THAT(due_keys(), ElementsAre("U1"));
  const auto update = due_delivery("U1");
  EXPECT_EQ(update.kind, store::DeliveryKind::update);
  EXPECT_EQ(update.content, "U1");
  EXPECT_EQ(update.trace, "T-U1");
  settle(update, store::DeliveryState::delivered, "C9");
  EXPECT_THAT(due_keys(), ElementsAre("U1-m1"));
  const auto file = due_delivery("U1-m1");
  EXPECT_EQ(file.kind, store::DeliveryKind::media);
  const auto place = store::FollowedFile::of(file.content);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->update, "U1");
  EXPECT_EQ(place->position, 0U);
  settle(file, store::DeliveryState::delivered);
  EXPECT_THAT(due_keys(), ElementsAre("U1-m2"));
}

TEST_P(StoreContract, Update_MayGoToAnotherDestination) {
  accept_delivered("1", "W1");
  const auto taken = store().take_update(update_of("1", "U1", now()), {{kHighways, "springfield.example/post"}}, {});
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->destination, "springfield.example/post");
  EXPECT_THAT(due_keys(), IsEmpty());
  EXPECT_EQ(due_delivery("U1", "springfield.example/post").key, "U1");
}

TEST_P(StoreContract, Update_FindsItsRequestByEveryNameThatItHas) {
  auto report = plain_report("own", now());
  report.backend_id = true;
  report.token = "tok";
  ASSERT_TRUE(accept(report));
  const auto too_early = store().take_update(update_of("tok", "U0", now()), {}, {});
  ASSERT_FALSE(too_early);
  EXPECT_EQ(too_early.error().kind, Kind::not_found);
  EXPECT_EQ(store().service_of(kJurisdiction, "tok").error().kind, Kind::not_found);
  settle(due_delivery("own"), store::DeliveryState::delivered, "W/1");
  int number = 0;
  for (const char* name : {"W/1", "own", "tok"}) {
    const auto taken = store().take_update(update_of(name, "U" + std::to_string(++number), now()), {}, {});
    EXPECT_TRUE(taken) << name;
    EXPECT_EQ(store().service_of(kJurisdiction, name).value_or("none"), report.service_code) << name;
  }
  accept_delivered("2", "W2");
  EXPECT_TRUE(store().take_update(update_of("W2", "U9", now()), {}, {}));
  const auto shown = store().updates(all_updates()).value();
  EXPECT_THAT(shown, SizeIs(4));
  for (const auto& update : shown) EXPECT_EQ(update.request, update.id == "U9" ? "2" : "W/1");
}

TEST_P(StoreContract, UpdateOfNothing_IsNotTaken) {
  accept_delivered("1", "W1");
  auto elsewhere = update_of("1", "U1", now());
  elsewhere.jurisdiction = "shelbyville.example";
  auto blackbox = plain_report("2", now());
  blackbox.type = open311::ServiceType::blackbox;
  ASSERT_TRUE(accept(blackbox));
  for (const auto& update :
       {elsewhere, update_of("3", "U1", now()), update_of("2", "U1", now()), update_of("", "U1", now())})
    EXPECT_FALSE(store().take_update(update, {}, {}));
  for (const char* name : {"3", "2", ""})
    EXPECT_EQ(store().service_of(kJurisdiction, name).error().kind, Kind::not_found) << name;
  EXPECT_EQ(store().service_of("shelbyville.example", "1").error().kind, Kind::not_found);
  EXPECT_THAT(ids_of(store().updates(all_updates())), IsEmpty());
  EXPECT_THAT(due_keys(), ElementsAre("2"));
}

TEST_P(StoreContract, UpdateThatIsSentAgain_IsTakenOnce) {
  accept_delivered("1", "W1");
  accept_delivered("2", "W2");
  const store::UpdateRepeat repeat{"fixmystreet/4711", "same"};
  ASSERT_TRUE(store().take_update(update_of("1", "U1", now()), {}, repeat));
  const auto again = store().take_update(update_of("1", "U2", now()), {}, repeat);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->id, "U1");
  const auto other = store().take_update(update_of("1", "U3", now()), {}, {"fixmystreet/4711", "other"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, Kind::conflict);
  // The number is an app's own and tells nothing about another request.
  EXPECT_FALSE(store().take_update(update_of("2", "U4", now()), {}, repeat).value().repeated);
  EXPECT_THAT(ids_of(store().updates(all_updates())), ElementsAre("U1", "U4"));
  EXPECT_THAT(due_keys(), ElementsAre("U1", "U4"));
}

TEST_P(StoreContract, Updates_AreOldestFirstWithinTheirWindow) {
  accept_delivered("1", "W1");
  accept_delivered("2", "W2");
  const Time start = now();
  for (int i = 1; i <= 4; ++i) {
    ASSERT_TRUE(store().take_update(update_of(i % 2 == 1 ? "1" : "2", "U" + std::to_string(i), now()), {}, {}));
    pass(minutes{1});
  }
  EXPECT_THAT(ids_of(store().updates(all_updates())), ElementsAre("U1", "U2", "U3", "U4"));
  auto query = all_updates();
  query.from = start + minutes{1};
  query.to = start + minutes{2};
  EXPECT_THAT(ids_of(store().updates(query)), ElementsAre("U2", "U3"));
  query = all_updates();
  query.limit = 2;
  query.skip = 1;
  EXPECT_THAT(ids_of(store().updates(query)), ElementsAre("U2", "U3"));
  query.requests = {"1", "1", "9"};
  query.skip = 0;
  EXPECT_THAT(ids_of(store().updates(query)), ElementsAre("U1", "U3"));
  query.skip = 1;
  EXPECT_THAT(ids_of(store().updates(query)), ElementsAre("U3"));
  query.jurisdiction = "shelbyville.example";
  EXPECT_THAT(ids_of(store().updates(query)), IsEmpty());
}

TEST_P(StoreContract, WhatAppsSay_IsNoCommand) {
  accept_delivered("1", "W1");
  auto update = update_of("1", "U1", now());
  update.update.status = Status::closed;
  ASSERT_TRUE(store().take_update(update, {}, {}));
  EXPECT_EQ(request("1").status, Status::open);
  EXPECT_EQ(store().updates(all_updates()).value().front().status, Status::open);
}

TEST_P(StoreContract, WhatAppsSayOfTheStatus_IsToldToTheBackEndAlone) {
  accept_delivered("1", "W1");
  apply({change_of("W1", now(), "Filled", Status::fixed)});
  const auto said = [&](const std::string& id, std::optional<Status> status, bool reopens) {
    pass(minutes{1});
    auto update = update_of("1", id, now());
    update.update.status = status;
    update.update.reopens = reopens;
    EXPECT_TRUE(store().take_update(update, {}, {}));
    return store().update(request("1").number, id).value().update;
  };
  EXPECT_EQ(said("U1", Status::open, false).status, Status::open) << "as of a plain comment of FixMyStreet";
  EXPECT_TRUE(said("U2", Status::open, true).reopens);
  EXPECT_EQ(said("U3", Status::closed, false).status, Status::closed);
  EXPECT_EQ(said("U4", std::nullopt, false).status, std::nullopt);
  apply({change_of("W1", now() + minutes{1}, "Anew", Status::in_progress)});
  const auto told = store().updates(all_updates()).value();
  ASSERT_THAT(told, SizeIs(6));
  for (const auto& update : told)
    EXPECT_EQ(update.status, update.description == "Anew" ? Status::in_progress : Status::fixed) << update.id;
}

TEST_P(StoreContract, ChangesOfTheBackEnd_AreUpdatesWithAnIdThatStays) {
  accept_delivered("1", "W1");
  auto change = change_of("W1", now(), "Crew is on its way", Status::in_progress);
  change.backend_status = "A";
  change.media_urls = {"https://example.org/crew.jpg"};
  apply({change});
  apply({change});
  const auto shown = store().updates(all_updates());
  ASSERT_THAT(*shown, SizeIs(1));
  const ServiceUpdate& update = shown->front();
  EXPECT_EQ(update.request, "1");
  EXPECT_EQ(update.status, Status::in_progress);
  EXPECT_EQ(update.description, "Crew is on its way");
  EXPECT_EQ(update.external_status_code, "A");
  EXPECT_EQ(update.interface_used, "");
  EXPECT_THAT(update.media_urls, ElementsAre("https://example.org/crew.jpg"));
  EXPECT_THAT(update.id, testing::MatchesRegex("1-[0-9a-f]{16}"));
  reopen();
  EXPECT_EQ(store().updates(all_updates()).value().front().id, update.id);
}

TEST_P(StoreContract, ChangeWithoutStatus_IsShownWithThatOfItsRequest) {
  accept_delivered("1", "W1");
  apply({change_of("W1", now(), "", Status::planned)});
  apply({change_of("W1", now() + minutes{1}, "Next week")});
  const auto shown = store().updates(all_updates()).value();
  ASSERT_THAT(shown, SizeIs(2));
  EXPECT_EQ(shown[0].status, Status::planned);
  EXPECT_EQ(shown[1].status, Status::planned);
}

TEST_P(StoreContract, ChangeThatComesLate_IsInTheWindowOfTheDayThatItCame) {
  accept_delivered("1", "W1");
  const Time friday = now();
  pass(hours{60});
  apply({change_of("W1", friday, "Filled on Friday", Status::closed)});
  auto query = all_updates();
  query.from = now() - hours{1};
  query.to = now();
  EXPECT_THAT(texts_of(store().updates(query)), ElementsAre("Filled on Friday"));
  EXPECT_EQ(request("1").updated, now() - minutes{30});
}

TEST_P(StoreContract, ChangeOfAClockThatRunsAhead_IsInTheWindowOfThePresent) {
  accept_delivered("1", "W1");
  apply({change_of("W1", now() + minutes{7}, "Done", Status::closed)});
  auto query = all_updates();
  query.to = now();
  EXPECT_THAT(texts_of(store().updates(query)), ElementsAre("Done"));
}

TEST_P(StoreContract, EchoOfAnUpdate_IsToldByItsKey) {
  accept_delivered("1", "W1");
  ASSERT_TRUE(store().take_update(update_of("1", "U1", now()), {}, {}));
  auto echo = change_of("W1", now() + minutes{1}, "STILL THERE (via app)");
  echo.update_id = "C9";
  echo.update_key = "U1";
  const auto effect = apply({echo, echo});
  EXPECT_EQ(effect.known, 2U);
  EXPECT_THAT(ids_of(store().updates(all_updates())), ElementsAre("U1"));
  EXPECT_EQ(request("1").status_notes, "");
}

TEST_P(StoreContract, EchoOfAnUpdate_IsToldByTheBackEndsOwnIdOfIt) {
  accept_delivered("1", "W1");
  ASSERT_TRUE(store().take_update(update_of("1", "U1", now()), {}, {}));
  settle(due_delivery("U1"), store::DeliveryState::delivered, "C9");
  EXPECT_EQ(request("1").id, "1");
  auto echo = change_of("W1", now() + minutes{1}, "still there, says ana");
  echo.update_id = "C9";
  EXPECT_EQ(apply({echo}).known, 1U);
  auto other = change_of("W1", now() + minutes{2}, "Still there");
  other.update_id = "C10";
  EXPECT_EQ(apply({other}).applied, 1U) << "the same words from a clerk are news";
}

TEST_P(StoreContract, EchoOfAnUpdate_IsToldOnceByItsTextWhereThereIsNothingElse) {
  accept_delivered("1", "W1");
  ASSERT_TRUE(store().take_update(update_of("1", "U1", now()), {}, {}));
  EXPECT_EQ(apply({change_of("W1", now() + minutes{1}, " Still there\n")}).known, 1U);
  EXPECT_EQ(apply({change_of("W1", now() + hours{1}, "Still there")}).applied, 1U) << "a clerk says so too";
}

TEST_P(StoreContract, EchoThatBringsAStatus_ChangesThatAlone) {
  accept_delivered("1", "W1");
  ASSERT_TRUE(store().take_update(update_of("1", "U1", now()), {}, {}));
  auto echo = change_of("W1", now() + minutes{1}, "Still there", Status::investigating);
  echo.update_key = "U1";
  EXPECT_EQ(apply({echo}).applied, 1U);
  EXPECT_EQ(request("1").status, Status::investigating);
  EXPECT_EQ(request("1").status_notes, "");
  EXPECT_THAT(texts_of(store().updates(all_updates())), ElementsAre("Still there", ""));
}

TEST_P(StoreContract, Updates_GoOnBehindAPlace) {
  accept_delivered("1", "W1");
  accept_delivered("2", "W2");
  const Time first = now();
  for (const char* id : {"U1", "U2", "U3"}) ASSERT_TRUE(store().take_update(update_of("1", id, first), {}, {}));
  pass(minutes{1});
  ASSERT_TRUE(store().take_update(update_of("2", "U4", now()), {}, {}));
  for (const std::vector<std::string>& requests : {std::vector<std::string>{}, std::vector<std::string>{"2", "1"}}) {
    auto query = all_updates();
    query.requests = requests;
    query.limit = 2;
    const auto begin = store().updates(query);
    EXPECT_THAT(ids_of(begin), ElementsAre("U1", "U2"));
    query.after = open311::ListPlace{begin->back().updated, begin->back().number};
    EXPECT_THAT(ids_of(store().updates(query)), ElementsAre("U3", "U4"));
    query.from = first + minutes{1};
    EXPECT_THAT(ids_of(store().updates(query)), ElementsAre("U4"));
    query.from = std::nullopt;
    query.to = first;
    EXPECT_THAT(ids_of(store().updates(query)), ElementsAre("U3"));
    query.skip = 1;
    EXPECT_THAT(store().updates(query).value(), IsEmpty());
  }
}

}  // namespace
}  // namespace r311::test
