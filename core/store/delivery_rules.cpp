// SPDX-License-Identifier: Apache-2.0
#include "store/delivery_rules.h"

namespace r311::store {

Result<void> check_report(const open311::AcceptedReport& report, const std::string& destination) {
  if (!report.jurisdiction.empty() && !report.id.empty() && !destination.empty()) return {};
  return fail(Kind::invalid, "a report to be stored needs a jurisdiction, an id and a destination");
}

bool readable_at_once(const open311::AcceptedReport& report) {
  return report.type == open311::ServiceType::realtime && report.token.empty() && !report.backend_id;
}

Accepted answer_of(const open311::AcceptedReport& report) {
  return {report.id, report.token, false, readable_at_once(report), report.type};
}

Result<void> check_settlement(const Settlement& settlement) {
  if (settlement.state == DeliveryState::sending)
    return fail(Kind::invalid, "an attempt can't end with its delivery still being sent");
  if (settlement.stepped_back && settlement.state != DeliveryState::waiting &&
      settlement.state != DeliveryState::unknown)
    return fail(Kind::invalid, "a delivery that stepped back can't be settled");
  return {};
}

void tell_id(Settled& settled, const Settlement& settlement, bool wanted, bool taken) {
  if (taken) settled.id = settlement.reference;
  settled.id_taken = wanted && !settlement.reference.empty() && settled.id != settlement.reference;
}

Error refusal(std::int64_t id, const Standing& standing, const char* moved) {
  const char* behind = standing.held ? " behind another of its request" : "";
  return {Kind::conflict, "delivery " + std::to_string(id) + " is " + standing.state + behind + ", in attempt " +
                              std::to_string(standing.attempts) + ", and can't be " + moved};
}

Error no_delivery(std::int64_t id) {
  return {Kind::not_found, "the store has no delivery number " + std::to_string(id)};
}

Error no_report(std::int64_t request) {
  return {Kind::not_found, "the store has no report number " + std::to_string(request)};
}

}  // namespace r311::store
