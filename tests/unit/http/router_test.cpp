// SPDX-License-Identifier: Apache-2.0
#include "http/router.h"

#include <gtest/gtest.h>

#include <array>

namespace r311::http {
namespace {

constexpr std::array<Place, 5> table{{{"GET", "/open311/v2/services"},
                                      {"GET", "/open311/v2/services/*"},
                                      {"POST", "/open311/v2/requests"},
                                      {"GET", "/open311/v2/requests"},
                                      {"GET", "/open311/v2/requests/*"}}};

Routed routed(std::string_view method, std::string_view path) { return route(table, method, path); }

TEST(Router, PathAndMethod_NameOneRow) {
  EXPECT_EQ(routed("GET", "/open311/v2/services.xml").row, 0u);
  EXPECT_EQ(routed("HEAD", "/open311/v2/services.json").row, 0u);
  EXPECT_EQ(routed("POST", "/open311/v2/requests.xml").row, 2u);
  EXPECT_EQ(routed("GET", "/open311/v2/requests.xml").row, 3u);
  EXPECT_EQ(routed("GET", "/open311/v2/requests/12.json").row, 4u);
}

TEST(Router, Extension_IsTheFormat) {
  EXPECT_EQ(routed("GET", "/open311/v2/services.xml").format, open311::Format::xml);
  EXPECT_EQ(routed("GET", "/open311/v2/services.json").format, open311::Format::json);
  for (const auto* path : {"/open311/v2/services", "/open311/v2/services.html", "/open311/v2/services.", "/"}) {
    EXPECT_FALSE(routed("GET", path).format) << path;
    EXPECT_FALSE(routed("GET", path).row) << path;
  }
}

TEST(Router, RepeatedAndTrailingSlashes_DoNotCount) {
  for (const auto* path : {"//open311/v2/services.xml", "/open311//v2///services.xml", "/open311/v2/services.xml/",
                           "/open311/v2//services.xml//"})
    EXPECT_EQ(routed("GET", path).row, 0u) << path;
  EXPECT_EQ(routed("GET", "/open311/v2//services//POT.xml").rest, "POT");
}

TEST(Router, CodeInAPath_MayHoldAnything) {
  const auto code = [](std::string_view path) { return routed("GET", path).rest; };
  EXPECT_EQ(code("/open311/v2/services/POT.xml"), "POT");
  EXPECT_EQ(code("/open311/v2/services/A/B.xml"), "A/B");
  EXPECT_EQ(code("/open311/v2/services/A%2FB.xml"), "A/B");
  EXPECT_EQ(code("/open311/v2/services/a.b.json"), "a.b");
  EXPECT_EQ(code("/open311/v2/services/A:B&C,D@E.xml"), "A:B&C,D@E");
  EXPECT_EQ(code("/open311/v2/services/A%3AB%26C%2CD%40E%20F.xml"), "A:B&C,D@E F");
  EXPECT_EQ(code("/open311/v2/services/a+b.xml"), "a+b");
  EXPECT_EQ(code("/open311/v2/services/Stra%C3%9Fe.xml"), "Straße");
  EXPECT_EQ(code("/open311/v2/services/../../etc/passwd.xml"), "../../etc/passwd");
}

TEST(Router, OtherMethod_IsToldWhatThePathTakes) {
  const auto answer = routed("DELETE", "/open311/v2/requests.xml");
  EXPECT_FALSE(answer.row);
  EXPECT_EQ(answer.allow, "POST, GET, HEAD, OPTIONS");
  EXPECT_EQ(routed("POST", "/open311/v2/services.xml").allow, "GET, HEAD, OPTIONS");
  EXPECT_EQ(routed("GET", "/open311/v2/other.xml").allow, "");
  EXPECT_EQ(routed("GET", "/open311/v2.xml").allow, "");
}

TEST(Router, NameThatIsNotThere_IsNotTheList) {
  const auto answer = routed("GET", "/open311/v2/requests/.json");
  EXPECT_FALSE(answer.row);
  EXPECT_EQ(answer.allow, "");
  EXPECT_EQ(answer.format, open311::Format::json) << "its error is told in its form";
  EXPECT_FALSE(routed("GET", "/open311/v2/services/.xml").row);
  EXPECT_TRUE(routed("GET", "/open311/v2/services.xml/").row);
}

TEST(Router, MethodsAreCaseSensitive) { EXPECT_FALSE(routed("get", "/open311/v2/services.xml").row); }

}  // namespace
}  // namespace r311::http
