// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "open311/list_filter.h"
#include "store/facets.h"
#include "store/sqlite/connection.h"

// The inverted index of what requests are found by (store/facets.h). It follows the requests in steps: words of many
// cost a fraction of what they cost one by one, and no accept waits for them. What it has not reached yet is searched
// row by row. All throw Failure.
namespace r311::store::sqlite {

// The place of a request in the index and in the order of answers.
std::int64_t index_place(Time requested, std::int64_t seq);

// How many requests the index is behind.
std::int64_t facets_behind(Connection& connection);
// Replaces the words of requests whose status was changed in this transaction, which is the caller's.
void index_changes(Connection& connection);
// Takes up the next requests, at most so many. Inside the caller's transaction.
void index_facets(Connection& connection, std::int64_t most);

// What asks the index for all of `terms`, of which there is one at least.
std::string facet_expression(const std::vector<FacetTerm>& terms);

}  // namespace r311::store::sqlite
