// SPDX-License-Identifier: Apache-2.0
#include "submission.h"

#include <vector>

#include "clean_text.h"
#include "relay311/outcome.hpp"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Outcome;

// The cell as the database has it, whose `trimmed` the gateway can keep. Called before the commit: what the gateway
// would refuse afterwards must leave no work order behind.
std::string reference_in(const Rows& rows, const std::string& column, const std::string& name) {
  const auto at = rows.column(column);
  if (!at) throw Failure(Outcome::unsupported, name + ": its result has no column " + column);
  if (rows.cells.empty())
    throw Failure(Outcome::unsupported, name +
                                            ": it gave no row, so there is no reference; where the work order may be "
                                            "there already, it must give that one's");
  const auto& cell = rows.cells.front()[*at];
  const std::string_view reference = cell ? trimmed(*cell) : std::string_view();
  if (reference.empty()) throw Failure(Outcome::unsupported, name + ": the column " + column + " is empty");
  if (reference.size() > R311_REFERENCE_MOST)
    throw Failure(Outcome::unsupported, name + ": the reference in " + column + " is longer than " +
                                            std::to_string(R311_REFERENCE_MOST) + " bytes");
  if (clean_text(reference) != reference)
    throw Failure(Outcome::unsupported, name + ": the reference in " + column +
                                            " is no text in UTF-8 without control characters; convert it in the "
                                            "statement, or name another column");
  return *cell;
}

void tell_cuts(const relay311::Host& host, const relay311::Call& call, const std::vector<Cut>& cuts) {
  for (const Cut& cut : cuts)
    host.log(relay311::Level::info, &call,
             cut.parameter + " was cut from " + std::to_string(cut.from) + " to " + std::to_string(cut.to) +
                 " characters for the back end");
}

// In one transaction, as the configuration's statements say.
std::string make_work_order(const Settings& settings, Session& session, const relay311::Host& host,
                            const relay311::Report& report, const relay311::Call& call) {
  if (settings.submit.empty()) throw Failure(Outcome::unsupported, "the configuration has no submit statement");
  ReportValues values(report, call.idempotency_key(), settings.local, settings.rules);
  if (settings.open_status) values.set_status(*settings.open_status);
  std::string reference;
  session.transact(call, [&](Connection& connection) {
    for (std::size_t i = 0; i < settings.submit.size(); ++i) {
      const SubmitStep& step = settings.submit[i];
      const std::string name = "submit " + std::to_string(i + 1);
      std::vector<Value> bound;
      for (const std::string& parameter : step.statement.parameters) bound.push_back(values.value(parameter));
      const Rows rows = session.run(connection, name, step.statement, bound, 1, call);
      if (step.reference.empty()) continue;
      reference = reference_in(rows, step.reference, name);
      values.set_reference(reference);  // with its blanks, so that later steps find it
    }
  });
  tell_cuts(host, call, values.cuts());
  return std::string(trimmed(reference));
}

}  // namespace

std::string submit(const Settings& settings, Session& session, const relay311::Host& host,
                   const relay311::Report& report, const relay311::Call& call) {
  try {
    return make_work_order(settings, session, host, report, call);
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
  const FindQuery& query = *settings.find;
  const std::vector<Value> key(query.statement.parameters.size(), Value(std::string(call.idempotency_key())));
  std::optional<std::string> reference;
  session.transact(call, [&](Connection& connection) {
    const Rows rows = session.run(connection, "find", query.statement, key, 1, call);
    if (!rows.cells.empty()) reference = trimmed(reference_in(rows, query.reference, "find"));
  });
  return reference;
}

}  // namespace sql
