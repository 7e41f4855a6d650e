// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "contract/store/store_contract.h"

namespace r311::test {
namespace {

const std::string photo(64, 'a');
const std::string document(64, 'b');

open311::AcceptedReport with_files(const std::string& id, Time requested, open311::ServiceType type) {
  auto report = plain_report(id, requested);
  report.type = type;
  if (type == open311::ServiceType::batch) report.token = "token-" + id;
  report.attachments = {{document, "plan.pdf", "application/pdf", 7}, {photo, "hole.jpg", "image/jpeg", 12}};
  return report;
}

TEST_P(StoreContract, UploadedFile_IsShownOnceARequestThatHasItCanBeRead) {
  EXPECT_FALSE(store().shown_file(photo, {}).value());
  ASSERT_TRUE(accept(with_files("1", now(), open311::ServiceType::realtime)));
  const auto shown = store().shown_file(photo, {}).value();
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->file.digest, photo);
  EXPECT_EQ(shown->file.file_name, "hole.jpg");
  EXPECT_EQ(shown->file.content_type, "image/jpeg");
  EXPECT_EQ(shown->file.size, 12);
  EXPECT_TRUE(store().shown_file(document, {}).value());
  EXPECT_FALSE(store().shown_file("", {}).value());
  EXPECT_FALSE(store().shown_file("' OR '1'='1", {}).value());
}

TEST_P(StoreContract, FileOfARequestThatNobodyMayRead_IsNotShown) {
  ASSERT_TRUE(accept(with_files("1", now(), open311::ServiceType::blackbox)));
  ASSERT_TRUE(accept(with_files("2", now(), open311::ServiceType::batch)));
  EXPECT_FALSE(store().shown_file(photo, {}).value());
  settle(due_delivery("2"), store::DeliveryState::delivered, "WO-2");
  EXPECT_TRUE(store().shown_file(photo, {}).value()) << "the token has resolved";
}

TEST_P(StoreContract, FileOfAnUpdate_IsShownAsItsRequestIs) {
  ASSERT_TRUE(accept(plain_report("2", now())));
  open311::AcceptedUpdate update;
  update.jurisdiction = kJurisdiction;
  update.request = "2";
  update.id = "u2";
  update.trace = "T";
  update.updated = update.received = now();
  update.update.description = "Still there";
  update.attachments = {{photo, "hole.jpg", "image/jpeg", 12}};
  ASSERT_TRUE(store().take_update(update, {}, {}));
  EXPECT_EQ(store().shown_file(photo, {}).value()->file.size, 12);
}

TEST_P(StoreContract, MediaUrlOfUploads_IsThePathOfTheFirstImage) {
  ASSERT_TRUE(accept(with_files("1", now(), open311::ServiceType::realtime)));
  EXPECT_EQ(request("1").media_url, "/media/" + photo);
  auto only = with_files("2", now(), open311::ServiceType::realtime);
  only.attachments.pop_back();
  ASSERT_TRUE(accept(only));
  EXPECT_EQ(request("2").media_url, "/media/" + document);
  auto named = with_files("3", now(), open311::ServiceType::realtime);
  named.report.media_urls = {"https://img.example/1.jpeg"};
  ASSERT_TRUE(accept(named));
  EXPECT_EQ(request("3").media_url, "https://img.example/1.jpeg");
  const auto report = store().report(due_delivery("1").request).value();
  EXPECT_TRUE(report.report.media_urls.empty()) << "the back end is told what the client sent";
  EXPECT_EQ(report.attachments.size(), 2U);
}

}  // namespace
}  // namespace r311::test
