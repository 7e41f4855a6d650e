// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/result.h"
#include "gateway/jurisdiction.h"
#include "gateway/list_limits.h"
#include "gateway/sight.h"
#include "open311/model.h"
#include "open311/read_filter.h"
#include "open311/render.h"
#include "store/store.h"

namespace r311::gateway {

// One part of a list.
struct Listed {
  std::vector<open311::ServiceRequest> requests;
  std::optional<open311::ListPlace> next;  // behind which the list goes on; nothing: it ends here
};

// GeoReport's reads: GET requests, GET requests/ID, GET tokens/TOKEN. Each reads the store on the caller's thread and
// never waits for a writer. Failures are the store's. Any thread may call.
class Query {
 public:
  // `public_url`: clients' way to this gateway, which paths of uploaded files are put behind.
  explicit Query(store::Store& store, ListLimits limits = {}, std::string public_url = {});

  // How many requests this part of a list has at most. A client can only lower it.
  std::size_t bound(const open311::ListPart& part) const;
  // In the order that the filter asks for, at most the first `cap` of this part. Where a page begins is told by the
  // bound, so that pages skip nothing. Of a window that was to be whole and is larger than the bound the log tells so.
  Result<Listed> list(const Jurisdiction& jurisdiction, const open311::ListFilter& filter,
                      const open311::ListPart& part, Sight sight = Sight::everybody,
                      std::size_t cap = ListLimits::none) const;
  // Gives requests of the jurisdiction their extension, with at most `notes` of the history of each.
  Result<void> extend(const Jurisdiction& jurisdiction, std::vector<open311::ServiceRequest>& requests,
                      std::size_t notes, Sight sight = Sight::everybody) const;
  // Gives requests the photos behind their first, which XML tells. The store is asked only if one of them has any.
  Result<void> add_photos(std::vector<open311::ServiceRequest>& requests) const;
  // Nothing if there is no such request, or it may not be followed, or not by this reader.
  Result<std::optional<open311::ServiceRequest>> one(const Jurisdiction& jurisdiction, const std::string& id,
                                                     Sight sight = Sight::everybody) const;
  // What a token stands for: with the id once the report was delivered, without it while it is on its way; a fault if
  // the back end refused the report. Nothing if no such token was given out.
  using Told = tl::expected<open311::Receipt, open311::Fault>;
  Result<std::optional<Told>> token(const Jurisdiction& jurisdiction, const std::string& token) const;

 private:
  Result<std::vector<open311::ServiceRequest>> read(const Jurisdiction& jurisdiction,
                                                    const store::RequestQuery& query) const;

  store::Store& store_;
  ListLimits limits_;
  std::string public_url_;
};

}  // namespace r311::gateway
