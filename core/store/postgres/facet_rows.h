// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/facets.h"
#include "store/postgres/connection.h"
#include "store/search.h"

// The inverted index of what requests are found by, as rows of lexemes. It gives what it finds in no order; so that a
// search in the order of time need not have all, requests bear words for the stretches of time that they lie in as well
// (letter b), of growing length, and a search takes one stretch after the other.
namespace r311::store::postgres {

// The words of a request with blanks between, ready for array_to_tsvector(string_to_array(words, ' ')).
std::string facet_words(const Candidate& one);

// What asks for all of `terms`, as text for tsquery.
std::string facet_query(const std::vector<FacetTerm>& terms);

// What asks for requests that everybody reads, or with `privates` for those that are private as well (letters v and u,
// which a trigger keeps, like those of the status).
FacetTerm readable_term(std::int64_t jurisdiction, bool privates);

// A part of the time, and the words of which its requests have one.
struct Days {
  Time first;
  Time last;
  FacetTerm words;
};
// From `first` to `last`, beginning where the order begins, each part up to eight times as long as the one before.
std::vector<Days> days_between(std::int64_t jurisdiction, Time first, Time last, bool ascending);

// Adds the rows of these requests. Inside the caller's transaction. Throws Failure.
void add_facets(Connection& connection, const std::vector<std::int64_t>& requests);
// Makes all rows anew, telling the log how far it is. Inside the caller's transaction, which keeps others away. Throws
// Failure.
void fill_facets(Connection& connection);

}  // namespace r311::store::postgres
