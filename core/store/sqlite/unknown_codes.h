// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "store/delivery_record.h"
#include "store/sqlite/connection.h"
#include "store/unknown_codes.h"

// Reads and writes what store/unknown_codes.h says of one destination. Throw Failure.
namespace r311::store::sqlite {

void keep_codes(Connection& connection, std::int64_t destination, const CodesTold& told, Time now);
std::vector<UnknownCode> read_unknown_codes(Connection& connection, std::int64_t destination);

}  // namespace r311::store::sqlite
