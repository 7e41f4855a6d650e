// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_text.h"
#include "open311/list_filter.h"
#include "open311/model.h"
#include "open311/parameters.h"
#include "open311/status_view.h"

namespace r311::open311 {

// Which part of a list is wanted.
struct ListPart {
  std::optional<std::size_t> size;  // page_size
  std::optional<std::size_t> page;  // from 1
  std::optional<std::size_t> most;  // max_requests
  std::optional<ListPlace> after;   // where the cursor stands
  bool window = false;              // a time is named: such a list is answered whole
  bool none = false;                // no request can be what is asked for
};

struct ReadFilter {
  ListFilter filter;
  ListPart part;
  std::vector<Fault> faults;
};

// How a jurisdiction reads what it is sent.
struct FilterTerms {
  const Zone* zone = nullptr;  // of times without one; null: UTC
  Time now{};
  StatusView statuses = StatusView::plain;  // in which words of status are meant
};

// The parameters that a list is asked for with. What is named otherwise says nothing about it, and may hold anything, a
// key with its name misspelt included.
inline constexpr std::array<std::string_view, 24> list_parameters{"jurisdiction_id",
                                                                  "service_request_id",
                                                                  "service_code",
                                                                  "status",
                                                                  "start_date",
                                                                  "end_date",
                                                                  "updated_after",
                                                                  "updated_before",
                                                                  "lat",
                                                                  "long",
                                                                  "radius",
                                                                  "bbox",
                                                                  "address_string",
                                                                  "q",
                                                                  "has_photo",
                                                                  "sort",
                                                                  "agency_responsible",
                                                                  "order",
                                                                  "interface_used",
                                                                  "page_size",
                                                                  "page",
                                                                  "max_requests",
                                                                  "cursor",
                                                                  "extensions"};

// Bounds: of lists, of words and of texts.
constexpr std::size_t most_values = 200;
constexpr std::size_t most_words = 16;
constexpr std::size_t longest_search = 500;  // characters of q and address_string
constexpr std::size_t shortest_address = 3;  // characters of address_string
constexpr std::size_t most_requests_of_pages = 10'000;
constexpr std::size_t default_page_size = 100;

// Ids override all else, so that nothing else is then looked at. Times are inclusive; an end covers its whole second, a
// bare date its whole day. Without a start the window is the 90 days before the end, without an end it ends `now`; one
// that names a time of update only has no start of its own. Unknown parameters are ignored; each mistake is told.
ReadFilter read_filter(const Parameters& sent, const FilterTerms& terms);

}  // namespace r311::open311
