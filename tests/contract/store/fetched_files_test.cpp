// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/store_contract.h"
#include "store/followed_file.h"

namespace r311::test {
namespace {

using testing::ElementsAre;

TEST_P(StoreContract, FileToBeFetched_IsBehindItsReportAndHoldsUpNothingElse) {
  auto report = plain_report("1", now());
  report.attachments.resize(1);
  report.attachments[0] = {std::string(64, 'a'), "one.jpg", "image/jpeg", 9};
  report.report.media_urls = {"https://photos.example/1", "https://photos.example/2"};
  report.fetch_media = true;
  ASSERT_TRUE(accept(report));
  EXPECT_THAT(due_keys(), ElementsAre("1"));
  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  EXPECT_THAT(due_keys(), ElementsAre("1-m1"));
  settle(due_delivery("1-m1"), store::DeliveryState::delivered);
  EXPECT_THAT(due_keys(), testing::UnorderedElementsAre("1-u1", "1-u2"));
  const auto place = store::FollowedFile::of(due_delivery("1-u2").content);
  ASSERT_TRUE(place);
  EXPECT_TRUE(place->named);
  EXPECT_EQ(place->position, 1U);
  open311::AcceptedUpdate update;
  update.jurisdiction = kJurisdiction;
  update.request = "1";
  update.id = "U1";
  update.updated = update.received = now();
  update.update.media_urls = {"https://photos.example/3"};
  update.fetch_media = true;
  ASSERT_TRUE(store().take_update(update, {}, {}));
  EXPECT_THAT(due_keys(), testing::UnorderedElementsAre("1-u1", "1-u2", "U1"));
  settle(due_delivery("U1"), store::DeliveryState::delivered, "C9");
  EXPECT_EQ(store::FollowedFile::of(due_delivery("U1-u1").content)->update, "U1");
}

}  // namespace
}  // namespace r311::test
