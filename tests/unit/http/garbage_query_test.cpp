// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "base/text.h"
#include "support/fms_xml.h"
#include "wild_client.h"

// What no client means to ask for, by the thousand and over real connections.
namespace r311::http {
namespace {

using testing::StartsWith;

// One parameter of a path, what else has to stand beside it, and values that are wrong whatever stands behind them.
struct Asked {
  std::string path;
  std::string name;
  std::vector<std::string> wrong;
  std::string beside = {};
};

const std::vector<std::string> no_number{"x", "-1", "0", "1.5", "1e3", "0x10", "\xD9\xA1", "1 2", "+1", "1;", "nan"};
const std::vector<std::string> no_degrees{"x", "91.5.1", "1e400", "nan", "inf", "-", "180.1", "0x10", "1,5", "1 2"};
const std::vector<std::string> no_time{"x",         "2026",       "2026-02-30",           "2026-13-01",
                                       "yesterday", "1700000000", "2026-01-01T25:00:00Z", "2026-01-01 Z",
                                       "0",         "2026-1-1"};
const std::vector<std::string> no_truth{"x", "yes", "no", "2", "-1", "on", "tru", "1.0", "true,false"};
const std::vector<std::string> no_utf8{"\xFF", "a\xC3\x28", "\xED\xA0\x80", "\xF5\x80\x80\x80", "a,\xC0\xAF"};

// Text that is no text, or names nothing.
std::vector<std::string> no_words(const std::string& delimiter) {
  auto wrong = no_utf8;
  wrong.push_back(delimiter);
  wrong.push_back(" " + delimiter + " " + delimiter);
  return wrong;
}

std::vector<Asked> every_parameter(const std::string& id) {
  const std::vector<std::string> no_box{"x",       "1",         "1,2,3",       "1,2,3,4,5",
                                        "1,2,3,x", "1,95,2,96", "200,1,201,2", "0,2,1,1"};
  std::vector<Asked> all{{"requests", "page", no_number},
                         {"requests", "page_size", no_number},
                         {"requests", "max_requests", no_number},
                         {"requests", "lat", no_degrees, "&long=1&radius=1"},
                         {"requests", "long", no_degrees, "&lat=1&radius=1"},
                         {"requests", "radius", {"x", "-1", "0", "1e400", "nan", "1 m", "1km"}, "&lat=1&long=1"},
                         {"requests", "bbox", no_box},
                         {"requests", "has_photo", no_truth},
                         {"requests", "extensions", no_truth},
                         {"requests", "sort", {"x", "--updated_datetime", "id", "requested_datetime desc", "-", "asc"}},
                         {"requests", "order", {"x", "up", "ascending", "-asc", "1"}},
                         {"requests", "status", {"x", "opened", "open;closed", "open,x", "1", "openclosed"}},
                         {"requests", "cursor", {"x", "0", "rd1.1!", "r", "-1", "cursor"}},
                         {"requests", "q", {"\"", "?!", "...", "\xFF", "a\xC3\x28", std::string(501, 'a')}},
                         {"requests", "address_string", {"a", "ab", "\xFF\xFF\xFF", std::string(501, 'a')}},
                         {"requests", "service_code", no_words(",")},
                         {"requests", "interface_used", no_words(",")},
                         {"requests", "agency_responsible", no_words("|")},
                         {"requests", "service_request_id", no_words(",")},
                         {"requests/" + id, "extensions", no_truth},
                         {"servicerequestupdates", "page", no_number},
                         {"servicerequestupdates", "page_size", no_number},
                         {"servicerequestupdates", "service_request_id", no_words(",")}};
  for (const char* const time : {"start_date", "end_date", "updated_after", "updated_before"})
    all.push_back({"requests", time, no_time});
  for (const char* const time : {"start_date", "end_date"}) all.push_back({"servicerequestupdates", time, no_time});
  return all;
}

class AnyQuery : public WildClient {
 protected:
  AnyQuery() : id_(element(council_.post(pothole + "&api_key=demo-key").body, "service_request_id")) {}

  // The first thing that is told of it is its name, in either form.
  void expect_refused(const Asked& asked, const std::string& value) {
    for (const std::string form : {"xml", "json"}) {
      const auto target = asked.path + "." + form + "?" + asked.name + "=" + escaped(value) + asked.beside;
      const auto answer = council_.get(target);
      ASSERT_EQ(answer.status, 400) << target << ", seed " << seed_;
      ASSERT_TRUE(text::is_utf8(answer.body)) << target;
      const auto errors =
          form == "xml" ? test::read_as_fixmystreet(answer.body).root["error"] : test::read_json(answer.body);
      EXPECT_EQ(errors[0]["code"].text, "400") << target;
      EXPECT_THAT(errors[0]["description"].text, StartsWith(asked.name + " ")) << target << ", seed " << seed_;
    }
  }

  const std::string id_;
};

TEST_F(AnyQuery, GarbageInAKnownParameter_IsRefusedUnderItsName) {
  for (const Asked& asked : every_parameter(id_)) {
    for (const auto& value : asked.wrong) expect_refused(asked, value);
    EXPECT_EQ(council_.get(asked.path + ".xml?" + asked.name + "=&" + asked.beside).status,
              asked.beside.empty() ? 200 : 400)
        << asked.name << " without a value";
  }
}

// Behind a letter that makes it wrong, whatever comes.
TEST_F(AnyQuery, RandomBytesInAKnownParameter_AreRefusedUnderItsName) {
  for (const Asked& asked : every_parameter(id_)) {
    const bool is_text = asked.wrong.front() != "x";
    for (int i = 0; i < 20; ++i) expect_refused(asked, is_text ? bytes(20) + "\xFF" : "x" + bytes(20));
  }
}

TEST_F(AnyQuery, GarbageAsJurisdiction_IsOneThatIsNotThere) {
  for (const std::string path :
       {"services", "services/POT", "requests", "requests/1", "servicerequestupdates", "tokens/1"})
    for (int i = 0; i < 20; ++i) {
      const auto answer = council_.get(path + ".json?jurisdiction_id=x" + escaped(bytes(20)));
      ASSERT_EQ(answer.status, 404) << path << ", seed " << seed_;
      EXPECT_THAT(test::read_json(answer.body)[0]["description"].text, StartsWith("jurisdiction_id")) << answer.body;
    }
}

TEST_F(AnyQuery, GarbageAsTheSizeOfAPicture_IsRefusedUnderItsName) {
  for (int i = 0; i < 50; ++i) {
    const auto asked = "/media/" + std::string(64, 'a') + "?size=x" + escaped(bytes(20));
    const auto answer = ask(council_.port(), get(asked)).value_or(Received{});
    ASSERT_EQ(answer.status, 400) << asked;
    EXPECT_THAT(answer.body, testing::HasSubstr("<description>size ")) << asked;
  }
}

// Of what is not known as a parameter or a path nothing is told but that it is not there.
TEST_F(AnyQuery, InPathsAndNames_IsRefusedOrFindsNothing) {
  const std::vector<std::string> paths{"requests",  "requests/", "services/", "tokens/", "servicerequestupdates",
                                       "discovery", ""};
  const std::string listed = council_.get("requests.xml").body;
  for (int i = 0; i < 1500; ++i) {
    const std::string path = one_of(paths);
    const std::string behind = roll(2) == 0 ? escaped(bytes(30)) : std::string();
    std::string target = "/open311/v2/" + path + behind + (roll(3) == 0 ? "" : ".xml");
    const bool is_known = behind.empty() && target.ends_with(".xml") && !path.ends_with('/') && !path.empty();
    std::string query;
    for (std::size_t more = roll(4); more > 0; --more)
      query += (query.empty() ? "?" : "&") + std::string("z") + escaped(bytes(10)) + "=" + escaped(bytes(20));
    const auto answer = ask(council_.port(), get(target + query)).value_or(Received{});
    ASSERT_EQ(answer.status, is_known ? 200 : 404) << "seed " << seed_ << ": " << target << query;
    if (is_known && path.starts_with("requests")) {
      EXPECT_EQ(answer.body, listed) << query;
    }
  }
}

}  // namespace
}  // namespace r311::http
