// SPDX-License-Identifier: Apache-2.0
#include "database_error.h"

#include <utility>

namespace sql {
namespace {

using relay311::Outcome;

const char* sentence(Trouble trouble) {
  switch (trouble) {
    case Trouble::unreachable:
      return "the database can't be reached";
    case Trouble::login:
      return "the database refused the login";
    case Trouble::lost:
      return "the connection to the database broke";
    case Trouble::busy:
      return "the database is busy";
    case Trouble::timeout:
      return "the database took longer than the time left";
    case Trouble::data:
      return "a value does not fit its column";
    case Trouble::constraint:
      return "a rule of the database refused it";
    case Trouble::statement:
      return "the database can't run the statement";
    case Trouble::other:
      break;
  }
  return "the database failed";
}

std::string describe(Trouble trouble, const std::string& code, const std::string& names) {
  std::string text = sentence(trouble);
  if (!names.empty()) text += ": " + names;
  if (!code.empty()) text += " (" + code + ")";
  return text;
}

bool begins(std::string_view text, std::string_view head) { return text.substr(0, head.size()) == head; }

}  // namespace

DatabaseError::DatabaseError(Trouble trouble, std::string code, const std::string& names, std::string text)
    : std::runtime_error(describe(trouble, code, names)),
      trouble_(trouble),
      code_(std::move(code)),
      text_(std::move(text)) {}

Trouble trouble_of_sqlstate(std::string_view state) {
  if (state == "57014" || state == "HYT00" || state == "HYT01") return Trouble::timeout;
  if (state == "08004" || begins(state, "28") || state == "3D000") return Trouble::login;
  if (state == "57P01" || state == "57P02" || state == "08003" || state == "08S01" || state == "08007" ||
      state == "08006")
    return Trouble::lost;
  if (begins(state, "08") || begins(state, "57P")) return Trouble::unreachable;
  // 25006: a standby that takes no writes now. 55P03: lock not available.
  if (begins(state, "40") || begins(state, "53") || begins(state, "55") || state == "25006") return Trouble::busy;
  if (begins(state, "22")) return Trouble::data;
  if (begins(state, "23") || state == "P0001" || begins(state, "44") || state == "45000") return Trouble::constraint;
  if (begins(state, "42") || begins(state, "0A") || begins(state, "07") || begins(state, "34") || state == "IM001" ||
      state == "21S01" || state == "HYC00" || begins(state, "3F"))
    return Trouble::statement;
  return Trouble::other;
}

Outcome outcome_of(Trouble trouble) {
  switch (trouble) {
    case Trouble::login:
      return Outcome::unauthorized;
    case Trouble::data:
      return Outcome::invalid;
    case Trouble::constraint:
      return Outcome::refused;
    case Trouble::statement:  // a table that is being migrated comes back, and then what waits goes on by itself
    case Trouble::unreachable:
    case Trouble::lost:
    case Trouble::busy:
    case Trouble::timeout:
    case Trouble::other:
      break;
  }
  return Outcome::unavailable;
}

std::string without_secret(std::string text, const std::string& secret) {
  if (secret.size() < 3) return text;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
    text.replace(at, secret.size(), "***");
  return text;
}

}  // namespace sql
