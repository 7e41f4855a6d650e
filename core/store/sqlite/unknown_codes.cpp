// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/unknown_codes.h"

#include "store/rows.h"

namespace r311::store::sqlite {
namespace {

constexpr const char* kCount = R311_COUNT_UNKNOWN_CODE("?");
constexpr const char* kForget = R311_FORGET_UNKNOWN_CODE("?");
constexpr const char* kRead = R311_UNKNOWN_CODES("?");

}  // namespace

void keep_codes(Connection& connection, std::int64_t destination, const CodesTold& told, Time now) {
  if (!told.known().empty()) {
    for (const UnknownCode& each : read_unknown_codes(connection, destination))
      if (told.known().contains(each.code)) connection.query(kForget).with(destination, each.code).run();
  }
  for (const auto& [code, counted] : told.unknown())
    connection.query(kCount).with(destination, code, counted.counts_as, counted.count, now, kMostUnknownCodes).run();
}

std::vector<UnknownCode> read_unknown_codes(Connection& connection, std::int64_t destination) {
  Query query = connection.query(kRead);
  return collect(query.with(destination), read_unknown_code<Row>);
}

}  // namespace r311::store::sqlite
