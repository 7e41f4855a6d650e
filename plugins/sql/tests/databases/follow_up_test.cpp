// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <filesystem>

#include "adapter_test.h"
#include "base/time_text.h"
#include "support/text_source.h"

// What comes after a report, over every kind of database: updates, files, what clerks say, and work orders of theirs.
namespace sql::test {
namespace {

using r311::open311::Status;
using r311::plugin::Ability;
using r311::plugin::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class FollowUps : public AdapterTest, public testing::WithParamInterface<std::string> {
 protected:
  FollowUps() : AdapterTest(GetParam()) {
    const bool mariadb = GetParam() == "mariadb", sqlite = GetParam() == "sqlite";
    const std::string number = sqlite    ? "INTEGER PRIMARY KEY AUTOINCREMENT"
                               : mariadb ? "INT AUTO_INCREMENT PRIMARY KEY"
                                         : "SERIAL PRIMARY KEY";
    const std::string bytes = sqlite ? "BLOB" : mariadb ? "LONGBLOB" : "BYTEA";
    const std::string moment = sqlite || mariadb ? "DATETIME" : "TIMESTAMP";
    const std::string tail = mariadb ? " ENGINE=InnoDB" : "";
    for (const char* table : {"remark", "photo"}) council_.clerk(std::string("DROP TABLE IF EXISTS ") + table);
    council_.clerk("CREATE TABLE remark (remark_no " + number +
                   ", ext_ref VARCHAR(64) UNIQUE, wo_no INT NOT NULL, author VARCHAR(40), body VARCHAR(200), status "
                   "VARCHAR(4), said " +
                   moment + ")" + tail);
    council_.clerk("CREATE TABLE photo (photo_no " + number +
                   ", ext_ref VARCHAR(64) UNIQUE, wo_no INT NOT NULL, name VARCHAR(200), path VARCHAR(500), content " +
                   bytes + ")" + tail);
    update_.reference = "70001";
    update_.id = "U1";
    update_.request = "R1";
    update_.updated = r311::parse_w3c("2026-07-01T12:30:00Z", r311::Zone::utc()).value();
    update_.update.description = "Noch tiefer 🕳 \"dort\"";
    update_.update.first_name = "Zoë";
  }

  r311::plugin::Submitted update(const std::string& key = "U1") { return adapter_->update(update_, bench_.terms(key)); }
  r311::plugin::Submitted attach(const std::string& content, const std::string& key = "P1") {
    r311::test::TextSource source(content);
    return adapter_->attach(item_of(content), source, bench_.terms(key));
  }
  static r311::plugin::MediaItem item_of(const std::string& content) {
    return {"R1", "70001", "", 1, {"d1", "../../bad.sh", "image/jpeg", static_cast<std::int64_t>(content.size())}};
  }
  std::string hex(const std::string& column, const std::string& table) {
    const bool postgresql = GetParam() == "postgresql" || GetParam() == "odbc";
    std::string digits = council_.one(
        "SELECT " + (postgresql ? "encode(" + column + ", 'hex')" : "hex(" + column + ")") + " FROM " + table);
    for (char& c : digits) c = static_cast<char>(std::tolower(c));
    return digits;
  }

  r311::open311::AcceptedUpdate update_;
  const std::string update_statements_ =
      "update:\n"
      "  - sql: \"INSERT INTO remark (ext_ref, wo_no, author, body, status, said) VALUES (:update_id, :reference, "
      ":first_name, :description, :status, :updated.local)\"\n"
      "  - {sql: 'SELECT remark_no FROM remark WHERE ext_ref = :idempotency_key', reference: remark_no}\n";
  const std::string update_find_ =
      "update_find: {sql: 'SELECT remark_no FROM remark WHERE ext_ref = :update_id', reference: remark_no}\n";
  const std::string media_insert_ =
      "INSERT INTO photo (ext_ref, wo_no, name, content) VALUES (:idempotency_key, :reference, :file_name, :content)";
};

TEST_P(FollowUps, Update_ReachesTheWorkOrderAndItsNumberComesBack) {
  use(update_statements_);
  EXPECT_TRUE(adapter_->can(Ability::update));
  EXPECT_FALSE(adapter_->can(Ability::find_update));
  const auto added = update();
  ASSERT_EQ(added.verdict.outcome, Outcome::ok) << added.verdict.reason;
  EXPECT_EQ(added.reference, council_.one("SELECT remark_no FROM remark"));
  EXPECT_EQ(council_.one("SELECT wo_no FROM remark"), "70001");
  EXPECT_EQ(council_.one("SELECT author FROM remark"), "Zoë");
  EXPECT_EQ(council_.one("SELECT body FROM remark"), "Noch tiefer 🕳 \"dort\"");
  EXPECT_EQ(council_.one("SELECT status FROM remark"), "NULL");
  EXPECT_THAT(council_.one("SELECT said FROM remark"), HasSubstr("2026-07-01 07:30:00"));
}

TEST_P(FollowUps, UpdateThatIsThereAlready_IsTheSameUpdate) {
  use(update_statements_ + update_find_);
  const std::string first = update().reference;
  const auto second = update();
  EXPECT_EQ(second.verdict.outcome, Outcome::ok) << second.verdict.reason;
  EXPECT_EQ(second.reference, first);
  EXPECT_EQ(count("remark"), "1");
  EXPECT_EQ(adapter_->find_update(bench_.terms("U1")).reference, first);
  EXPECT_EQ(adapter_->find_update(bench_.terms("U1' OR '1'='1")).verdict.outcome, Outcome::not_found);
  use(update_statements_);
  EXPECT_EQ(update().verdict.outcome, Outcome::refused) << "without update_find nobody can tell";
}

TEST_P(FollowUps, StatusOfAnUpdate_BecomesTheBackEndsCode) {
  use(update_statements_ + "statuses: {to_backend: {open: N, in_progress: W, fixed: C}}\n");
  const std::pair<Status, const char*> codes[] = {
      {Status::open, "N"}, {Status::in_progress, "W"}, {Status::fixed, "C"}, {Status::planned, "NULL"}};
  testing::internal::CaptureStderr();
  for (const auto& [status, code] : codes) {
    council_.clerk("DELETE FROM remark");
    update_.update.status = status;
    EXPECT_EQ(update().verdict.outcome, Outcome::ok);
    EXPECT_EQ(council_.one("SELECT status FROM remark"), code);
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("the status planned of an update has no code in to_backend, seen once; it is left out"));
}

TEST_P(FollowUps, UpdateThatReopens_HasACodeOfItsOwnOrThatOfOpen) {
  update_.update.status = Status::open;
  update_.update.reopens = true;
  for (const auto& [codes, code] : {std::pair("{open: N, reopen: R}", "R"), std::pair("{open: N}", "N")}) {
    use(update_statements_ + "statuses: {to_backend: " + codes + "}\n");
    council_.clerk("DELETE FROM remark");
    EXPECT_EQ(update().verdict.outcome, Outcome::ok) << codes;
    EXPECT_EQ(council_.one("SELECT status FROM remark"), code);
  }
}

TEST_P(FollowUps, StatusWithoutACode_IsRefusedWhereTheConfigurationSaysSo) {
  use(update_statements_ + "statuses: {to_backend: {open: N}, without_code: refuse}\n");
  update_.update.status = Status::planned;
  const auto added = update();
  EXPECT_EQ(added.verdict.outcome, Outcome::refused);
  EXPECT_EQ(added.verdict.reason, "the status planned has no code in to_backend");
  update_.update.status.reset();
  EXPECT_EQ(update().verdict.outcome, Outcome::ok);
}

TEST_P(FollowUps, UpdateThatFailsHalfWay_LeavesNothing) {
  use(update_statements_ + "  - sql: INSERT INTO wo_note (wo_no, body) VALUES (:reference, :attribute.none)\n");
  const auto added = update();
  EXPECT_EQ(added.verdict.outcome, Outcome::refused) << added.verdict.reason;
  EXPECT_THAT(added.verdict.reason, StartsWith("update 3: "));
  EXPECT_EQ(count("remark"), "0");
}

TEST_P(FollowUps, WhatIsNotConfigured_IsNotOffered) {
  use(council_.statements());
  for (const Ability each : {Ability::update, Ability::find_update, Ability::media, Ability::find_media})
    EXPECT_FALSE(adapter_->can(each));
}

TEST_P(FollowUps, EveryByte_ArrivesInItsRow) {
  use("media:\n  statements: [{sql: '" + media_insert_ + "'}]\n");
  std::string content, digits;
  for (int byte = 0; byte < 256; ++byte) {
    content += static_cast<char>(byte);
    char two[3];
    std::snprintf(two, sizeof two, "%02x", byte);
    digits += two;
  }
  const auto attached = attach(content);
  ASSERT_EQ(attached.verdict.outcome, Outcome::ok) << attached.verdict.reason;
  EXPECT_EQ(hex("content", "photo"), digits);
  EXPECT_EQ(council_.one("SELECT name FROM photo"), "../../bad.sh");
  council_.clerk("DELETE FROM photo");
  const std::string large(3'000'000, '\0');
  ASSERT_EQ(attach(large).verdict.outcome, Outcome::ok);
  EXPECT_EQ(council_.one("SELECT length(content) FROM photo"), "3000000");
}

TEST_P(FollowUps, FileThatIsTooLarge_IsRefusedUnread) {
  use("media:\n  statements: [{sql: '" + media_insert_ + "'}]\n  largest: 10\n");
  const auto attached = attach("01234567890");
  EXPECT_EQ(attached.verdict.outcome, Outcome::refused);
  EXPECT_EQ(attached.verdict.reason, "the file has 11 bytes, and `largest` is 10");
  EXPECT_EQ(attach("0123456789").verdict.outcome, Outcome::ok);
}

TEST_P(FollowUps, FileThatIsThereAlready_IsTheSameFile) {
  use("media:\n  statements: [{sql: '" + media_insert_ +
      "'}]\nmedia_find: {sql: 'SELECT 1 FROM photo WHERE ext_ref = :idempotency_key'}\n");
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto attached = attach("photo");
    EXPECT_EQ(attached.verdict.outcome, Outcome::ok) << attached.verdict.reason;
    EXPECT_EQ(attached.reference, "");
  }
  EXPECT_EQ(count("photo"), "1");
  EXPECT_EQ(adapter_->find_media(bench_.terms("P1")).verdict.outcome, Outcome::ok);
  EXPECT_EQ(adapter_->find_media(bench_.terms("P2")).verdict.outcome, Outcome::not_found);
}

TEST_P(FollowUps, FileInAFolder_IsWholeBeforeItsRowNamesIt) {
  std::filesystem::create_directory(bench_.data.path() / "photos");
  use("media:\n  folder: photos\n  name: '{reference}-{key}.{extension}'\n"
      "  statements: [{sql: 'INSERT INTO photo (ext_ref, wo_no, name, path) VALUES (:idempotency_key, :reference, "
      ":stored_as, :path)'}]\n");
  const std::string content(100'000, '\xfe');
  const auto attached = attach(content, "P/1");
  ASSERT_EQ(attached.verdict.outcome, Outcome::ok) << attached.verdict.reason;
  EXPECT_EQ(council_.one("SELECT name FROM photo"), "70001-P%2F1.jpg");
  const std::filesystem::path path = council_.one("SELECT path FROM photo");
  EXPECT_EQ(path, bench_.data.path() / "photos" / "70001-P%2F1.jpg");
  EXPECT_TRUE(r311::test::read_file(path) == content);
}

TEST_P(FollowUps, FileWhoseSourceBreaks_IsNowhere) {
  std::filesystem::create_directory(bench_.data.path() / "photos");
  use("media:\n  folder: photos\n"
      "  statements: [{sql: 'INSERT INTO photo (ext_ref, wo_no, path) VALUES (:idempotency_key, :reference, "
      ":path)'}]\n");
  r311::test::TextSource source("half", "the disk is gone");
  const auto attached = adapter_->attach(item_of("half and half"), source, bench_.terms("P1"));
  EXPECT_EQ(attached.verdict.outcome, Outcome::unavailable);
  EXPECT_TRUE(std::filesystem::is_empty(bench_.data.path() / "photos"));
  EXPECT_EQ(count("photo"), "0");
}

TEST_P(FollowUps, EchoAndRemarks_ComeFromQueriesOfTheirOwn) {
  use(update_statements_ + "changes:\n" +
      "  - sql: SELECT wo_no, status, changed_local, 'Y' AS secret FROM work_order WHERE changed_local >= :since ORDER "
      "BY "
      "changed_local\n"
      "    reference: wo_no\n    status: status\n    changed: changed_local\n    first: 36500d\n"
      "    non_public: secret\n"
      "  - sql: SELECT r.*, 'https://city.example/1.jpg  https://city.example/2.jpg' AS photos FROM remark r\n"
      "         WHERE remark_no > COALESCE(CAST(:since AS " +
      (GetParam() == "mariadb" ? "SIGNED" : "INTEGER") +
      "), 0) ORDER BY remark_no\n"
      "    reference: wo_no\n    note: body\n    changed: said\n    update_id: remark_no\n    update_key: ext_ref\n"
      "    media_url: photos\n    cursor: remark_no\n    overlap_rows: 0\n"
      "statuses: {from_backend: {C: fixed}}\n");
  council_.clerk("INSERT INTO work_order (type_code, status, changed_local) VALUES ('A', 'C', '2026-07-01 06:00:00')");
  const std::string number = update().reference;
  council_.clerk("INSERT INTO remark (wo_no, body, said) VALUES (70001, 'We are on our way', '2026-07-01 08:00:00')");
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  ASSERT_EQ(polled.changes.size(), 3u);
  EXPECT_EQ(polled.changes[0].status, Status::fixed);
  EXPECT_EQ(polled.changes[0].non_public, true);
  EXPECT_EQ(polled.changes[1].non_public, std::nullopt);
  EXPECT_EQ(polled.changes[1].update_key, "U1");
  EXPECT_EQ(polled.changes[1].update_id, number);
  EXPECT_EQ(polled.changes[1].status, std::nullopt);
  EXPECT_THAT(polled.changes[1].media_urls, ElementsAre("https://city.example/1.jpg", "https://city.example/2.jpg"));
  EXPECT_EQ(polled.changes[2].update_key, "");
  EXPECT_EQ(polled.changes[2].note, "We are on our way");
  council_.clerk("INSERT INTO remark (wo_no, body, said) VALUES (70001, 'Done', '2026-07-01 09:00:00')");
  const auto next = adapter_->changes(polled.cursor, bench_.terms());
  ASSERT_EQ(next.changes.size(), 2u) << "the overlap of the first query, and what is new in the second";
  EXPECT_EQ(next.changes[1].note, "Done");
}

TEST_P(FollowUps, WhatIsExpected_ComesFromTheColumnsThatAreNamed) {
  use(update_statements_ + "changes:\n" +
      "  - sql: SELECT wo_no, status, changed_local, reported_local AS due, 'Bring the key  ' AS hint FROM work_order"
      " WHERE changed_local >= :since ORDER BY changed_local\n"
      "    reference: wo_no\n    status: status\n    changed: changed_local\n    first: 36500d\n"
      "    expected: due\n    notice: hint\n"
      "work_orders:\n"
      "  sql: SELECT wo_no, reported_local, changed_local, 'Soon' AS hint, '62701 ' AS zip FROM work_order"
      " WHERE reported_local >= :since ORDER BY reported_local\n"
      "  reference: wo_no\n  requested: reported_local\n  first: 36500d\n"
      "  expected: changed_local\n  notice: hint\n  zipcode: zip\n"
      "statuses: {from_backend: {M: more info}}\n");
  council_.clerk(
      "INSERT INTO work_order (type_code, status, reported_local, changed_local) VALUES"
      " ('A', 'M', '2026-07-09 06:00:00', '2026-07-01 06:00:00')");
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  ASSERT_EQ(polled.changes.size(), 1u);
  const auto& change = polled.changes[0];
  EXPECT_EQ(change.status, Status::more_info);
  ASSERT_TRUE(change.expected && *change.expected);
  EXPECT_EQ(r311::format_w3c(**change.expected, r311::Zone::utc()), "2026-07-09T11:00:00Z");
  EXPECT_EQ(change.notice, "Bring the key");
  ASSERT_EQ(polled.work_orders.size(), 1u);
  const auto& order = polled.work_orders[0];
  ASSERT_TRUE(order.expected);
  EXPECT_EQ(r311::format_w3c(*order.expected, r311::Zone::utc()), "2026-07-01T11:00:00Z");
  EXPECT_EQ(order.notice, "Soon");
  EXPECT_EQ(order.zipcode, "62701");
}

TEST_P(FollowUps, Links_ComeFromTheColumnsThatAreNamed) {
  use(update_statements_ + "changes:\n" +
      "  - sql: SELECT wo_no, changed_local, '70002 ' AS original, NULL AS of_which, '70003  70004' AS others"
      " FROM work_order WHERE changed_local >= :since ORDER BY changed_local\n"
      "    reference: wo_no\n    changed: changed_local\n    first: 36500d\n"
      "    duplicate_of: original\n    parent: of_which\n    related: others\n");
  council_.clerk("INSERT INTO work_order (type_code, status, changed_local) VALUES ('A', 'C', '2026-07-01 06:00:00')");
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  ASSERT_EQ(polled.changes.size(), 1u);
  EXPECT_EQ(polled.changes[0].links.duplicate_of, "70002");
  EXPECT_EQ(polled.changes[0].links.parent, "");
  EXPECT_EQ(polled.changes[0].links.related, (std::vector<std::string>{"70003", "70004"}));
}

TEST_P(FollowUps, WorkOrdersOfClerks_AreTold) {
  use(council_.statements() +
      "work_orders:\n"
      "  sql: SELECT wo_no, type_code, descr, status, latitude, longitude, phone, reported_local FROM work_order\n"
      "       WHERE ext_ref IS NULL AND reported_local >= :since ORDER BY reported_local\n"
      "  reference: wo_no\n  backend_code: type_code\n  description: descr\n  status: status\n  latitude: latitude\n"
      "  longitude: longitude\n  non_public: phone\n  address: phone\n  requested: reported_local\n  first: 36500d\n"
      "statuses: {from_backend: {W: in_progress}}\n");
  filed();
  council_.clerk(
      "INSERT INTO work_order (type_code, descr, status, latitude, longitude, phone, reported_local) VALUES "
      "('RD-10', 'Crack', 'W', 51.5, -0.125, '1 Main Street', '2026-07-01 07:00:00')");
  council_.clerk(
      "INSERT INTO work_order (type_code, descr, status, latitude, longitude, reported_local) VALUES "
      "('RD-20', '', 'Q', 430123, 281456, '2026-07-01 08:00:00')");
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  ASSERT_EQ(polled.work_orders.size(), 2u);
  const auto& first = polled.work_orders[0];
  EXPECT_EQ(first.reference, council_.one("SELECT wo_no FROM work_order WHERE type_code = 'RD-10'"));
  EXPECT_EQ(first.backend_code, "RD-10");
  EXPECT_EQ(first.description, "Crack");
  EXPECT_EQ(first.status, Status::in_progress);
  EXPECT_EQ(first.backend_status, "W");
  ASSERT_TRUE(first.position);
  EXPECT_EQ(first.position->longitude, -0.125);
  EXPECT_EQ(first.address_string, "1 Main Street");
  EXPECT_TRUE(first.non_public) << "any text but those that mean no";
  EXPECT_FALSE(polled.work_orders[1].non_public) << "NULL";
  EXPECT_EQ(r311::format_w3c(first.requested, r311::Zone::utc()), "2026-07-01T12:00:00Z");
  EXPECT_EQ(polled.work_orders[1].status, std::nullopt);
  EXPECT_EQ(polled.work_orders[1].position, std::nullopt);
  const auto again = adapter_->changes(polled.cursor, bench_.terms());
  EXPECT_EQ(again.work_orders.size(), 1u) << "the overlap";
}

INSTANTIATE_TEST_SUITE_P(All, FollowUps, testing::Values("sqlite", "postgresql", "mariadb", "odbc"),
                         [](const auto& kind) { return kind.param; });

}  // namespace
}  // namespace sql::test
