// SPDX-License-Identifier: Apache-2.0
#include "sql_adapter.h"

#include <chrono>

#include "catalog_reading.h"
#include "submission.h"

namespace sql {
namespace {

Time now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

}  // namespace

SqlAdapter::SqlAdapter(relay311::Host& host)
    : Adapter(host),
      settings_(read_settings(host)),
      session_(*settings_.database, settings_.secret, host),
      poll_(settings_, session_, host, &now) {}

relay311::Receipt SqlAdapter::submit(const relay311::Report& report, relay311::Call& call) {
  return {sql::submit(settings_, session_, host(), report, call)};
}

std::optional<relay311::Receipt> SqlAdapter::find(std::string_view, relay311::Call& call) {
  const auto reference = sql::find(settings_, session_, call);
  if (!reference) return std::nullopt;
  return relay311::Receipt{*reference};
}

relay311::Cursor SqlAdapter::changes(relay311::Cursor since, relay311::ChangeSink& sink, relay311::Call& call) {
  return poll_.run(since, sink, call);
}

std::vector<relay311::Service> SqlAdapter::catalog(relay311::Call& call) {
  return read_catalog(settings_, session_, call);
}

void SqlAdapter::probe(relay311::Call& call) {
  session_.transact(call,
                    [&](Connection& connection) { session_.run(connection, "probe", settings_.probe, {}, 1, call); });
}

}  // namespace sql
