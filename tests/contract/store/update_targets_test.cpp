// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/store_contract.h"

// Which request an update is of.
namespace r311::test {
namespace {

using testing::IsEmpty;

open311::AcceptedUpdate update_of(const std::string& request, const std::string& id, Time at) {
  open311::AcceptedUpdate accepted;
  accepted.jurisdiction = kJurisdiction;
  accepted.request = request;
  accepted.id = id;
  accepted.interface_used = "fixmystreet";
  accepted.updated = at;
  accepted.received = at;
  accepted.update.description = "Still there";
  return accepted;
}

// Back ends number each for themselves.
TEST_P(StoreContract, UpdateByAReference_IsRefusedWhereSeveralRequestsHaveIt) {
  const std::string parks = "springfield.example/parks";
  accept_delivered("1", "1001");
  ASSERT_TRUE(accept(plain_report("2", now()), parks));
  settle(due_delivery("2", parks), store::DeliveryState::delivered, "1001");
  const auto several = store().take_update(update_of("1001", "U1", now()), {}, {});
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().kind, Kind::invalid);
  store::UpdateQuery query;
  query.jurisdiction = kJurisdiction;
  EXPECT_THAT(store().updates(query).value(), IsEmpty());
  EXPECT_EQ(store().take_update(update_of("2", "U2", now()), {}, {})->destination, parks);

  auto by_token = full_report("3", now());
  by_token.token = "1002";
  by_token.attachments.clear();
  ASSERT_TRUE(accept(by_token));
  settle(due_delivery("3"), store::DeliveryState::delivered, "1003");
  accept_plain("1003");
  ASSERT_TRUE(accept(plain_report("4", now()), parks));
  settle(due_delivery("4", parks), store::DeliveryState::delivered, "1002");
  EXPECT_EQ(store().take_update(update_of("1002", "U3", now()), {}, {})->destination, kHighways) << "a token";
  const auto named = store().take_update(update_of("1003", "U4", now()), {}, {});
  ASSERT_TRUE(named) << named.error().text;
  query.requests = {"1003"};
  const auto of_the_id = store().updates(query).value();
  ASSERT_EQ(of_the_id.size(), 1U);
  EXPECT_EQ(of_the_id.front().id, "U4") << "an id";

  auto pending = plain_report("1004", now());
  pending.backend_id = true;
  pending.token = "t4";
  ASSERT_TRUE(accept(pending));
  ASSERT_TRUE(accept(plain_report("5", now()), parks));
  settle(due_delivery("5", parks), store::DeliveryState::delivered, "1004");
  const auto not_yet = store().take_update(update_of("1004", "U5", now()), {}, {});
  ASSERT_FALSE(not_yet);
  EXPECT_EQ(not_yet.error().kind, Kind::not_found) << "it is the id of another that can't be read yet";
}

}  // namespace
}  // namespace r311::test
