// SPDX-License-Identifier: Apache-2.0
#include "app/foreign_orders.h"

namespace r311::app {

std::optional<open311::AcceptedReport> request_of(const gateway::Catalogue& catalogue, const DestinationPlace& place,
                                                  const open311::WorkOrder& order) {
  const gateway::Jurisdiction* jurisdiction = catalogue.find(place.jurisdiction);
  if (jurisdiction == nullptr) return std::nullopt;
  const auto offering = jurisdiction->offering();
  const gateway::Offer* offer = offering->offer_of(place.backend, order.backend_code);
  if (offer == nullptr) return std::nullopt;
  open311::AcceptedReport report;
  report.jurisdiction = place.jurisdiction;
  if (jurisdiction->plan().backend_ids) report.id = order.reference;
  // Nobody reads an order of a blackbox service; a batch service's has arrived already.
  if (offer->service.type == open311::ServiceType::blackbox) report.type = offer->service.type;
  report.service_code = offer->service.code;
  report.service_name = offer->service.name;
  report.service_group = offer->service.group;
  report.backend_code = order.backend_code;
  report.non_public = offer->service.non_public;
  report.agency = jurisdiction->agency(*offer);
  report.requested = order.requested;
  report.reference = order.reference;
  report.report.description = order.description;
  report.report.address_string = order.address_string;
  report.report.position = order.position;
  return report;
}

}  // namespace r311::app
