// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace r311::store::sqlite {

// The steps of the schema; migrations.cpp gives them their numbers. Times are milliseconds UTC.
extern const char* const kFirstSchema;
extern const char* const kQueueSchema;  // follow-ups, repeats, leases, operators

}  // namespace r311::store::sqlite
