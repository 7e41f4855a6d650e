// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_text.h"
#include "gateway/current_services.h"
#include "gateway/offering.h"
#include "open311/model.h"
#include "open311/render.h"
#include "store/delivery_record.h"
#include "store/update_record.h"

namespace r311::gateway {

// Who answers for requests, as they tell it: by the code of their service, failing that by its back end's name.
struct Agencies {
  std::map<std::string, std::string, std::less<>> of_services, of_backends;
};

// What is given to make one.
struct JurisdictionPlan {
  std::string id, name, contact, key_service;
  Zone zone = Zone::utc();
  open311::StatusView statuses = open311::StatusView::plain;
  bool backend_ids = false;            // clients know a request by the back end's reference
  Milliseconds answer_within{5'000};   // for how long a POST waits for it
  std::vector<std::string> dedupe_by;  // codes of attributes that together tell one report from another
  Milliseconds dedupe_window{72 * 3'600'000};
  store::UpdateRoutes updates_elsewhere;  // of which destinations' reports updates go to another
  bool fetch_media = false;               // what media_url names is handed over as files
  Services services;                      // those that the configuration lists
  std::vector<std::string> catalogs;      // back ends that define services besides
  Agencies agencies;
};

// One council as the gateway serves it. Immutable but for its services, which may be replaced as a whole at any time.
// Any thread may read it.
class Jurisdiction {
 public:
  explicit Jurisdiction(JurisdictionPlan plan);
  const std::string& id() const { return plan_.id; }
  const Zone& zone() const { return plan_.zone; }
  const JurisdictionPlan& plan() const { return plan_; }
  // What can be reported now; it stays as it is for as long as it is held.
  std::shared_ptr<const Offering> offering() const { return services_->get(); }
  // For whoever keeps its catalogues; it may outlive the jurisdiction.
  const std::shared_ptr<CurrentServices>& services() const { return services_; }
  open311::View view() const { return {&plan_.zone, plan_.statuses}; }
  // Who answers for its requests; empty: nobody is named.
  std::string agency(const Offer& offer) const;
  std::string destination(const Offer& offer) const { return store::destination_name(plan_.id, offer.backend); }

 private:
  JurisdictionPlan plan_;
  std::shared_ptr<CurrentServices> services_;
};

// All that one gateway serves. Immutable but for the jurisdictions' services.
class Catalogue {
 public:
  // The URLs are what discovery tells; without a `test_url` it tells of no gateway to try things on.
  Catalogue(std::vector<JurisdictionPlan> plans, std::string public_url, Time changeset, std::string test_url = "");
  // The jurisdiction of that id; an empty id means the only one, if there is just one. Null if there is none
  // such.
  const Jurisdiction* find(std::string_view id) const;
  // The ids of all.
  std::vector<std::string> ids() const;
  bool single() const { return jurisdictions_.size() == 1; }
  const Document& discovery() const { return discovery_; }

 private:
  std::map<std::string, Jurisdiction, std::less<>> jurisdictions_;
  Document discovery_;
};

}  // namespace r311::gateway
