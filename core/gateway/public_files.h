// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "open311/model.h"
#include "store/store.h"

namespace r311::gateway {

// Which uploaded files may be shown to whom; the one place that decides it. Any thread may call.
class PublicFiles {
 public:
  explicit PublicFiles(store::Store& store) : store_(store) {}

  // The file of `digest`, if the asking client may see it: it came with a request that anybody can read, or with a
  // private one of the jurisdictions `private_of`, whose private requests that client may see. So what came with a
  // blackbox report, or with one whose token has not resolved, is as if it were not there, and so is what the back end
  // alone has (open311::is_shown). Reads the store on the caller's thread; failures are the store's.
  Result<std::optional<store::ShownFile>> find(const std::string& digest,
                                               const std::vector<std::string>& private_of) const {
    auto found = store_.shown_file(digest, private_of);
    if (found && *found && !open311::is_shown((*found)->file)) found->reset();
    return found;
  }

 private:
  store::Store& store_;
};

}  // namespace r311::gateway
