// SPDX-License-Identifier: Apache-2.0
#include "plugin/catalog_intake.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "plugin/abi_view.h"

namespace r311::plugin {

namespace {

constexpr std::size_t most_shown = 100;

// Ends a fetch from wherever it stands; never leaves this file.
struct Broken {
  Verdict verdict;
};

[[noreturn]] void wrong_data(std::string what) { throw Broken{{Outcome::invalid, std::move(what)}}; }
[[noreturn]] void wrong_plugin(std::string what) { throw Broken{{Outcome::protocol, std::move(what)}}; }

std::string quoted(std::string_view text) { return "'" + readable(text, most_shown) + "'"; }

// Clients send it as attribute[CODE].
bool is_attribute_code(std::string_view code) {
  return std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  });
}

template <class Body>
std::int32_t guarded(Verdict& verdict, Body&& body) noexcept {
  if (verdict.outcome != Outcome::ok) return 0;
  try {
    body();
    return 1;
  } catch (Broken& broken) {
    verdict = std::move(broken.verdict);
  } catch (const std::exception& error) {
    verdict = {Outcome::internal, error.what()};
  }
  return 0;
}

}  // namespace

CatalogIntake::CatalogIntake(CatalogBounds bounds)
    : bounds_(bounds),
      abi_{sizeof(r311_catalog_sink), 0, reinterpret_cast<r311_sink_handle*>(this), &add_service, &add_attribute} {}

std::int32_t CatalogIntake::add_service(r311_sink_handle* self, const r311_service* service) noexcept {
  auto& intake = *reinterpret_cast<CatalogIntake*>(self);
  return guarded(intake.verdict_, [&] {
    if (service == nullptr) wrong_plugin("the plugin told a service that is null");
    intake.end_service();
    intake.take(*service);
  });
}

std::int32_t CatalogIntake::add_attribute(r311_sink_handle* self, const r311_attribute* attribute) noexcept {
  auto& intake = *reinterpret_cast<CatalogIntake*>(self);
  return guarded(intake.verdict_, [&] {
    if (attribute == nullptr) wrong_plugin("the plugin told an attribute that is null");
    intake.take(*attribute);
  });
}

Cataloged CatalogIntake::finish() {
  guarded(verdict_, [&] {
    end_service();
    if (services_.empty()) wrong_data("the back end told no service at all");
  });
  if (verdict_.outcome != Outcome::ok) return {std::move(verdict_), {}};
  return {{}, std::move(services_)};
}

void CatalogIntake::charge(std::size_t& used, std::size_t more, std::size_t most, const char* what) {
  if (more > most - used) wrong_plugin("the plugin told more than " + std::to_string(most) + " " + what);
  used += more;
}

std::string CatalogIntake::text(r311_text_view lent, std::size_t most, const char* what) {
  const auto given = bytes(lent, most);
  if (!given) wrong_plugin(std::string(what) + " has more than " + std::to_string(most) + " bytes");
  if (text::clean(*given) != *given) wrong_plugin(std::string(what) + " is not clean UTF-8: " + quoted(*given));
  charge(bytes_, given->size(), bounds_.bytes, "bytes of text");
  return std::string(*given);
}

std::string CatalogIntake::name(r311_text_view lent, const char* what) {
  auto given = text(lent, R311_CATALOG_NAME_MOST, what);
  if (text::is_blank(given)) wrong_data(std::string(what) + " is empty");
  if (given.find_first_of("\n\t") != std::string::npos)
    wrong_data(std::string(what) + " has a line end or a tab: " + quoted(given));
  return given;
}

void CatalogIntake::end_service() {
  if (awaits_attributes_ && services_.back().attributes.empty())
    wrong_data("the service " + quoted(services_.back().code) + " has a definition of which no attribute was told");
}

void CatalogIntake::take(const r311_service& lent) {
  if (services_.size() >= bounds_.services)
    wrong_plugin("the plugin told more than " + std::to_string(bounds_.services) + " services");
  open311::Service service;
  service.code = name(read(lent, &r311_service::code), "the code of a service");
  const std::string of = " of the service " + quoted(service.code);
  service.name = name(read(lent, &r311_service::name), ("the name" + of).c_str());
  service.description =
      text(read(lent, &r311_service::description), R311_CATALOG_TEXT_MOST, ("the description" + of).c_str());
  service.group = text(read(lent, &r311_service::group), R311_CATALOG_NAME_MOST, ("the group" + of).c_str());
  const std::string type = text(read(lent, &r311_service::type), R311_CATALOG_NAME_MOST, ("the type" + of).c_str());
  if (!type.empty()) {
    const auto known = open311::service_type_of(type);
    if (!known) wrong_data("the type" + of + " is " + quoted(type) + ", not realtime, batch or blackbox");
    service.type = *known;
  }
  take_keywords(lent, service);
  if (!codes_.insert(service.code).second) wrong_data("there are two services with the code " + quoted(service.code));
  awaits_attributes_ = (read(lent, &r311_service::flags) & R311_SERVICE_HAS_DEFINITION) != 0;
  attribute_codes_.clear();
  services_.push_back(std::move(service));
}

void CatalogIntake::take_keywords(const r311_service& lent, open311::Service& service) {
  const r311_text_view* keywords = read(lent, &r311_service::keywords);
  const std::uint64_t count = read(lent, &r311_service::keyword_count);
  const std::string what = "a keyword of the service " + quoted(service.code);
  charge(values_, static_cast<std::size_t>(count), bounds_.values, "values and keywords");
  if (count > 0 && keywords == nullptr) wrong_plugin("the keywords of a service are null");
  for (std::uint64_t i = 0; i < count; ++i) service.keywords.push_back(name(keywords[i], what.c_str()));
}

void CatalogIntake::take(const r311_attribute& lent) {
  if (services_.empty()) wrong_plugin("the plugin told an attribute before any service");
  open311::Service& service = services_.back();
  const std::string of = " of the service " + quoted(service.code);
  if (!awaits_attributes_) wrong_plugin("the plugin told an attribute" + of + ", which it said has no definition");
  charge(attributes_, 1, bounds_.attributes, "attributes");
  open311::Attribute attribute;
  attribute.code = name(read(lent, &r311_attribute::code), ("the code of an attribute" + of).c_str());
  const std::string whose = "the attribute " + quoted(attribute.code) + of;
  if (!is_attribute_code(attribute.code))
    wrong_data("the code of " + whose + " has something else than letters, digits, _ . -");
  if (!attribute_codes_.insert(attribute.code).second) wrong_data(whose + " is there twice");
  const std::string datatype =
      text(read(lent, &r311_attribute::datatype), R311_CATALOG_NAME_MOST, ("the datatype of " + whose).c_str());
  const auto known = open311::datatype_of(datatype);
  if (!known) wrong_data(whose + " has the datatype " + quoted(datatype) + ", which does not exist");
  attribute.datatype = *known;
  const std::uint32_t flags = read(lent, &r311_attribute::flags);
  attribute.required = (flags & R311_ATTRIBUTE_REQUIRED) != 0;
  attribute.variable = (flags & R311_ATTRIBUTE_NOTICE) == 0;
  attribute.order = (flags & R311_ATTRIBUTE_HAS_ORDER) != 0 ? read(lent, &r311_attribute::order)
                                                            : static_cast<int>(service.attributes.size()) + 1;
  attribute.description =
      text(read(lent, &r311_attribute::description), R311_CATALOG_TEXT_MOST, ("the description of " + whose).c_str());
  attribute.datatype_description = text(read(lent, &r311_attribute::datatype_description), R311_CATALOG_TEXT_MOST,
                                        ("the datatype_description of " + whose).c_str());
  take_values(lent, attribute);
  const bool is_list = attribute.datatype == open311::Datatype::singlevaluelist ||
                       attribute.datatype == open311::Datatype::multivaluelist;
  if (is_list && attribute.values.empty()) wrong_data(whose + " is a " + datatype + " without values");
  if (!is_list && !attribute.values.empty()) wrong_data(whose + " is a " + datatype + " and has values");
  service.attributes.push_back(std::move(attribute));
}

void CatalogIntake::take_values(const r311_attribute& lent, open311::Attribute& attribute) {
  const r311_choice_view* values = read(lent, &r311_attribute::values);
  const std::uint64_t count = read(lent, &r311_attribute::value_count);
  const std::string of = " of a value of the attribute " + quoted(attribute.code);
  charge(values_, static_cast<std::size_t>(count), bounds_.values, "values and keywords");
  if (count > 0 && values == nullptr) wrong_plugin("the values of an attribute are null");
  std::set<std::string, std::less<>> keys;
  for (std::uint64_t i = 0; i < count; ++i) {
    open311::ListValue value;
    value.key = name(values[i].key, ("the key" + of).c_str());
    value.name = text(values[i].name, R311_CATALOG_TEXT_MOST, ("the name" + of).c_str());
    if (text::is_blank(value.name)) wrong_data("the name" + of + " is empty");
    if (!keys.insert(value.key).second) wrong_data("the key " + quoted(value.key) + of + " is there twice");
    attribute.values.push_back(std::move(value));
  }
}

}  // namespace r311::plugin
