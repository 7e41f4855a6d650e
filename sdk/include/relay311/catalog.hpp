// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "abi/draft/catalog.h"
#include "call.hpp"
#include "detail/guard.hpp"
#include "detail/instance.hpp"

namespace relay311 {

// One choice of a list: what is sent, and what citizens read.
struct Choice {
  std::string key;
  std::string name;
};

// A question of a service's definition (GeoReport v2, "GET Service Definition").
struct Attribute {
  std::string code;      // letters, digits, _ . -
  std::string datatype;  // string, number, datetime, text, singlevaluelist or multivaluelist
  bool required = false;
  bool variable = true;               // false: not a question but a text to be read
  std::optional<std::int32_t> order;  // absent: its place in the list
  std::string description;
  std::string datatype_description;
  std::vector<Choice> values;  // of the list datatypes only, which need them
};

// What citizens can report (GeoReport v2, "GET Service List"). Empty text: the back end says nothing.
struct Service {
  std::string code;  // no other service of the catalogue has it
  std::string name;
  std::string description;
  std::string group;
  std::string type;  // realtime, batch or blackbox; empty: realtime
  std::vector<std::string> keywords;
  std::vector<Attribute> attributes;  // empty: there is no definition to fetch
};

// Mixin, r311.catalog: tells the services that the back end itself defines.
class OffersCatalog {
 public:
  virtual ~OffersCatalog() = default;
  // False: the configuration of this instance leaves it out, and catalog() is never called. Never changes.
  virtual bool can_offer() const { return true; }

  // Every service, in the order in which citizens shall see them; if it can't tell all of them, throws Failure. The
  // gateway takes them whole or not at all, and serves what it took last as long as this fails.
  virtual std::vector<Service> catalog(Call& call) = 0;
};

namespace detail {

inline r311_text_view lend_if_any(const std::string& text) {
  return text.empty() ? absent() : lend(std::string_view(text));
}

inline bool tell_attribute(const r311_catalog_sink& sink, const Attribute& attribute) {
  std::vector<r311_choice_view> values;
  for (const Choice& value : attribute.values)
    values.push_back({lend(std::string_view(value.key)), lend(std::string_view(value.name))});
  r311_attribute lent{};
  lent.size = sizeof lent;
  lent.flags = (attribute.required ? R311_ATTRIBUTE_REQUIRED : 0u) | (attribute.variable ? 0u : R311_ATTRIBUTE_NOTICE) |
               (attribute.order ? R311_ATTRIBUTE_HAS_ORDER : 0u);
  lent.code = lend(std::string_view(attribute.code));
  lent.datatype = lend(std::string_view(attribute.datatype));
  lent.description = lend_if_any(attribute.description);
  lent.datatype_description = lend_if_any(attribute.datatype_description);
  lent.values = values.data();
  lent.value_count = values.size();
  lent.order = attribute.order.value_or(0);
  return sink.attribute(sink.self, &lent) != 0;
}

// False: the gateway takes no more, and knows why.
inline bool tell_service(const r311_catalog_sink& sink, const Service& service) {
  std::vector<r311_text_view> keywords;
  for (const std::string& keyword : service.keywords) keywords.push_back(lend(std::string_view(keyword)));
  r311_service lent{};
  lent.size = sizeof lent;
  lent.flags = service.attributes.empty() ? 0u : R311_SERVICE_HAS_DEFINITION;
  lent.code = lend(std::string_view(service.code));
  lent.name = lend(std::string_view(service.name));
  lent.description = lend_if_any(service.description);
  lent.group = lend_if_any(service.group);
  lent.type = lend_if_any(service.type);
  lent.keywords = keywords.data();
  lent.keyword_count = keywords.size();
  if (sink.service(sink.self, &lent) == 0) return false;
  for (const Attribute& attribute : service.attributes)
    if (!tell_attribute(sink, attribute)) return false;
  return true;
}

template <class Class>
struct CatalogTable {
  static r311_outcome catalog(r311_adapter_handle* adapter, const r311_catalog_sink* sink,
                              const r311_call* call) noexcept {
    return guarded(*call, [&] {
      Call terms(*call);
      OffersCatalog& source = Instance<Class>::of(adapter).adapter;
      const std::vector<Service> services = source.catalog(terms);
      for (const Service& service : services)
        if (!tell_service(*sink, service)) return;
    });
  }

  static constexpr r311_catalog table{sizeof(r311_catalog), 0, &catalog};
};

}  // namespace detail
}  // namespace relay311
