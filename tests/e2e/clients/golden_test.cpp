// SPDX-License-Identifier: Apache-2.0
// The example city's documents over HTTP, byte for byte (tests/golden/README.md).
#include "support/golden.h"

#include "city.h"

namespace r311::test {
namespace {

class Golden : public City {
 protected:
  // What differs from run to run is written as a word.
  void expect(const std::string& name, const std::string& target, const FormPairs& ids = {}) {
    for (const std::string form : {".xml", ".json"}) {
      const auto query = target.find('?');
      auto body = get(target.substr(0, query) + form + (query == target.npos ? "" : target.substr(query))).body;
      for (const auto& [id, word] : ids)
        for (auto at = body.find(id); at != body.npos; at = body.find(id)) body.replace(at, id.size(), word);
      expect_golden("springfield_" + name + form, with_times_masked(std::move(body)) + "\n");
    }
  }

  static std::string with_times_masked(std::string body) {
    const std::string like = "0000-00-00T00:00:00-00:00";
    for (std::size_t at = 0; at + like.size() <= body.size(); ++at) {
      bool fits = true;
      for (std::size_t i = 0; i < like.size() && fits; ++i)
        fits = like[i] == '0' ? body[at + i] >= '0' && body[at + i] <= '9' : body[at + i] == like[i];
      if (fits) body.replace(at, like.size(), "TIME");
    }
    return body;
  }
};

TEST_F(Golden, CatalogueOfTheCity_IsAsItWas) {
  expect("services", "services");
  expect("definition", "services/POT");
}

TEST_F(Golden, RequestAndItsUpdates_AreAsTheyWere) {
  const auto id = report_id({{"media_url", "https://fix.example/photo/1.jpeg"}});
  const auto update = comment_id(id, {{"status", "FIXED"}});
  ASSERT_TRUE(eventually([&] {  // the council's system has the report, and the gateway its number
    return get("servicerequestupdates.json?service_request_id=" + id).body.find("customer_reference") !=
           std::string::npos;
  }));
  expect("requests", "requests", {{id, "ID"}});
  expect("request", "requests/" + id, {{id, "ID"}});
  expect("updates", "servicerequestupdates?api_key=&service_request_id=" + id, {{update, "UPDATE"}, {id, "ID"}});
}

TEST_F(Golden, ListsOfNoneAndErrors_AreAsTheyWere) {
  expect("requests_none", "requests?service_request_id=none");
  expect("updates_none", "servicerequestupdates?service_request_id=none");
  expect("errors", "services/NONE");
}

}  // namespace
}  // namespace r311::test
