// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/store_contract.h"
#include "store/update_rules.h"

// Work orders that came about in the back end by other means.
namespace r311::test {
namespace {

using open311::AcceptedUpdate;
using open311::Change;
using open311::Status;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

Change change_of(const std::string& reference, Time changed, const std::string& note,
                 std::optional<Status> status = {}) {
  Change change;
  change.reference = reference;
  change.changed = changed;
  change.note = note;
  change.status = status;
  return change;
}

TEST_P(StoreContract, FoundWorkOrder_BecomesOneRequest) {
  accept_delivered("1", "W1");
  store::FoundOrder found;
  found.report = plain_report("F1", now());
  found.report.reference = "W77";
  found.report.report.description = "A tree across the road";
  found.report.report.position = open311::Position{39.8, -89.6};
  found.report.report.address_string = "1 Elm Street";
  found.status = Status::in_progress;
  found.backend_status = "W";
  found.expected = now() + hours{48};
  found.notice = "Within two days";
  found.zipcode = "62701";
  found.report.agency = "Parks Department";
  const auto effect = store().apply({kHighways, "c1", {}, {found}});
  ASSERT_TRUE(effect) << effect.error().text;
  EXPECT_EQ(effect->made, 1U);
  auto again = found;
  again.report.id = "F2";
  auto ours = found;
  ours.report.id = "F3";
  ours.report.reference = "W1";
  const auto repeated = store().apply({kHighways, "c2", {}, {again, ours}});
  ASSERT_TRUE(repeated) << repeated.error().text;
  EXPECT_EQ(repeated->made, 0U);
  EXPECT_EQ(repeated->known, 2U);

  const auto shown = request("F1");
  EXPECT_EQ(shown.description, "A tree across the road");
  EXPECT_EQ(shown.address, "1 Elm Street");
  EXPECT_EQ(shown.agency_responsible, "Parks Department");
  EXPECT_EQ(shown.status, Status::in_progress);
  ASSERT_TRUE(shown.position);
  EXPECT_EQ(shown.expected, now() + hours{48});
  EXPECT_EQ(shown.service_notice, "Within two days");
  EXPECT_EQ(shown.zipcode, "62701");
  EXPECT_THAT(due_keys(), IsEmpty()) << "the back end has it";
  EXPECT_EQ(apply({change_of("W77", now(), "Sawn", Status::closed)}).applied, 1U);
  EXPECT_EQ(request("F1").status, Status::closed);
  AcceptedUpdate update;
  update.jurisdiction = kJurisdiction;
  update.request = "F1";
  update.id = "U1";
  update.interface_used = "fixmystreet";
  update.updated = update.received = now();
  ASSERT_TRUE(store().take_update(update, {}, {}));
  EXPECT_THAT(due_keys(), ElementsAre("U1"));
  const auto lacking = store().apply({kHighways, "c3", {}, {store::FoundOrder{}}});
  EXPECT_FALSE(lacking);
  EXPECT_EQ(store().cursor(kHighways).value(), "c");
}

// A client that asks for what was requested, and updated, within the last two hours, again and again, meets each order.
TEST_P(StoreContract, FoundWorkOrder_OfABlackboxServiceIsReadByNobody) {
  store::FoundOrder found;
  found.report = plain_report("F1", now());
  found.report.reference = "W77";
  found.report.type = open311::ServiceType::blackbox;
  for (const bool hidden : {false, true}) {
    found.non_public = hidden;
    ASSERT_TRUE(store().apply({kHighways, "c1", {}, {found}}));
    EXPECT_FALSE(store().request(kJurisdiction, "F1", true).value());
    found.report.id = "F2";
    found.report.reference = "W78";
  }
  auto query = all();
  query.privates = true;
  EXPECT_THAT(ids(query), IsEmpty());
}

TEST_P(StoreContract, FoundWorkOrder_CountsAsRequestedWithinTheHalfHourBeforeItCame) {
  accept_delivered("1", "W1");
  pass(hours{48});
  const auto tell = [&](const std::string& id, Time opened) {
    store::FoundOrder found;
    found.report = plain_report(id, opened);
    found.report.reference = "W-" + id;
    ASSERT_EQ(store().apply({kHighways, "c1", {}, {found}})->made, 1U);
    EXPECT_EQ(request(id).updated, request(id).requested) << id;
  };
  const Time came = now();
  tell("old", came - hours{30});
  tell("fresh", came - minutes{10});
  tell("ahead", came + hours{2});
  EXPECT_EQ(request("old").requested, came - store::longest_before_it_came);
  EXPECT_EQ(request("fresh").requested, came - minutes{10});
  EXPECT_EQ(request("ahead").requested, came);
  auto window = all();
  window.from = came - hours{2};
  window.to = came;
  EXPECT_THAT(ids(window), ElementsAre("ahead", "fresh", "old"));
  window.order.by_updated = true;
  EXPECT_THAT(ids(window), ElementsAre("ahead", "fresh", "old"));

  pass(hours{1});
  EXPECT_EQ(apply({change_of("W-old", came - hours{20}, "Sawn", Status::closed)}).applied, 1U);
  EXPECT_EQ(request("old").updated, now() - store::longest_before_it_came) << "so that who looks for changes meets it";
}

// With `ids: backend` the back end's reference is the id, and back ends number each for themselves.
TEST_P(StoreContract, FoundWorkOrder_WhoseIdIsTakenByAnotherBackEnds_IsARequestOfItsOwn) {
  auto ours = plain_report("own", now());
  ours.backend_id = true;
  ours.token = "t1";
  ours.report.description = "A hole";
  ASSERT_TRUE(accept(ours));
  settle(due_delivery("own"), store::DeliveryState::delivered, "1001");
  store::FoundOrder found;
  found.report = plain_report("1001", now());
  found.report.reference = "1001";
  found.report.report.description = "A tree";
  found.other_id = "F1";
  const std::string parks = "springfield.example/parks";
  const auto made = store().apply({parks, "c1", {}, {found}});
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(made->made, 1U);
  EXPECT_THAT(made->renamed, ElementsAre("1001"));
  EXPECT_EQ(request("F1").description, "A tree");
  EXPECT_EQ(request("1001").description, "A hole");

  auto again = found;
  again.other_id = "F2";
  auto taken = found;  // what was an id once leads on to its request
  taken.report.id = taken.report.reference = "own";
  taken.other_id = "F3";
  auto free = found;
  free.report.id = free.report.reference = "1002";
  free.other_id = "F4";
  const auto more =
      store().apply({parks, "c2", {change_of("1001", now(), "Sawn", Status::closed)}, {again, taken, free}});
  ASSERT_TRUE(more) << more.error().text;
  EXPECT_EQ(more->known, 1U);
  EXPECT_EQ(more->made, 2U);
  EXPECT_THAT(more->renamed, ElementsAre("own"));
  EXPECT_EQ(more->applied, 1U);
  EXPECT_EQ(request("F1").status, Status::closed);
  EXPECT_EQ(request("1001").status, Status::open);
  EXPECT_EQ(request("1002").id, "1002");
  EXPECT_THAT(ids(all()), testing::UnorderedElementsAre("1001", "F1", "F3", "1002"));
}

}  // namespace
}  // namespace r311::test
