// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "open311/parameters.h"
#include "open311/update.h"

namespace r311::open311 {

struct ReadUpdate {
  std::string request;          // service_request_id
  std::optional<Time> updated;  // absent: not sent
  Update update;                // usable only if there are no faults
  std::vector<Fault> faults;    // every mistake
};

// Turns the parameters of a POST of a service request update (mySociety's extension) into an update. Its description may
// be empty where anything else is said (`has_files`: files come with it). status is a word of the extended set or of the
// early draft in any case; "reopen" is open, "unchanged" says nothing. Attributes are checked as a report's of `service`,
// as far as it asks for them; none is required. FixMyStreet's `email_alerts_requested` is kept as one. Dates without a
// zone are taken in `zone`.
ReadUpdate read_update(const Parameters& sent, const Service& service, const Zone& zone, bool has_files);

// The same of what is sent later to a request (POST requests/ID): its id stands in the path, and it must say something,
// be it a note, attributes or media.
ReadUpdate read_later_details(const Parameters& sent, std::string request, const Service& service, const Zone& zone,
                              bool has_files);

// Whether one of the parameters answers a question, so that it matters of which service the request is.
bool has_answers(const Parameters& sent);

}  // namespace r311::open311
