// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_text.h"
#include "open311/model.h"
#include "open311/render.h"

namespace r311::gateway {

// A document as bytes that every client gets, with its entity tag (RFC 9110, 8.8.3, with quotes).
struct Document {
  std::string xml, json;
  std::string xml_tag, json_tag;
  const std::string& body(open311::Format format) const { return format == open311::Format::xml ? xml : json; }
  const std::string& tag(open311::Format format) const { return format == open311::Format::xml ? xml_tag : json_tag; }
};

// A service and the back end that does its work.
struct Offer {
  open311::Service service;
  std::string backend;
  Document definition;
};

// What is given to make one.
struct JurisdictionPlan {
  std::string id, name, contact, key_service;
  Zone zone = Zone::utc();
  bool extended_statuses = false;
  bool backend_ids = false;            // clients know a request by the back end's reference
  Milliseconds answer_within{5'000};   // for how long a POST waits for it
  std::vector<std::string> dedupe_by;  // codes of attributes that together tell one report from another
  Milliseconds dedupe_window{72 * 3'600'000};
  std::vector<std::pair<open311::Service, std::string>> services;  // with the back end's name
};

// One council as the gateway serves it. Immutable once made, so any thread may read it; its documents are
// rendered once, when it is made.
class Jurisdiction {
 public:
  explicit Jurisdiction(JurisdictionPlan plan);
  const std::string& id() const { return plan_.id; }
  const Zone& zone() const { return plan_.zone; }
  const JurisdictionPlan& plan() const { return plan_; }
  const Document& services() const { return services_; }
  const Offer* offer(std::string_view service_code) const;
  open311::View view() const { return {&plan_.zone, plan_.extended_statuses}; }
  std::string destination(const Offer& offer) const { return plan_.id + "/" + offer.backend; }

 private:
  JurisdictionPlan plan_;
  std::map<std::string, Offer, std::less<>> offers_;
  Document services_;
};

// All that one gateway serves. Immutable.
class Catalogue {
 public:
  // The URLs are what discovery tells; without a `test_url` it tells of no gateway to try things on.
  Catalogue(std::vector<JurisdictionPlan> plans, std::string public_url, Time changeset, std::string test_url = "");
  // The jurisdiction of that id; an empty id means the only one, if there is just one. Null if there is none
  // such.
  const Jurisdiction* find(std::string_view id) const;
  bool single() const { return jurisdictions_.size() == 1; }
  const Document& discovery() const { return discovery_; }

 private:
  std::map<std::string, Jurisdiction, std::less<>> jurisdictions_;
  Document discovery_;
};

}  // namespace r311::gateway
