// SPDX-License-Identifier: Apache-2.0
#include "sql_adapter.h"

#include <chrono>

#include "catalog_reading.h"
#include "follow_up.h"
#include "steps.h"
#include "submission.h"

namespace sql {
namespace {

Time now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

}  // namespace

SqlAdapter::SqlAdapter(relay311::Host& host)
    : Adapter(host),
      settings_(read_settings(host)),
      session_(*settings_.database, settings_.secret, host),
      statuses_(settings_.statuses, host),
      losses_(host),
      polls_(settings_, statuses_.map(), session_, host, &now) {}

relay311::Receipt SqlAdapter::submit(const relay311::Report& report, relay311::Call& call) {
  statuses_.refresh(call);
  return {sql::submit(settings_, statuses_.codes(), losses_, session_, host(), report, call)};
}

std::optional<relay311::Receipt> SqlAdapter::find(std::string_view, relay311::Call& call) {
  const auto reference = sql::find(settings_, session_, call);
  if (!reference) return std::nullopt;
  return relay311::Receipt{*reference};
}

std::string SqlAdapter::update(const relay311::Update& update, relay311::Call& call) {
  statuses_.refresh(call);
  return add_update(settings_, statuses_, losses_, session_, host(), update, call);
}

std::optional<std::string> SqlAdapter::find_update(std::string_view, relay311::Call& call) {
  return look_up(*settings_.update_find, "update_find", session_, call);
}

std::string SqlAdapter::attach(const relay311::MediaItem& item, relay311::MediaSource& source, relay311::Call& call) {
  return attach_file(settings_, losses_, session_, host(), item, source, call);
}

std::optional<std::string> SqlAdapter::find_media(std::string_view, relay311::Call& call) {
  return look_up(*settings_.media_find, "media_find", session_, call);
}

relay311::Cursor SqlAdapter::changes(relay311::Cursor since, relay311::ChangeSink& sink, relay311::Call& call) {
  statuses_.refresh(call);
  return polls_.run(since, sink, call);
}

std::vector<relay311::Service> SqlAdapter::catalog(relay311::Call& call) {
  return read_catalog(settings_, session_, call);
}

void SqlAdapter::probe(relay311::Call& call) {
  session_.transact(call,
                    [&](Connection& connection) { session_.run(connection, "probe", settings_.probe, {}, 1, call); });
}

}  // namespace sql
