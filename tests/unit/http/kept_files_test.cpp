// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <string>
#include <utility>

#include "council.h"
#include "multipart.h"

// Which uploaded files stay, by what becomes of the report or update that they came with.
namespace r311::http {
namespace {

const std::string jpeg = "\xFF\xD8\xFF\xE0 a photo";
const std::string png = "\x89PNG\r\n\x1A\n another";
const std::string report = report_parts();

TEST(KeptFiles, FilesOfWhatNoRequestIs_AreNotKept) {
  Council council;
  const std::string said = text_part("description", "see");
  EXPECT_EQ(send_photo(council, said + text_part("service_request_id", "none"), jpeg).status, 404);
  EXPECT_EQ(send_photo(council, said, jpeg, "requests/none.xml").status, 404);
  EXPECT_EQ(files_kept(council), 0u);
}

TEST(KeptFiles, FilesOfWhatIsNoRepetition_AreNotKept) {
  Council council;
  const std::string key = "Idempotency-Key: k-1\r\n";
  const auto first = send_photo(council, report, jpeg, "requests.xml", key);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(files_kept(council), 1u);
  EXPECT_EQ(send_photo(council, report, png, "requests.xml", key).status, 409);
  EXPECT_EQ(send_photo(council, report + text_part("phone", "1"), jpeg, "requests.xml", key).status, 409);
  EXPECT_EQ(files_kept(council), 1u) << "that of the first, which was refused with another too";

  const std::string said =
      text_part("description", "see") + text_part("service_request_id", element(first.body, "service_request_id"));
  EXPECT_EQ(send_photo(council, said, png, "servicerequestupdates.xml", key).status, 200);
  EXPECT_EQ(send_photo(council, said, png + "2", "servicerequestupdates.xml", key).status, 409);
  EXPECT_EQ(files_kept(council), 2u);
}

TEST(KeptFiles, FilesOfWhatMayBeStored_AreThereWhenItIsSentAgain) {
  Council council;
  const std::string key = "Idempotency-Key: k-1\r\n";
  const auto send = [&] { return send_photo(council, report, jpeg, "requests.xml", key); };
  council.store->accept_is_untold = true;
  EXPECT_EQ(send().status, 503);
  EXPECT_EQ(send().status, 503) << "of a repetition nobody knows either";
  council.store->accept_is_untold = false;
  const auto answer = send();
  EXPECT_EQ(answer.status, 200);
  const auto waiting = council.waiting("highways");
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(council.media.get(waiting[0].attachments.at(0).digest).value_or(""), jpeg);

  const std::string said = text_part("description", "see") + text_part("update_id", "17") +
                           text_part("service_request_id", element(answer.body, "service_request_id"));
  council.store->accept_is_untold = true;
  EXPECT_EQ(send_photo(council, said, png).status, 503);
  council.store->accept_is_untold = false;
  EXPECT_EQ(send_photo(council, said, png).status, 200);
  EXPECT_EQ(council.media.get(sha256_hex(png)).value_or(""), png);
}

TEST(KeptFiles, FilesOfWhatCouldNotBeStored_AreKeptOnce) {
  Council council;
  council.store->accept_fails = true;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send_photo(council, report, jpeg, "requests.xml").status, 503);
  EXPECT_EQ(files_kept(council), 1u) << "the store's word does not tell that nothing names it";
}

// Who holds a file's lock is as slow as a folder whose server is away.
TEST(KeptFiles, StoreThatTellsWhatBecameOfAReport_WaitsForNoFile) {
  Council council;
  std::promise<store::Written> handed;
  council.store->instead_of_accept = [&](store::Written written) { handed.set_value(std::move(written)); };
  auto answer = std::async(std::launch::async, [&] { return send_photo(council, report, jpeg, "requests.xml"); });
  const store::Written written = handed.get_future().get();
  const std::string digest = sha256_hex(jpeg);
  const auto place = council.folder.path() / "media" / digest.substr(0, 2) / digest;
  const int file = ::open(place.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::flock(file, LOCK_SH), 0);
  store::Accepted accepted;
  accepted.id = "first";
  accepted.repeated = true;
  auto told = std::async(std::launch::async, [&] { written(accepted); });
  EXPECT_EQ(told.wait_for(std::chrono::seconds(5)), std::future_status::ready);
  EXPECT_EQ(files_kept(council), 1u);
  ::close(file);
  EXPECT_EQ(element(answer.get().body, "service_request_id"), "first");
  EXPECT_EQ(files_kept(council), 0u) << "it goes before the answer";
}

TEST(KeptFiles, FilesOfARepetition_AreNotKeptIfTheyAreOthers) {
  CouncilPlan plan;
  plan.dedupe_by = {"fixmystreet_id"};
  Council council(plan);
  const std::string numbered = report + text_part("attribute[fixmystreet_id]", "17");
  const auto first = send_photo(council, numbered, jpeg, "requests.xml");
  EXPECT_EQ(send_photo(council, numbered, png, "requests.xml").body, first.body);
  EXPECT_EQ(files_kept(council), 1u);
}

}  // namespace
}  // namespace r311::http
