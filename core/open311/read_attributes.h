// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "base/time_text.h"
#include "open311/model.h"
#include "open311/parameters.h"

namespace r311::open311 {

// The answers to a service's questions: attribute[CODE], attribute[CODE][] and repeated names are one. First those of
// the definition in its order, checked against it, then unknown ones as they came, kept within bounds. Blank answers
// are absent. A question for who reports (`first_name`, `email` ...) that has no answer of its own is answered by the
// report's field of that name, which is where FixMyStreet writes it. Each fault begins with the attribute's code and is
// appended to `faults`.
// Pure, any thread.
std::vector<AttributeValue> read_attributes(const Parameters& sent, const Service& service, const Zone& zone,
                                            std::vector<Fault>& faults);

// The same of what is said later of a report that is there: nothing is required then, and the fields of who says it
// answer no question.
std::vector<AttributeValue> read_later_attributes(const Parameters& sent, const Service& service, const Zone& zone,
                                                  std::vector<Fault>& faults);

}  // namespace r311::open311
