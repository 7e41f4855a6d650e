// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <atomic>
#include <thread>
#include <tuple>

#include "contract/store/store_contract.h"

namespace r311::test {
namespace {

using open311::ServiceType;
using testing::ElementsAre;
using testing::IsEmpty;

void expect_equal(const open311::AcceptedReport& a, const open311::AcceptedReport& b) {
  EXPECT_EQ(a.jurisdiction, b.jurisdiction);
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.token, b.token);
  EXPECT_EQ(a.interface_used, b.interface_used);
  EXPECT_EQ(a.service_code, b.service_code);
  EXPECT_EQ(a.service_name, b.service_name);
  EXPECT_EQ(a.service_group, b.service_group);
  EXPECT_EQ(a.backend_code, b.backend_code);
  EXPECT_EQ(a.type, b.type);
  EXPECT_EQ(a.requested, b.requested);
  ASSERT_EQ(a.attachments.size(), b.attachments.size());
  for (std::size_t i = 0; i < a.attachments.size(); ++i) {
    EXPECT_EQ(a.attachments[i].digest, b.attachments[i].digest);
    EXPECT_EQ(a.attachments[i].file_name, b.attachments[i].file_name);
    EXPECT_EQ(a.attachments[i].content_type, b.attachments[i].content_type);
    EXPECT_EQ(a.attachments[i].size, b.attachments[i].size);
  }
  const open311::Report& x = a.report;
  const open311::Report& y = b.report;
  ASSERT_EQ(x.position.has_value(), y.position.has_value());
  if (x.position) {
    EXPECT_EQ(x.position->latitude, y.position->latitude);
    EXPECT_EQ(x.position->longitude, y.position->longitude);
  }
  EXPECT_EQ(x.address_string, y.address_string);
  EXPECT_EQ(x.address_id, y.address_id);
  EXPECT_EQ(x.description, y.description);
  EXPECT_EQ(x.email, y.email);
  EXPECT_EQ(x.device_id, y.device_id);
  EXPECT_EQ(x.account_id, y.account_id);
  EXPECT_EQ(x.first_name, y.first_name);
  EXPECT_EQ(x.last_name, y.last_name);
  EXPECT_EQ(x.phone, y.phone);
  EXPECT_EQ(x.media_urls, y.media_urls);
  ASSERT_EQ(x.attributes.size(), y.attributes.size());
  for (std::size_t i = 0; i < x.attributes.size(); ++i) {
    EXPECT_EQ(x.attributes[i].code, y.attributes[i].code);
    EXPECT_EQ(x.attributes[i].values, y.attributes[i].values);
  }
}

TEST_P(StoreContract, AcceptedReport_ComesBackWithNothingLost) {
  const auto full = full_report("1", now());
  const auto plain = plain_report("2", now());
  ASSERT_TRUE(accept(full));
  ASSERT_TRUE(accept(plain));
  for (const auto& sent : {full, plain}) {
    const auto kept = store().report(due_delivery(sent.id).request);
    ASSERT_TRUE(kept) << kept.error().text;
    expect_equal(sent, *kept);
  }
}

TEST_P(StoreContract, AcceptedReport_SurvivesARestartWithItsDelivery) {
  ASSERT_TRUE(accept(full_report("1", now())));
  reopen();
  const auto delivery = due_delivery("1");
  EXPECT_EQ(delivery.state, store::DeliveryState::waiting);
  EXPECT_EQ(delivery.destination, kHighways);
  EXPECT_EQ(delivery.trace, "T-1");
  EXPECT_EQ(delivery.attempts, 0);
  EXPECT_EQ(delivery.created, now());
  const auto kept = store().report(delivery.request);
  ASSERT_TRUE(kept);
  expect_equal(full_report("1", now()), *kept);
}

TEST_P(StoreContract, TextWithZeroBytesAndFourThousandCharacters_IsKeptWhole) {
  auto report = plain_report("1", now());
  report.report.description = std::string("a\0b", 3);
  for (int i = 0; i < 4000; ++i) report.report.description += "\xF0\x9F\x95\xB3";
  ASSERT_TRUE(accept(report));
  EXPECT_EQ(request("1").description, report.report.description);
}

TEST_P(StoreContract, SameIdAgain_IsAConflictAndStoresNothing) {
  accept_plain("1");
  const auto again = accept(plain_report("1", now()));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, Kind::conflict);
  const auto due = store().due(kHighways, now(), 10);
  ASSERT_TRUE(due);
  EXPECT_EQ(due->size(), 1U);
}

TEST_P(StoreContract, SameTokenAgain_IsAConflict) {
  auto report = full_report("1", now());
  ASSERT_TRUE(accept(report));
  report.id = "2";
  const auto again = accept(report);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, Kind::conflict);
}

TEST_P(StoreContract, SameIdInAnotherJurisdiction_IsAnotherReport) {
  accept_plain("1");
  auto elsewhere = plain_report("1", now());
  elsewhere.jurisdiction = "shelbyville.example";
  elsewhere.report.description = "elsewhere";
  ASSERT_TRUE(accept(elsewhere, "shelbyville.example/highways"));
  EXPECT_EQ(request("1").description, "");
  const auto other = store().request("shelbyville.example", "1");
  ASSERT_TRUE(other && *other);
  EXPECT_EQ((*other)->description, "elsewhere");
}

TEST_P(StoreContract, ReportWithoutAnId_IsInvalid) {
  for (const auto& [jurisdiction, id, destination] :
       {std::tuple{"", "1", kHighways}, std::tuple{kJurisdiction, "", kHighways}, std::tuple{kJurisdiction, "1", ""}}) {
    auto report = plain_report(id, now());
    report.jurisdiction = jurisdiction;
    const auto accepted = accept(report, destination);
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().kind, Kind::invalid);
  }
}

TEST_P(StoreContract, ManyClientsAtOnce_EachGetTheirOwnAnswer) {
  constexpr int kClients = 8;
  constexpr int kReports = 50;
  std::atomic<int> stored{0};
  std::atomic<int> conflicts{0};
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      for (int i = 0; i < kReports; ++i) {
        // Every pair of clients fights for the same ids.
        const auto accepted = accept(plain_report(std::to_string(client / 2) + "-" + std::to_string(i), now()));
        if (accepted) ++stored;
        if (!accepted && accepted.error().kind == Kind::conflict) ++conflicts;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(stored, kClients * kReports / 2);
  EXPECT_EQ(conflicts, kClients * kReports / 2);
  EXPECT_EQ(ids(all()).size(), static_cast<std::size_t>(stored));
}

TEST_P(StoreContract, BlackboxReport_IsDeliveredAndNeverShown) {
  auto report = plain_report("1", now());
  report.type = ServiceType::blackbox;
  ASSERT_TRUE(accept(report));
  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  EXPECT_THAT(ids(all()), IsEmpty());
  const auto found = store().request(kJurisdiction, "1");
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

TEST_P(StoreContract, BatchReport_ShowsAndItsTokenResolvesOnceDelivered) {
  auto report = plain_report("1", now());
  report.type = ServiceType::batch;
  report.token = "t1";
  ASSERT_TRUE(accept(report));
  EXPECT_THAT(ids(all()), IsEmpty());
  auto token = store().token(kJurisdiction, "t1");
  ASSERT_TRUE(token && *token);
  EXPECT_FALSE((*token)->resolved);

  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  EXPECT_THAT(ids(all()), ElementsAre("1"));
  token = store().token(kJurisdiction, "t1");
  ASSERT_TRUE(token && *token);
  EXPECT_TRUE((*token)->resolved);
  EXPECT_EQ((*token)->id, "1");
}

TEST_P(StoreContract, RejectedBatchReport_NeverResolves) {
  auto report = plain_report("1", now());
  report.type = ServiceType::batch;
  report.token = "t1";
  ASSERT_TRUE(accept(report));
  settle(due_delivery("1"), store::DeliveryState::rejected);
  const auto token = store().token(kJurisdiction, "t1");
  ASSERT_TRUE(token && *token);
  EXPECT_FALSE((*token)->resolved);
}

TEST_P(StoreContract, UnknownOrEmptyToken_IsNothing) {
  accept_plain("1");
  for (const char* asked : {"", "t1", "1"}) {
    const auto token = store().token(kJurisdiction, asked);
    ASSERT_TRUE(token);
    EXPECT_FALSE(*token) << asked;
  }
  const auto elsewhere = store().token("nowhere.example", "t1");
  ASSERT_TRUE(elsewhere);
  EXPECT_FALSE(*elsewhere);
}

}  // namespace
}  // namespace r311::test
