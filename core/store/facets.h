// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "open311/list_filter.h"
#include "open311/model.h"

// What requests can be searched by, as words of one inverted index: SQLite's FTS5 and PostgreSQL's GIN keep for each
// word which requests have it. The words of a request, and what a filter asks of them, are made here once for both
// stores. Each begins with the number of its jurisdiction and a letter for what it tells:
//   s service code   i interface used   a agency responsible   p photo: 1 or 0   w word of description or address
//   t three characters of the address, folded                  h has a position  g cell of the grid that it lies in
//   c open or closed, x status: these two change, and triggers of the stores spell them too
// Values are hexadecimal ("-2f") where they are not lower-case ASCII letters or digits or beyond ASCII.
namespace r311::store {

// What the words are made of.
struct Searched {
  std::string_view service_code, interface_used, agency, address, description;
  bool photo = false;
  std::optional<open311::Position> position;
  open311::Status status = open311::Status::open;
  bool closed = false;
};

// The letters of all that a request is found by.
constexpr std::string_view all_facets = "siapwthgcx";
constexpr std::string_view changing_facets = "cx";

// The words of a request, each once; of those `letters` only.
std::vector<std::string> facets_of(std::int64_t jurisdiction, const Searched& searched,
                                   std::string_view letters = all_facets);

// One thing that a filter asks: at least one of the words.
struct FacetTerm {
  char letter = 0;
  std::vector<std::string> words;
};

// What a filter asks, all at once; times are no facets. What the words leave open (edges of areas, the address as a
// whole) holds_exactly() decides.
std::vector<FacetTerm> facet_terms(std::int64_t jurisdiction, const open311::ListFilter& filter);
// Whether a filter asks for anything else than service codes, open or closed, and times, which other indexes serve.
bool needs_facets(const open311::ListFilter& filter);
// Whether a request with these words (facets_of) answers all terms.
bool answers(const std::vector<FacetTerm>& terms, const std::vector<std::string>& words);

// Whether a request lies in the areas and has the address that are asked for.
bool holds_exactly(const open311::ListFilter& filter, const std::optional<open311::Position>& position,
                   std::string_view address);

// The cells of the grid that cover a box, of the size of which it takes a few: values of `g`, or none if it takes many
// of the largest.
std::vector<std::string> cells_of(const open311::Box& box);

}  // namespace r311::store
