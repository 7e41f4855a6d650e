// SPDX-License-Identifier: Apache-2.0
#include "plugin/report_view.h"

#include "plugin/abi_view.h"

namespace r311::plugin {

ReportView::ReportView(const open311::AcceptedReport& accepted) {
  const open311::Report& report = accepted.report;
  for (const auto& attribute : report.attributes)
    for (const auto& value : attribute.values) values_.push_back({lend(attribute.code), lend(value)});
  for (const auto& url : report.media_urls) media_urls_.push_back(lend(url));
  abi_.size = sizeof abi_;
  if (report.position) abi_.flags |= R311_REPORT_HAS_POSITION;
  if (accepted.non_public) abi_.flags |= R311_REPORT_PRIVATE;
  abi_.id = lend(accepted.id);
  abi_.jurisdiction_id = lend(accepted.jurisdiction);
  abi_.service_code = lend(accepted.service_code);
  abi_.service_name = lend(accepted.service_name);
  abi_.service_group = lend(accepted.service_group);
  abi_.backend_code = lend(accepted.backend_code.empty() ? accepted.service_code : accepted.backend_code);
  abi_.description = lend(report.description);
  abi_.address_string = lend_unless_empty(report.address_string);
  abi_.address_id = lend_unless_empty(report.address_id);
  abi_.email = lend_unless_empty(report.email);
  abi_.first_name = lend_unless_empty(report.first_name);
  abi_.last_name = lend_unless_empty(report.last_name);
  abi_.phone = lend_unless_empty(report.phone);
  abi_.device_id = lend_unless_empty(report.device_id);
  abi_.account_id = lend_unless_empty(report.account_id);
  if (report.position) {
    abi_.latitude = report.position->latitude;
    abi_.longitude = report.position->longitude;
  }
  abi_.requested = accepted.requested.time_since_epoch().count();
  abi_.values = values_.data();
  abi_.value_count = values_.size();
  abi_.media_urls = media_urls_.data();
  abi_.media_url_count = media_urls_.size();
}

}  // namespace r311::plugin
