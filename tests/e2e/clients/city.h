// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "e2e/legacy_database.h"
#include "e2e/springfield.h"
#include "lwp.h"
#include "support/fms_xml.h"
#include "support/http_client.h"

namespace r311::test {

// The example city, and clients that speak to it as those in the field do: FixMyStreet, unless a test says otherwise.
class City : public ::testing::Test {
 protected:
  City() : legacy_((start_with({}), data_.path() / "highways.db")) {}

  // A gateway with the city's configuration after these edits, over the same store and back end.
  void start_with(const Edits& edits);

  // The target without the endpoint. Each on a connection of its own, which the gateway has to end, as it was asked.
  http::Received get(const std::string& target) { return exchange(lwp_get(endpoint + target)); }
  http::Received post(const std::string& target, const FormPairs& form, const std::vector<FilePart>& files = {});
  http::Received exchange(const std::string& bytes);

  // What FixMyStreet has after a GET of `stem`.xml: nothing in it may hurt its reader, and the JSON form says the same.
  Node both(const std::string& stem, const std::string& query = "");

  // A report to POT as FixMyStreet fills it in, and a comment; `more` wins over what stands there already.
  static FormPairs report(const FormPairs& more = {});
  static FormPairs comment(const std::string& request, const FormPairs& more = {});
  // Sent, and answered in form_. What is answered as id; a failure of the test where there is none.
  std::string report_id(const FormPairs& more = {}, const std::vector<FilePart>& files = {});
  std::string comment_id(const std::string& request, const FormPairs& more = {},
                         const std::vector<FilePart>& files = {});

  // The work order that a request has become.
  Row work_order(const std::string& request);
  // Waits until the updates of a request are so many at least.
  std::vector<Node> updates_of(const std::string& request, std::size_t least);
  Node one(const std::string& request) { return both("requests/" + request)["request"][0]; }

  static inline const std::string endpoint = "/open311/v2/";
  std::string form_ = "xml";

  TemporaryDirectory data_;
  TemporaryDirectory folder_;
  std::unique_ptr<GatewayProcess> gateway_;
  LegacyDatabase legacy_;
};

// The same for clients of either form: a test that is about what is answered runs in both.
class CityInBothForms : public City, public ::testing::WithParamInterface<std::string> {
 protected:
  CityInBothForms() { form_ = GetParam(); }
};

inline const auto both_forms = ::testing::Values(std::string("xml"), std::string("json"));
inline std::string form_of(const ::testing::TestParamInfo<std::string>& form) { return form.param; }

// What a client has of an answer that must be a success, of its list, or of the errors of a refusal. Nothing in an
// answer in XML may hurt FixMyStreet's reader.
Node read(const http::Received& answer);
Node read_list(const http::Received& answer);
Node read_error(const http::Received& answer, int status);

// The fields of a list, in its order.
std::vector<std::string> each(const Node& list, const std::string& field);

}  // namespace r311::test
