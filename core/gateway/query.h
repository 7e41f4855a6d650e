// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/jurisdiction.h"
#include "open311/model.h"
#include "open311/read_filter.h"
#include "open311/render.h"
#include "store/store.h"

namespace r311::gateway {

// How many requests one answer may hold. Requests asked for by id are never cut off.
struct ListLimits {
  std::size_t newest = 1000;    // when no window is asked for (GeoReport v2, "GET Service Requests")
  std::size_t window = 10'000;  // when the client names a start or an end: such a window is answered whole up to here
};

// What a client of GET requests asked for, besides the filter.
struct ListWish {
  bool window = false;               // start_date or end_date was given
  std::optional<std::size_t> limit;  // page_size, where a client sends one; can only lower the bound
};

// GeoReport's reads: GET requests, GET requests/ID, GET tokens/TOKEN. Each reads the store on the caller's thread and
// never waits for a writer. Failures are the store's. Any thread may call.
class Query {
 public:
  // `public_url`: clients' way to this gateway, which paths of uploaded files are put behind.
  explicit Query(store::Store& store, ListLimits limits = {}, std::string public_url = {});

  // Newest first. More than the bound are cut off at the old end; of a window that was to be whole the log tells so.
  Result<std::vector<open311::ServiceRequest>> list(const Jurisdiction& jurisdiction, const open311::ListFilter& filter,
                                                    const ListWish& wish) const;
  // Nothing if there is no such request, or it may not be followed.
  Result<std::optional<open311::ServiceRequest>> one(const Jurisdiction& jurisdiction, const std::string& id) const;
  // What a token stands for: with the id once the report was delivered, without it while it is on its way.
  // Nothing if no such token was given out.
  Result<std::optional<open311::Receipt>> token(const Jurisdiction& jurisdiction, const std::string& token) const;

 private:
  Result<std::vector<open311::ServiceRequest>> read(const store::RequestQuery& query) const;

  store::Store& store_;
  ListLimits limits_;
  std::string public_url_;
};

}  // namespace r311::gateway
