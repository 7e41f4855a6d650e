// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "option_table.h"
#include "polls.h"
#include "relay311/adapter.hpp"
#include "session.h"
#include "settings.h"
#include "statuses.h"
#include "text_losses.h"

namespace sql {

// The adapter of `adapter: sql`: a council's own database, by the council's own statements.
class SqlAdapter : public relay311::Adapter,
                   public relay311::Submits,
                   public relay311::Finds,
                   public relay311::TakesUpdates,
                   public relay311::TakesMedia,
                   public relay311::ReportsChanges,
                   public relay311::OffersCatalog,
                   public relay311::Probes {
 public:
  static constexpr relay311::PluginInfo info{"sql", "0.1.0", "Relay311",
                                             "Work orders in a database: SQLite, PostgreSQL, MySQL, MariaDB, ODBC"};
  static constexpr auto& options = option_table;

  explicit SqlAdapter(relay311::Host& host);

  relay311::Receipt submit(const relay311::Report& report, relay311::Call& call) override;
  bool can_find() const override { return settings_.find.has_value(); }
  std::optional<relay311::Receipt> find(std::string_view idempotency_key, relay311::Call& call) override;
  bool can_update() const override { return !settings_.update.empty(); }
  std::string update(const relay311::Update& update, relay311::Call& call) override;
  bool can_find_update() const override { return settings_.update_find.has_value(); }
  std::optional<std::string> find_update(std::string_view idempotency_key, relay311::Call& call) override;
  bool can_attach() const override { return settings_.media.has_value(); }
  std::string attach(const relay311::MediaItem& item, relay311::MediaSource& source, relay311::Call& call) override;
  bool can_find_media() const override { return settings_.media_find.has_value(); }
  std::optional<std::string> find_media(std::string_view idempotency_key, relay311::Call& call) override;
  relay311::Cursor changes(relay311::Cursor since, relay311::ChangeSink& sink, relay311::Call& call) override;
  bool can_offer() const override { return settings_.catalog.has_value(); }
  std::vector<relay311::Service> catalog(relay311::Call& call) override;
  void probe(relay311::Call& call) override;

 private:
  Settings settings_;
  Session session_;
  Statuses statuses_;
  TextLosses losses_;
  Polls polls_;
};

}  // namespace sql
