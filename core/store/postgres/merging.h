// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/postgres/connection.h"

// Both inside the caller's transaction; throw Failure.
namespace r311::store::postgres {

// Until the transaction ends nobody else takes one of `references` for a clerk's work order (`found`), or settles a
// create that was answered with one: whoever comes second sees what the first did. Before anything else is locked.
void lock_references(Connection& connection, const std::vector<std::string>& references, bool found);

// Merges into `requests`, whose creates were answered with `references`, what was taken for clerks' work orders of
// those (store/merging.h).
void merge_foreign(Connection& connection, const std::vector<std::int64_t>& requests,
                   const std::vector<std::string>& references);

}  // namespace r311::store::postgres
