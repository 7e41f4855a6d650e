// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gateway/jurisdiction.h"
#include "open311/model.h"
#include "open311/parameters.h"
#include "store/store.h"

// When two reports are one and the same. Pure functions, any thread.
namespace r311::gateway {

// A client's own name for one POST and its repetitions (the Idempotency-Key header, draft-ietf-httpapi-idempotency-key-
// header; its value is taken as it stands): 1 to `longest_idempotency_key` printable ASCII characters.
constexpr std::size_t longest_idempotency_key = 200;
bool is_idempotency_key(std::string_view value);

// Equal for forms that say the same: order, blanks around values and empty values make no difference, nor does the
// secret of the key, which may have been renewed.
std::string content_digest(const open311::Parameters& sent, const std::vector<open311::Attachment>& attachments);

// The keys under which a report is the same as another of its sender in its jurisdiction, until `now` plus the
// jurisdiction's window: the client's own, if it gave one, which goes with the digest of all that was sent except
// api_key; and the service with the values of the attributes that the jurisdiction names, if the report has all of
// them, whatever else it says. (What was moved to another service is for other people: it is another report.) They hold
// nothing of the report in the clear.
std::vector<store::Repeat> repeats_of(const Jurisdiction& jurisdiction, const open311::Parameters& sent,
                                      const open311::AcceptedReport& report, std::string_view idempotency_key,
                                      Time now);

}  // namespace r311::gateway
