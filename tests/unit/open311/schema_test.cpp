// SPDX-License-Identifier: Apache-2.0
// The JSON of each document against the rules that the published draft 4 schemas have for it: which fields there are
// and of what type, with real booleans and numbers, and null, never "", for what is absent.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "open311/render.h"

namespace r311::open311 {
namespace {

using Poco::Dynamic::Var;
using Check = std::function<bool(const Var&)>;

bool is_text(const Var& value) { return value.isString() && !value.extract<std::string>().empty(); }
bool is_boolean(const Var& value) { return value.type() == typeid(bool); }
bool is_number(const Var& value) { return value.isNumeric() && !is_boolean(value) && !value.isString(); }
bool is_integer(const Var& value) { return is_number(value) && value.isInteger(); }
bool is_time(const Var& value) { return is_text(value) && parse_w3c(value.extract<std::string>(), Zone::utc()); }
bool is_url(const Var& value) {
  if (!is_text(value)) return false;
  const auto& text = value.extract<std::string>();
  return text.starts_with("http://") || text.starts_with("https://");
}
Check or_null(const Check& check) {
  return [check](const Var& value) { return value.isEmpty() || check(value); };
}
Check one_of(const std::vector<std::string>& words) {
  return [words](const Var& value) {
    for (const std::string& word : words)
      if (value.isString() && value.extract<std::string>() == word) return true;
    return false;
  };
}

struct Schema {
  std::map<std::string, Check> always;
  std::map<std::string, Check> sometimes = {};

  bool holds(const Var& value) const {
    if (value.type() != typeid(Poco::JSON::Object::Ptr)) return false;
    const auto object = value.extract<Poco::JSON::Object::Ptr>();
    for (const auto& [name, check] : always) {
      EXPECT_TRUE(object->has(name)) << name;
      EXPECT_TRUE(check(object->get(name))) << name << ": " << object->get(name).toString();
    }
    for (const std::string& name : object->getNames()) {
      if (always.count(name)) continue;
      const auto found = sometimes.find(name);
      EXPECT_NE(found, sometimes.end()) << name;
      if (found != sometimes.end()) {
        EXPECT_TRUE(found->second(object->get(name))) << name;
      }
    }
    return true;
  }
};

Check object(const Schema& schema) {
  return [schema](const Var& value) { return schema.holds(value); };
}
Check array(const Check& item, std::size_t least = 0) {
  return [item, least](const Var& value) {
    if (value.type() != typeid(Poco::JSON::Array::Ptr)) return false;
    const auto items = value.extract<Poco::JSON::Array::Ptr>();
    for (std::size_t i = 0; i < items->size(); ++i)
      if (!item(items->get(static_cast<unsigned>(i)))) return false;
    return items->size() >= least;
  };
}

const Check services = array(object({{{"service_code", is_text},
                                      {"service_name", is_text},
                                      {"description", or_null(is_text)},
                                      {"metadata", is_boolean},
                                      {"type", one_of({"realtime", "batch", "blackbox"})},
                                      {"keywords", or_null(is_text)},
                                      {"group", or_null(is_text)}}}));

const Check definition =
    object({{{"service_code", is_text},
             {"attributes",
              array(object(
                  {{{"variable", is_boolean},
                    {"code", is_text},
                    {"datatype", one_of({"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"})},
                    {"required", is_boolean},
                    {"datatype_description", or_null(is_text)},
                    {"order", is_integer},
                    {"description", or_null(is_text)}},
                   {{"automated", one_of({"hidden_field", "server_set"})},
                    {"values", array(object({{{"key", is_text}, {"name", is_text}}}), 1)}}}))}}});

const Check requests = array(object({{{"service_request_id", is_text},
                                      {"status", one_of({"open", "closed"})},
                                      {"status_notes", or_null(is_text)},
                                      {"service_name", or_null(is_text)},
                                      {"service_code", is_text},
                                      {"description", or_null(is_text)},
                                      {"agency_responsible", or_null(is_text)},
                                      {"service_notice", or_null(is_text)},
                                      {"requested_datetime", is_time},
                                      {"updated_datetime", is_time},
                                      {"expected_datetime", or_null(is_time)},
                                      {"address", or_null(is_text)},
                                      {"address_id", or_null(is_text)},
                                      {"zipcode", or_null(is_text)},
                                      {"lat", or_null(is_number)},
                                      {"long", or_null(is_number)},
                                      {"media_url", or_null(is_url)}}}));

const Check receipts = array(
    object(
        {{},
         {{"service_request_id", is_text}, {"token", is_text}, {"service_notice", is_text}, {"account_id", is_text}}}),
    1);

// mySociety's extension: as GeoReport's own fields of these names, but that an update may have several photos.
const Check updates =
    array(object({{{"update_id", is_text},
                   {"service_request_id", is_text},
                   {"status", is_text},
                   {"updated_datetime", is_time},
                   {"description", or_null(is_text)},
                   {"media_url", [](const Var& value) { return or_null(is_url)(value) || array(is_url, 2)(value); }}},
                  {{"external_status_code", is_text}}}));
const Check update_receipts = array(object({{{"update_id", is_text}}}), 1);

const Check errors = array(object({{{"code", is_integer}, {"description", is_text}}}), 1);

const Check discovery =
    object({{{"changeset", is_time},
             {"contact", or_null(is_text)},
             {"key_service", or_null(is_text)},
             {"endpoints", array(object({{{"specification", is_url},
                                          {"url", is_url},
                                          {"changeset", is_time},
                                          {"type", one_of({"production", "test"})},
                                          {"formats", array(one_of({"text/xml", "application/json"}), 2)}}}),
                                 1)}}});

bool fits(const Check& document, const std::string& json) { return document(Poco::JSON::Parser().parse(json)); }

Time moment() { return parse_w3c("2026-03-01T12:00:00Z", Zone::utc()).value(); }

Service bare_service() {
  Service service;
  service.code = "001";
  service.name = "12";
  return service;
}

Service full_service() {
  Service service = bare_service();
  service.description = "true";
  service.keywords = {"1", "2"};
  service.group = "null";
  for (const Datatype datatype : {Datatype::string, Datatype::number, Datatype::datetime, Datatype::text,
                                  Datatype::singlevaluelist, Datatype::multivaluelist}) {
    Attribute attribute;
    attribute.code = "1";
    attribute.datatype = datatype;
    service.attributes.push_back(attribute);
    attribute.required = true;
    attribute.variable = false;
    attribute.order = 7;
    attribute.description = "3";
    attribute.datatype_description = "4";
    attribute.automated = "server_set";
    attribute.values = {{"001", "1"}, {"false", "0"}};
    service.attributes.push_back(attribute);
  }
  return service;
}

// Text that looks like a number or a word of JSON stays text.
ServiceRequest bare_request() {
  ServiceRequest request;
  request.id = "638344";
  request.service_code = "006";
  request.requested = request.updated = moment();
  return request;
}

ServiceRequest full_request() {
  ServiceRequest request = bare_request();
  request.status_notes = "null";
  request.service_name = "true";
  request.description = "1e5";
  request.agency_responsible = "0";
  request.service_notice = "[]";
  request.expected = moment();
  request.address = "{}";
  request.address_id = "545483";
  request.zipcode = "02138";
  request.position = Position{0, -1e-7};
  request.media_url = "https://example.org/1.jpg";
  return request;
}

TEST(JsonSchema, OfServices_Holds) {
  EXPECT_TRUE(fits(services, render_services(Format::json, {bare_service(), full_service()})));
  EXPECT_TRUE(fits(services, render_services(Format::json, {})));
}

TEST(JsonSchema, OfDefinitions_Holds) {
  EXPECT_TRUE(fits(definition, render_definition(Format::json, bare_service())));
  EXPECT_TRUE(fits(definition, render_definition(Format::json, full_service())));
}

TEST(JsonSchema, OfRequests_HoldsForEveryStatus) {
  const Zone chicago = Zone::find("America/Chicago").value();
  EXPECT_TRUE(fits(requests, render_requests(Format::json, {}, {})));
  for (auto status = Status::open; status <= Status::for_triage;
       status = static_cast<Status>(static_cast<int>(status) + 1)) {
    auto bare = bare_request();
    auto full = full_request();
    bare.status = full.status = status;
    EXPECT_TRUE(fits(requests, render_requests(Format::json, {bare, full}, {&chicago})));
  }
}

TEST(JsonSchema, OfReceipts_Holds) {
  for (const Receipt& receipt :
       {Receipt{"1", "", "", ""}, Receipt{"", "2", "", ""}, Receipt{"1", "2", "3", "4"}, Receipt{}})
    EXPECT_TRUE(fits(receipts, render_receipt(Format::json, receipt)));
}

TEST(JsonSchema, OfUpdates_Holds) {
  ServiceUpdate bare;
  bare.id = "815";
  bare.request = "006";
  bare.updated = moment();
  ServiceUpdate full = bare;
  full.description = "true";
  full.external_status_code = "1";
  full.media_urls = {"https://example.org/1.jpg"};
  ServiceUpdate several = full;
  several.media_urls.emplace_back("https://example.org/2.jpg");
  EXPECT_TRUE(fits(updates, render_updates(Format::json, {bare, full, several}, {})));
  EXPECT_TRUE(fits(updates, render_updates(Format::json, {}, {})));
  EXPECT_TRUE(fits(update_receipts, render_update_receipt(Format::json, {"815"})));
}

TEST(JsonSchema, OfErrors_Holds) {
  EXPECT_TRUE(fits(errors, render_faults(Format::json, {{400, "HOWMANYD required"}, {403, "404"}})));
}

TEST(JsonSchema, OfDiscovery_Holds) {
  Discovery document;
  document.changeset = moment();
  document.endpoints = {{"https://a.example/open311/v2", "production"}, {"http://b.example/open311/v2", "test"}};
  EXPECT_TRUE(fits(discovery, render_discovery(Format::json, document)));
  document.contact = "311";
  document.key_service = "0";
  EXPECT_TRUE(fits(discovery, render_discovery(Format::json, document)));
}

// The rules themselves tell right from wrong.
TEST(JsonSchema, RefusesWhatClientsStumbleOver) {
  for (const char* wrong : {R"([{"code":"400","description":"a"}])", R"([{"code":400,"description":""}])", "[]", "{}",
                            R"([{"code":400.5,"description":"a"}])", R"([{"code":true,"description":"a"}])"})
    EXPECT_FALSE(fits(array(
                          [](const Var& value) {
                            const auto error = value.extract<Poco::JSON::Object::Ptr>();
                            return is_integer(error->get("code")) && is_text(error->get("description"));
                          },
                          1),
                      wrong))
        << wrong;
  const Var empty{std::string()};
  EXPECT_FALSE(or_null(is_text)(empty));
  EXPECT_FALSE(or_null(is_url)(empty));
  EXPECT_FALSE(or_null(is_time)(Var{std::string("soon")}));
  EXPECT_FALSE(is_boolean(Var{std::string("true")}));
  EXPECT_FALSE(or_null(is_number)(Var{std::string("41.8")}));
}

}  // namespace
}  // namespace r311::open311
