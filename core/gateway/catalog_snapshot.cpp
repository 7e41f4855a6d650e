// SPDX-License-Identifier: Apache-2.0
#include "gateway/catalog_snapshot.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include "open311/json_writer.h"

namespace r311::gateway {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr int version = 1;

std::string text_at(const Object& object, const std::string& key) { return object.optValue<std::string>(key, ""); }

// Calls `take` with each object of the list at `key`.
template <class Take>
void each_of(const Object& object, const std::string& key, Take take) {
  const Array::Ptr list = object.getArray(key);
  if (list.isNull()) throw Poco::DataFormatException("there is no list " + key);
  for (unsigned i = 0; i < list->size(); ++i) {
    const Object::Ptr member = list->getObject(i);
    if (member.isNull()) throw Poco::DataFormatException("a member of " + key + " is no object");
    take(*member);
  }
}

open311::Attribute attribute_of(const Object& object) {
  open311::Attribute attribute;
  attribute.code = text_at(object, "code");
  const auto datatype = open311::datatype_of(text_at(object, "datatype"));
  if (!datatype) throw Poco::DataFormatException("an attribute has no datatype");
  attribute.datatype = *datatype;
  attribute.required = object.getValue<bool>("required");
  attribute.variable = object.getValue<bool>("variable");
  attribute.order = object.getValue<int>("order");
  attribute.description = text_at(object, "description");
  attribute.datatype_description = text_at(object, "datatype_description");
  each_of(object, "values", [&](const Object& value) {
    attribute.values.push_back({text_at(value, "key"), text_at(value, "name")});
  });
  return attribute;
}

open311::Service service_of(const Object& object) {
  open311::Service service;
  service.code = text_at(object, "code");
  if (service.code.empty()) throw Poco::DataFormatException("a service has no code");
  service.name = text_at(object, "name");
  service.description = text_at(object, "description");
  service.group = text_at(object, "group");
  const auto type = open311::service_type_of(text_at(object, "type"));
  if (!type) throw Poco::DataFormatException("a service has no type");
  service.type = *type;
  const Array::Ptr keywords = object.getArray("keywords");
  if (keywords.isNull()) throw Poco::DataFormatException("there is no list keywords");
  for (unsigned i = 0; i < keywords->size(); ++i) service.keywords.push_back(keywords->getElement<std::string>(i));
  each_of(object, "attributes",
          [&](const Object& attribute) { service.attributes.push_back(attribute_of(attribute)); });
  return service;
}

void write_attribute(open311::JsonWriter& to, const open311::Attribute& attribute) {
  to.text("code", attribute.code);
  to.text("datatype", word(attribute.datatype));
  to.flag("required", attribute.required);
  to.flag("variable", attribute.variable);
  to.integer("order", attribute.order);
  to.text("description", attribute.description);
  to.text("datatype_description", attribute.datatype_description);
  to.list("values", "value", attribute.values, [&](const open311::ListValue& value) {
    to.text("key", value.key);
    to.text("name", value.name);
  });
}

void write_service(open311::JsonWriter& to, const open311::Service& service) {
  to.text("code", service.code);
  to.text("name", service.name);
  to.text("description", service.description);
  to.text("group", service.group);
  to.text("type", word(service.type));
  to.words("keywords", "keyword", service.keywords);
  to.list("attributes", "attribute", service.attributes,
          [&](const open311::Attribute& attribute) { write_attribute(to, attribute); });
}

}  // namespace

std::string snapshot_of(const std::vector<open311::Service>& services) {
  std::string text;
  open311::JsonWriter to(text);
  to.document("catalog", [&] {
    to.integer("version", version);
    to.list("services", "service", services, [&](const open311::Service& service) { write_service(to, service); });
  });
  return text;
}

Result<std::vector<open311::Service>> services_in(const std::string& snapshot) {
  try {
    Poco::JSON::Parser parser;
    const auto object = parser.parse(snapshot).extract<Object::Ptr>();
    if (object->getValue<int>("version") != version)
      return fail(Kind::corrupt, "it was written by another version of the gateway");
    std::vector<open311::Service> services;
    each_of(*object, "services", [&](const Object& service) { services.push_back(service_of(service)); });
    return services;
  } catch (const Poco::Exception& error) {
    return fail(Kind::corrupt, "it is not what the gateway writes: " + error.displayText());
  }
}

}  // namespace r311::gateway
