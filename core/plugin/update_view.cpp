// SPDX-License-Identifier: Apache-2.0
#include "plugin/update_view.h"

#include "open311/status_view.h"
#include "plugin/abi_view.h"

namespace r311::plugin {

UpdateView::UpdateView(const open311::AcceptedUpdate& accepted) {
  const open311::Update& update = accepted.update;
  for (const auto& attribute : update.attributes)
    for (const auto& value : attribute.values) values_.push_back({lend(attribute.code), lend(value)});
  for (const auto& url : update.media_urls) media_urls_.push_back(lend(url));
  abi_.size = sizeof abi_;
  abi_.id = lend(accepted.id);
  abi_.request_id = lend(accepted.request);
  abi_.reference = lend(accepted.reference);
  abi_.jurisdiction_id = lend(accepted.jurisdiction);
  abi_.service_code = lend(accepted.service_code);
  abi_.backend_code = lend(accepted.backend_code.empty() ? accepted.service_code : accepted.backend_code);
  if (update.status) {
    abi_.status = lend(word(*update.status, open311::StatusView::extended));
    abi_.draft_status = lend_unless_empty(word_of_draft_alone(*update.status));
  }
  if (update.reopens) abi_.flags = R311_UPDATE_REOPENS;
  abi_.description = lend(update.description);
  abi_.title = lend_unless_empty(update.title);
  abi_.email = lend_unless_empty(update.email);
  abi_.first_name = lend_unless_empty(update.first_name);
  abi_.last_name = lend_unless_empty(update.last_name);
  abi_.phone = lend_unless_empty(update.phone);
  abi_.account_id = lend_unless_empty(update.account_id);
  abi_.updated = accepted.updated.time_since_epoch().count();
  abi_.values = values_.data();
  abi_.value_count = values_.size();
  abi_.media_urls = media_urls_.data();
  abi_.media_url_count = media_urls_.size();
}

}  // namespace r311::plugin
