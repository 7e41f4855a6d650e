// SPDX-License-Identifier: Apache-2.0
#include "steps.h"

#include "clean_text.h"
#include "relay311/abi/draft/submit.h"
#include "relay311/outcome.hpp"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Outcome;

// The cell as the database has it, whose `trimmed` the gateway can keep. Called before the commit: what the gateway
// would refuse afterwards must leave nothing behind.
std::string reference_in(const Rows& rows, const std::string& column, const std::string& name) {
  const auto at = rows.column(column);
  if (!at) throw Failure(Outcome::unsupported, name + ": its result has no column " + column);
  if (rows.cells.empty())
    throw Failure(Outcome::unsupported, name +
                                            ": it gave no row, so there is no reference; where what it makes may be "
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

}  // namespace

std::string run_steps(const std::vector<Step>& steps, std::string_view name, ParameterValues& values, Session& session,
                      Connection& connection, const relay311::Call& call,
                      const std::function<void(const std::string&)>& given) {
  std::string reference;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    const std::string told = std::string(name) + " " + std::to_string(i + 1);
    std::vector<Value> bound;
    for (const std::string& parameter : step.statement.parameters) bound.push_back(values.value(parameter));
    const Rows rows = session.run(connection, told, step.statement, bound, 1, call);
    if (step.reference.empty()) continue;
    reference = reference_in(rows, step.reference, told);
    if (given) given(reference);
  }
  return std::string(trimmed(reference));
}

std::optional<std::string> look_up(const FindQuery& query, std::string_view name, Session& session,
                                   const relay311::Call& call) {
  const std::vector<Value> key(query.statement.parameters.size(), Value(std::string(call.idempotency_key())));
  std::optional<std::string> reference;
  session.transact(call, [&](Connection& connection) {
    const Rows rows = session.run(connection, name, query.statement, key, 1, call);
    if (rows.cells.empty()) return;
    reference = query.reference.empty() ? std::string()
                                        : std::string(trimmed(reference_in(rows, query.reference, std::string(name))));
  });
  return reference;
}

}  // namespace sql
