// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include "relay311/outcome.hpp"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Level;
using relay311::Outcome;

// Whether a connection is still good after an error of a statement.
bool leaves_connection_good(Trouble trouble) {
  return trouble == Trouble::data || trouble == Trouble::constraint || trouble == Trouble::statement ||
         trouble == Trouble::busy;
}

}  // namespace

void Session::transact(const relay311::Call& call, const std::function<void(Connection&)>& work) {
  running_.clear();
  try {
    begin(call);
    work(*connection_);
  } catch (const DatabaseError& error) {
    undo(call, error);
  } catch (...) {
    if (connection_ && !connection_->rollback()) {
      connection_.reset();
      throw Failure(Outcome::internal, "the work order was not complete, and tables without transactions kept a part");
    }
    throw;
  }
  if (call.remaining() <= std::chrono::milliseconds(0)) give_up(call);
  commit(call);
}

Rows Session::run(Connection& connection, std::string_view name, const Statement& statement,
                  const std::vector<Value>& values, std::size_t most, const relay311::Call& call) {
  running_ = name;
  return connection.run(statement, values, most, call);
}

void Session::begin(const relay311::Call& call) {
  if (connection_) {
    try {
      connection_->begin(call);
      return;
    } catch (const DatabaseError& error) {
      if (error.trouble() == Trouble::busy || error.trouble() == Trouble::timeout) throw;
      // The server may have been restarted since the last call; nothing was done yet.
      tell(call, error);
      connection_.reset();
    }
  }
  connection_ = database_.connect(call);
  connection_->begin(call);
}

void Session::undo(const relay311::Call& call, const DatabaseError& error) {
  tell(call, error);
  const bool undone = !connection_ || connection_->rollback();
  if (!leaves_connection_good(error.trouble())) connection_.reset();
  if (!undone)
    throw Failure(Outcome::internal, reason(error) + "; tables without transactions kept a part of the work order");
  throw Failure(outcome_of(error.trouble()), reason(error));
}

// A process that stood still in the call may find that another has taken the report over.
void Session::give_up(const relay311::Call& call) {
  running_.clear();
  undo(call, DatabaseError(Trouble::timeout, "", "", "the time of the call was over before the commit"));
}

void Session::commit(const relay311::Call& call) {
  running_ = "COMMIT";
  try {
    connection_->commit(call);
  } catch (const NotCommitted& error) {
    undo(call, error);
  } catch (const DatabaseError& error) {
    tell(call, error);
    connection_.reset();
    throw Failure(error.trouble() == Trouble::timeout ? Outcome::deadline : Outcome::internal,
                  reason(error) + "; whether it was committed is not known");
  }
}

std::string Session::reason(const DatabaseError& error) const {
  const std::string text = without_secret(error.what(), secret_);
  return running_.empty() ? text : running_ + ": " + text;
}

void Session::tell(const relay311::Call& call, const DatabaseError& error) const {
  if (error.text().empty()) return;
  host_.log(Level::debug, &call, "the database says: " + without_secret(error.text(), secret_));
}

}  // namespace sql
