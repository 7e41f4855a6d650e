// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "store/sqlite/connection.h"

namespace r311::store::sqlite {

// Merges into `request`, whose create was answered with `reference`, what was taken for a clerk's work order of that
// reference (store/merging.h). Inside the caller's transaction. Throws Failure.
void merge_foreign(Connection& connection, std::int64_t request, const std::string& reference);

}  // namespace r311::store::sqlite
