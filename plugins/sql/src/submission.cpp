// SPDX-License-Identifier: Apache-2.0
#include "submission.h"

#include "relay311/outcome.hpp"
#include "report_values.h"
#include "steps.h"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Outcome;

// In one transaction, as the configuration's statements say.
std::string make_work_order(const Settings& settings, const StatusCodes& codes, TextLosses& losses, Session& session,
                            const relay311::Report& report, const relay311::Call& call) {
  if (settings.submit.empty()) throw Failure(Outcome::unsupported, "the configuration has no submit statement");
  ReportValues values(report, call.idempotency_key(), settings.local, settings.rules);
  if (auto open = codes.given("open")) values.set_status(*std::move(open));
  std::string reference;
  session.transact(call, [&](Connection& connection) {
    // With its blanks, so that later steps find it.
    reference = run_steps(settings.submit, "submit", values, session, connection, call,
                          [&](const std::string& given) { values.set_reference(given); });
  });
  losses.tell(values, call);
  return reference;
}

}  // namespace

std::string submit(const Settings& settings, const StatusCodes& codes, TextLosses& losses, Session& session,
                   const relay311::Host& host, const relay311::Report& report, const relay311::Call& call) {
  try {
    return make_work_order(settings, codes, losses, session, report, call);
  } catch (const Failure& failure) {
    if (failure.outcome() != Outcome::refused || !settings.find) throw;
    // A unique key may refuse it because it is there, from before a backup of the gateway was restored.
    const auto there = find(settings, session, call);
    if (!there) throw;
    host.log(relay311::Level::info, &call, "the database refused the report: it has the work order already");
    return *there;
  }
}

std::optional<std::string> find(const Settings& settings, Session& session, const relay311::Call& call) {
  return look_up(*settings.find, "find", session, call);
}

}  // namespace sql
