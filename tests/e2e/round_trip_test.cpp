// SPDX-License-Identifier: Apache-2.0
// The example city both ways, as FixMyStreet goes: reports and comments with photos to the clerk, and what the clerk
// says and does back to the app.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <memory>

#include "base/time_text.h"
#include "legacy_database.h"
#include "springfield.h"
#include "support/photos.h"
#include "unit/media/photo_server.h"

namespace r311::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::SizeIs;

constexpr auto kRequests = "/open311/v2/requests";
constexpr auto kUpdates = "/open311/v2/servicerequestupdates.xml";

// Those that say `text`; two of one second stand in any order.
std::vector<Fields> saying(const std::string& text, const std::vector<Fields>& updates) {
  std::vector<Fields> found;
  for (const auto& update : updates)
    if (update.count("description") == 1 && update.at("description") == text) found.push_back(update);
  return found;
}

class RoundTrip : public ::testing::Test {
 protected:
  RoundTrip()
      : config_(prepare_springfield(data_.path(), folder_.path(), quick_polls)), legacy_(data_.path() / "highways.db") {
    start();
  }

  void start() {
    gateway_.reset();
    gateway_ = std::make_unique<GatewayProcess>(config_, data_.path());
  }

  std::vector<Fields> get(const std::string& target) {
    const auto answer = http_get(gateway_->port(), target);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return parse_requests_xml(answer.body);
  }

  // The first field of the first element of what a POST of a form with files is answered with.
  std::string post(const std::string& target, FormPairs form, const std::vector<FilePart>& files,
                   const std::string& answered) {
    form.insert(form.end(), {{"api_key", "demo-key"}, {"jurisdiction_id", "springfield.example"}});
    const auto answer = files.empty() ? http_post_form(gateway_->port(), target, form)
                                      : http_post_multipart(gateway_->port(), target, form, files);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.status == 200 ? parse_requests_xml(answer.body).at(0)[answered] : "";
  }

  std::string report(const std::vector<FilePart>& photos = {}) {
    return post(std::string(kRequests) + ".xml",
                {{"service_code", "POT"},
                 {"lat", "39.799"},
                 {"long", "-89.644"},
                 {"description", "A hole\n\nIt grows.\n\nhttps://fix.example/report/4711\n"},
                 {"first_name", "Lisa"},
                 {"last_name", "Doe"},
                 {"attribute[depth]", "12"},
                 {"attribute[fixmystreet_id]", "4711"}},
                photos, "service_request_id");
  }

  // A comment of a citizen, as FixMyStreet's send-comments posts it.
  std::string comment(const std::string& request, const std::string& number, const std::string& text,
                      const std::vector<FilePart>& photos = {}) {
    const auto now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
    return post(kUpdates,
                {{"service_request_id", request},
                 {"update_id", number},
                 {"updated_datetime", format_w3c(now, Zone::utc())},
                 {"status", "OPEN"},
                 {"description", text},
                 {"first_name", "Lisa"},
                 {"last_name", "Doe"}},
                photos, "update_id");
  }

  std::string work_order_of(const std::string& request) {
    std::vector<Row> orders;
    EXPECT_TRUE(eventually([&] {
      orders = legacy_.rows("SELECT wo_no FROM work_order WHERE ext_ref = ?", {request});
      return !orders.empty();
    })) << gateway_->log();
    EXPECT_THAT(orders, SizeIs(1));
    return orders.empty() ? "" : orders[0].at("wo_no");
  }

  std::vector<Fields> updates_of(const std::string& request) {
    std::vector<Fields> of_it;
    for (auto& update : get(std::string(kUpdates) + "?api_key=&" + window_to_now(std::chrono::hours(2)) +
                            "&jurisdiction_id=springfield.example"))
      if (update.at("service_request_id") == request) of_it.push_back(std::move(update));
    return of_it;
  }

  // Waits until there are `count` at least.
  std::vector<Fields> updates_of(const std::string& request, std::size_t count) {
    std::vector<Fields> found;
    EXPECT_TRUE(eventually([&] {
      found = updates_of(request);
      return found.size() >= count;
    })) << gateway_->log();
    return found;
  }

  Fields one(const std::string& request) { return get(std::string(kRequests) + "/" + request + ".xml").at(0); }

  std::vector<Row> remarks(const std::string& text) {
    return legacy_.rows("SELECT * FROM remark WHERE body = ?", {text});
  }

  void clerk_says(const std::string& order, const std::string& text) {
    legacy_.rows("INSERT INTO remark (wo_no, author, body) VALUES (?, 'Crew 4', ?)", {order, text});
  }

  TemporaryDirectory data_;
  TemporaryDirectory folder_;
  std::filesystem::path config_;
  std::unique_ptr<GatewayProcess> gateway_;
  LegacyDatabase legacy_;
};

TEST_F(RoundTrip, ReportWithTwoPhotos_IsAWorkOrderWithTwoFiles) {
  const std::string near = phone_photo(64, 48), far = file_of(photo(48, 64), ".png");
  const auto id =
      report({{"photo1", "4711.0.full.jpeg", "image/jpeg", near}, {"photo2", "4711.1.full.png", "image/png", far}});
  const auto order = work_order_of(id);
  std::vector<Row> files;
  ASSERT_TRUE(eventually([&] {
    files = legacy_.rows("SELECT * FROM photo WHERE wo_no = ? ORDER BY name", {order});
    return files.size() >= 2;
  })) << gateway_->log();
  ASSERT_THAT(files, SizeIs(2));
  EXPECT_EQ(files[0].at("name"), "4711.0.full.jpeg");
  EXPECT_EQ(files[0].at("content_type"), "image/jpeg");
  EXPECT_TRUE(files[0].at("content") == near) << "the original";
  EXPECT_EQ(files[0].count("remark_ext_ref"), 0U);
  EXPECT_EQ(files[1].at("name"), "4711.1.full.png");
  EXPECT_EQ(files[1].at("content_type"), "image/png");
  EXPECT_TRUE(files[1].at("content") == far);
  EXPECT_THAT(one(id)["media_url"], HasSubstr("/media/"));
}

// A city that fetches what media_url names, and a server with photos on this machine.
class FetchingCity : public RoundTrip {
 protected:
  FetchingCity()
      : server_([this](auto& request, auto& response) {
          if (request.getURI() == "/gone.jpeg")
            return response.setStatus(Poco::Net::HTTPResponse::HTTP_NOT_FOUND), media::send(response, "gone");
          media::send(response, request.getURI() == "/page.html" ? "<html></html>" : picture_);
        }) {
    auto edits = quick_polls;
    edits.emplace_back("\nbackends:", "\nmedia: {fetch: on, allow: [127.0.0.1]}\nbackends:");
    config_ = prepare_springfield(data_.path(), folder_.path(), edits);
    start();
  }

  const std::string picture_ = phone_photo(64, 48);
  media::PhotoServer server_;
};

TEST_F(FetchingCity, WhatMediaUrlNames_IsAFileOfItsWorkOrderAndShownAsItWasSent) {
  const auto url = server_.url("/photos/4711.0.full.jpeg?1");
  const auto id = post(std::string(kRequests) + ".xml",
                       {{"service_code", "POT"},
                        {"lat", "39.799"},
                        {"long", "-89.644"},
                        {"description", "A hole"},
                        {"attribute[depth]", "12"},
                        {"media_url", url},
                        {"media_url", server_.url("/gone.jpeg")},
                        {"media_url", server_.url("/page.html")}},
                       {}, "service_request_id");
  const auto order = work_order_of(id);
  std::vector<Row> files;
  ASSERT_TRUE(eventually([&] {
    files = legacy_.rows("SELECT * FROM photo WHERE wo_no = ?", {order});
    return !files.empty();
  })) << gateway_->log();
  EXPECT_THAT(files, SizeIs(1));
  EXPECT_EQ(files[0].at("name"), "4711.0.full.jpeg");
  EXPECT_TRUE(files[0].at("content") == picture_);
  EXPECT_EQ(one(id)["media_url"], url);
  comment(id, "815", "Behind files that can't be had");
  ASSERT_TRUE(eventually([&] { return !remarks("Behind files that can't be had").empty(); })) << gateway_->log();
}

TEST_F(RoundTrip, ClerksStatusAndNote_AreToldUnderAnIdThatStays) {
  const auto id = report();
  const auto order = work_order_of(id);
  legacy_.rows("UPDATE work_order SET status = 'W', clerk_note = 'A crew comes on Tuesday.' WHERE wo_no = ?", {order});
  const auto told = updates_of(id, 1);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].at("status"), "in_progress");
  EXPECT_EQ(told[0].at("description"), "A crew comes on Tuesday.");
  EXPECT_EQ(told[0].at("external_status_code"), "W");
  EXPECT_EQ(one(id)["status"], "open");
  EXPECT_EQ(one(id)["status_notes"], "A crew comes on Tuesday.");

  legacy_.rows("UPDATE work_order SET status = 'C', clerk_note = 'Filled.' WHERE wo_no = ?", {order});
  const auto both = updates_of(id, 2);
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_THAT(saying("A crew comes on Tuesday.", both), ElementsAre(told[0])) << "the same on a second look";
  const auto closed = saying("Filled.", both);
  ASSERT_THAT(closed, SizeIs(1));
  EXPECT_NE(closed[0].at("update_id"), told[0].at("update_id"));
  EXPECT_EQ(closed[0].at("status"), "closed");
  EXPECT_EQ(one(id)["status"], "closed");
  EXPECT_EQ(one(id)["status_notes"], "Filled.");

  start();
  clerk_says(order, "Thank you.");
  const auto later = updates_of(id, 3);
  ASSERT_THAT(later, SizeIs(3));
  EXPECT_THAT(later, IsSupersetOf(both)) << "the same after a restart";
  EXPECT_EQ(one(id)["status"], "closed");
}

TEST_F(RoundTrip, AppsCommentWithAPhoto_IsInTheBackEndOnceAndNotToldAgain) {
  const std::string picture = phone_photo(64, 48);
  const auto id = report();
  const auto order = work_order_of(id);
  const auto update = comment(id, "815", "It has grown", {{"photo1", "c815.0.full.jpeg", "image/jpeg", picture}});
  ASSERT_TRUE(eventually([&] { return !legacy_.rows("SELECT 1 FROM photo").empty(); })) << gateway_->log();
  const auto said = remarks("It has grown");
  ASSERT_THAT(said, SizeIs(1));
  EXPECT_EQ(said[0].at("ext_ref"), update);
  EXPECT_EQ(said[0].at("wo_no"), order);
  EXPECT_EQ(said[0].at("author"), "Lisa Doe");
  EXPECT_EQ(said[0].at("seen_as"), "N");
  const auto files = legacy_.rows("SELECT * FROM photo");
  ASSERT_THAT(files, SizeIs(1));
  EXPECT_EQ(files[0].at("remark_ext_ref"), update);
  EXPECT_EQ(files[0].at("wo_no"), order);
  EXPECT_TRUE(files[0].at("content") == picture);

  clerk_says(order, "We saw it.");  // behind it in the table: once that is told, the echo was met
  const auto told = updates_of(id, 2);
  ASSERT_THAT(told, SizeIs(2));
  ASSERT_THAT(saying("We saw it.", told), SizeIs(1));
  const auto own = saying("It has grown", told);
  ASSERT_THAT(own, SizeIs(1));
  EXPECT_EQ(own[0].at("update_id"), update);
  EXPECT_EQ(one(id)["status"], "open");

  const auto& url = own[0].at("media_url");
  const auto shown = http_get(gateway_->port(), url.substr(url.find("/media/")));
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.content_type, "image/jpeg");
  EXPECT_THAT(shown.body, Not(HasSubstr("Citizen's phone")));
}

TEST_F(RoundTrip, OrderThatAClerkOpened_IsARequestOnceAndItsChangesAreTold) {
  legacy_.rows(
      "INSERT INTO work_order (type_code, descr, latitude, longitude, reported_local)"
      " SELECT 'RD-10', 'Crack along the kerb', 39.8, -89.65, local FROM wall_clock");
  const auto in_window = [&] {
    return get(std::string(kRequests) + ".xml?jurisdiction_id=springfield.example&" +
               window_to_now(std::chrono::hours(1)));
  };
  ASSERT_TRUE(eventually([&] { return !in_window().empty(); })) << gateway_->log();
  const auto opened = in_window();
  ASSERT_THAT(opened, SizeIs(1));
  const auto id = opened[0].at("service_request_id");
  EXPECT_EQ(opened[0].at("service_code"), "POT");
  EXPECT_EQ(opened[0].at("description"), "Crack along the kerb");
  EXPECT_EQ(opened[0].at("status"), "open");
  EXPECT_EQ(opened[0].at("lat"), "39.8");
  EXPECT_EQ(opened[0].at("long"), "-89.65");

  legacy_.rows("UPDATE work_order SET status = 'C', clerk_note = 'Sealed.' WHERE ext_ref IS NULL");
  const auto told = updates_of(id, 1);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].at("status"), "closed");
  EXPECT_EQ(told[0].at("description"), "Sealed.");
  EXPECT_EQ(one(id)["status"], "closed");

  const auto order = legacy_.rows("SELECT wo_no FROM work_order").at(0).at("wo_no");
  comment(id, "900", "Well done");  // a citizen may answer as to any other
  ASSERT_TRUE(eventually([&] { return !remarks("Well done").empty(); })) << gateway_->log();
  EXPECT_EQ(remarks("Well done").at(0).at("wo_no"), order);
  EXPECT_THAT(in_window(), SizeIs(1)) << "it is not found a second time";
}

TEST_F(RoundTrip, OrderThatAClerkOpened_IsOfTheAgencyOfItsService) {
  legacy_.rows(
      "INSERT INTO work_order (type_code, descr, latitude, longitude, reported_local)"
      " SELECT 'PK-10', 'Limb on the path', 39.8, -89.65, local FROM wall_clock");
  const auto of_agency = [&](const std::string& agencies) {
    return get(std::string(kRequests) + ".xml?jurisdiction_id=springfield.example&agency_responsible=" + agencies);
  };
  ASSERT_TRUE(eventually([&] { return !of_agency("Parks%20Department%7CStreet%20Lighting").empty(); }))
      << gateway_->log();
  const auto opened = of_agency("Parks%20Department");
  ASSERT_THAT(opened, SizeIs(1));
  EXPECT_EQ(opened[0].at("agency_responsible"), "Parks Department");
  EXPECT_EQ(opened[0].at("service_code"), "TREE");
  EXPECT_THAT(of_agency("Street%20Lighting"), IsEmpty());
}

TEST_F(RoundTrip, SameUpdateTwice_IsOneInTheBackEnd) {
  const auto id = report();
  const auto update = comment(id, "815", "It has grown");
  EXPECT_EQ(comment(id, "815", "It has grown"), update);
  ASSERT_TRUE(eventually([&] { return !remarks("It has grown").empty(); })) << gateway_->log();
  EXPECT_EQ(comment(id, "815", "It has grown"), update) << "after it was delivered, too";
  const auto next = comment(id, "816", "And grown");
  EXPECT_NE(next, update);
  ASSERT_TRUE(eventually([&] { return !remarks("And grown").empty(); })) << gateway_->log();
  EXPECT_THAT(legacy_.rows("SELECT 1 FROM remark"), SizeIs(2));
  EXPECT_THAT(updates_of(id), SizeIs(2));
}

TEST_F(RoundTrip, KillNineBehindTheAnswer_LosesNoUpdateAndMakesNoneTwice) {
  const std::string picture = phone_photo(64, 48);
  const auto id = report();
  const auto order = work_order_of(id);
  std::vector<std::string> answered;
  const auto say = [&](int number) {
    const auto text = std::to_string(number);
    answered.push_back(comment(id, text, "Comment " + text, {{"photo1", text + ".jpeg", "image/jpeg", picture}}));
  };
  for (int number = 0; number < 5; ++number) say(number);  // of these some may be on their way
  legacy_.rows("BEGIN IMMEDIATE");                         // these can't be
  for (int number = 5; number < 10; ++number) say(number);
  gateway_->signal(SIGKILL);
  EXPECT_EQ(gateway_->wait(), -SIGKILL);
  EXPECT_THAT(remarks("Comment 9"), IsEmpty());
  legacy_.rows("COMMIT");

  start();
  EXPECT_TRUE(eventually([&] { return legacy_.rows("SELECT 1 FROM photo").size() >= answered.size(); }))
      << gateway_->log();
  for (std::size_t number = 0; number < answered.size(); ++number) {
    const auto said = remarks("Comment " + std::to_string(number));
    ASSERT_THAT(said, SizeIs(1)) << number;
    EXPECT_EQ(said[0].at("ext_ref"), answered[number]);
    EXPECT_THAT(legacy_.rows("SELECT 1 FROM photo WHERE remark_ext_ref = ?", {answered[number]}), SizeIs(1));
  }
  clerk_says(order, "We saw them all.");
  const auto told = updates_of(id, answered.size() + 1);
  ASSERT_THAT(told, SizeIs(answered.size() + 1)) << "no echo";
  EXPECT_THAT(saying("We saw them all.", told), SizeIs(1));
  for (std::size_t number = 0; number < answered.size(); ++number) {
    const auto own = saying("Comment " + std::to_string(number), told);
    ASSERT_THAT(own, SizeIs(1)) << number;
    EXPECT_EQ(own[0].at("update_id"), answered[number]);
  }
}

}  // namespace
}  // namespace r311::test
