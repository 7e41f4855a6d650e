// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "open311/model.h"
#include "plugin/adapter.h"
#include "relay311/abi/draft/catalog.h"

namespace r311::plugin {

// How much one catalogue may tell.
struct CatalogBounds {
  std::size_t services = R311_CATALOG_SERVICES_MOST;
  std::size_t attributes = R311_CATALOG_ATTRIBUTES_MOST;
  std::size_t values = R311_CATALOG_VALUES_MOST;
  std::size_t bytes = R311_CATALOG_BYTES_MOST;
};

// Takes the catalogue of one fetch from a plugin, copies and checks each part. The first that breaks a rule of
// abi/draft/catalog.h ends it: there is no catalogue then, and verdict() tells why. What the back end has wrong (a code
// twice, a list without values) is Outcome::invalid, what the plugin has (no UTF-8, too much) Outcome::protocol.
// Used by one thread at a time.
class CatalogIntake {
 public:
  explicit CatalogIntake(CatalogBounds bounds = {});
  CatalogIntake(const CatalogIntake&) = delete;
  CatalogIntake& operator=(const CatalogIntake&) = delete;

  const r311_catalog_sink* abi() const { return &abi_; }

  // Whether a part broke a rule already.
  bool broken() const { return verdict_.outcome != Outcome::ok; }
  // Once the plugin has said that it told all: the catalogue, or why there is none.
  Cataloged finish();

 private:
  static std::int32_t add_service(r311_sink_handle* self, const r311_service* service) noexcept;
  static std::int32_t add_attribute(r311_sink_handle* self, const r311_attribute* attribute) noexcept;
  void take(const r311_service& lent);
  void take(const r311_attribute& lent);
  void take_keywords(const r311_service& lent, open311::Service& service);
  void take_values(const r311_attribute& lent, open311::Attribute& attribute);
  void end_service();
  std::string text(r311_text_view lent, std::size_t most, const char* what);
  std::string name(r311_text_view lent, const char* what);
  void charge(std::size_t& used, std::size_t more, std::size_t most, const char* what);

  const CatalogBounds bounds_;
  Verdict verdict_;
  std::vector<open311::Service> services_;
  std::set<std::string, std::less<>> codes_;
  std::set<std::string, std::less<>> attribute_codes_;  // of the last service
  bool awaits_attributes_ = false;                      // the last service has a definition
  std::size_t attributes_ = 0, values_ = 0, bytes_ = 0;
  const r311_catalog_sink abi_;
};

}  // namespace r311::plugin
