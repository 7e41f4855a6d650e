// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "gateway/jurisdiction.h"
#include "open311/extension.h"
#include "open311/model.h"
#include "store/request_detail.h"

namespace r311::gateway {

// Who reads, and where.
struct Readership {
  const Jurisdiction* jurisdiction = nullptr;
  const Offering* offering = nullptr;
  std::string public_url;    // which paths of uploaded files are put behind
  bool private_too = false;  // a key that may see what the public may not
};

// What a client may read of a request beyond its own fields: the one place that decides it. The public is shown the
// answers to those questions only that its service asks the reporter now and that are not private; what nobody asked
// for may be anything, such as somebody's address. Pure; any thread.
open311::Extension extension_of(const open311::ServiceRequest& request, store::RequestDetail detail,
                                const Readership& readership);

}  // namespace r311::gateway
