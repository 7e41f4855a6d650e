// SPDX-License-Identifier: Apache-2.0
#include "support/json_schema.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/time_text.h"

namespace r311::test {
namespace {

using Poco::Dynamic::Var;
using Breaches = std::vector<std::string>;
using Check = std::function<void(const Var& value, const std::string& path, Breaches& found)>;
using Fields = std::map<std::string, Check>;

Check must_be(const std::string& what, const std::function<bool(const Var&)>& holds) {
  return [=](const Var& value, const std::string& path, Breaches& found) {
    if (!holds(value)) found.push_back(path + " is not " + what + ": " + (value.isEmpty() ? "null" : value.toString()));
  };
}

bool is_text(const Var& value) { return value.isString() && !value.extract<std::string>().empty(); }
bool is_boolean(const Var& value) { return value.type() == typeid(bool); }
bool is_number(const Var& value) { return value.isNumeric() && !is_boolean(value) && !value.isString(); }
bool is_url(const Var& value) {
  if (!is_text(value)) return false;
  const auto& text = value.extract<std::string>();
  return text.starts_with("http://") || text.starts_with("https://");
}
bool is_list(const Var& value) { return value.type() == typeid(Poco::JSON::Array::Ptr); }

const Check text = must_be("a text of any length but none", is_text);
const Check boolean = must_be("a boolean", is_boolean);
const Check number = must_be("a number", is_number);
const Check integer = must_be("an integer", [](const Var& value) { return is_number(value) && value.isInteger(); });
const Check url = must_be("a URL", is_url);
const Check time = must_be(
    "a time", [](const Var& value) { return is_text(value) && parse_w3c(value.extract<std::string>(), Zone::utc()); });

Check or_null(const Check& check) {
  return [check](const Var& value, const std::string& path, Breaches& found) {
    if (!value.isEmpty()) check(value, path, found);
  };
}

Check one_of(const std::vector<std::string>& words) {
  return must_be("a word that is known", [words](const Var& value) {
    return value.isString() && std::count(words.begin(), words.end(), value.extract<std::string>()) == 1;
  });
}

Check array(const Check& item, std::size_t least = 0) {
  return [item, least](const Var& value, const std::string& path, Breaches& found) {
    if (!is_list(value)) return found.push_back(path + " is no array");
    const auto& items = *value.extract<Poco::JSON::Array::Ptr>();
    if (items.size() < least) found.push_back(path + " has too few items");
    for (std::size_t i = 0; i < items.size(); ++i)
      item(items.get(static_cast<unsigned>(i)), path + "[" + std::to_string(i) + "]", found);
  };
}

Check object(const Fields& always, const Fields& sometimes = {}) {
  return [=](const Var& value, const std::string& path, Breaches& found) {
    if (value.type() != typeid(Poco::JSON::Object::Ptr)) return found.push_back(path + " is no object");
    const auto& fields = *value.extract<Poco::JSON::Object::Ptr>();
    for (const auto& [name, check] : always) {
      if (!fields.has(name)) found.push_back(path + "/" + name + " is missing");
    }
    for (const auto& [name, field] : fields) {
      const Fields& known = always.count(name) == 1 ? always : sometimes;
      const auto check = known.find(name);
      if (check == known.end())
        found.push_back(path + "/" + name + " is not a field of it");
      else
        check->second(field, path + "/" + name, found);
    }
  };
}

Check services() {
  return array(object({{"service_code", text},
                       {"service_name", text},
                       {"description", or_null(text)},
                       {"metadata", boolean},
                       {"type", one_of({"realtime", "batch", "blackbox"})},
                       {"keywords", or_null(text)},
                       {"group", or_null(text)}}));
}

Check definition() {
  const Check datatype = one_of({"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"});
  return object({{"service_code", text},
                 {"attributes", array(object({{"variable", boolean},
                                              {"code", text},
                                              {"datatype", datatype},
                                              {"required", boolean},
                                              {"datatype_description", or_null(text)},
                                              {"order", integer},
                                              {"description", or_null(text)}},
                                             {{"automated", one_of({"hidden_field", "server_set"})},
                                              {"values", array(object({{"key", text}, {"name", text}}), 1)}}))}});
}

Check requests() {
  return array(object({{"service_request_id", text},
                       {"status", one_of({"open", "closed"})},
                       {"status_notes", or_null(text)},
                       {"service_name", or_null(text)},
                       {"service_code", text},
                       {"description", or_null(text)},
                       {"agency_responsible", or_null(text)},
                       {"service_notice", or_null(text)},
                       {"requested_datetime", time},
                       {"updated_datetime", time},
                       {"expected_datetime", or_null(time)},
                       {"address", or_null(text)},
                       {"address_id", or_null(text)},
                       {"zipcode", or_null(text)},
                       {"lat", or_null(number)},
                       {"long", or_null(number)},
                       {"media_url", or_null(url)}}));
}

Check receipts() {
  return array(
      object({}, {{"service_request_id", text}, {"token", text}, {"service_notice", text}, {"account_id", text}}), 1);
}

Check updates() {
  const Check photos = [](const Var& value, const std::string& path, Breaches& found) {
    (is_list(value) ? array(url, 2) : or_null(url))(value, path, found);
  };
  return array(object({{"update_id", text},
                       {"service_request_id", text},
                       {"status", text},
                       {"updated_datetime", time},
                       {"description", or_null(text)},
                       {"media_url", photos}},
                      {{"external_status_code", text}, {"customer_reference", text}}));
}

Check discovery() {
  const Check formats = array(one_of({"text/xml", "application/json"}), 2);
  const Check endpoint = object({{"specification", url},
                                 {"url", url},
                                 {"changeset", time},
                                 {"type", one_of({"production", "test"})},
                                 {"formats", formats}});
  return object({{"changeset", time},
                 {"contact", or_null(text)},
                 {"key_service", or_null(text)},
                 {"endpoints", array(endpoint, 1)}},
                {{"max_requests", integer}});
}

Check rules_of(Document document) {
  switch (document) {
    case Document::services:
      return services();
    case Document::definition:
      return definition();
    case Document::requests:
      return requests();
    case Document::receipts:
      return receipts();
    case Document::updates:
      return updates();
    case Document::update_receipts:
      return array(object({{"update_id", text}}), 1);
    case Document::errors:
      return array(object({{"code", integer}, {"description", text}}), 1);
    case Document::discovery:
      break;
  }
  return discovery();
}

}  // namespace

std::vector<std::string> breaches(Document document, const std::string& json) {
  Breaches found;
  rules_of(document)(Poco::JSON::Parser().parse(json), "", found);
  return found;
}

}  // namespace r311::test
