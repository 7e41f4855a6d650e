// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "base/time_text.h"
#include "open311/model.h"
#include "open311/parameters.h"

namespace r311::open311 {

struct ReadReport {
  Report report;              // usable only if there are no faults
  std::vector<Fault> faults;  // every mistake: of the report's own fields, then of the attributes in their order
};

// Turns a POST's parameters into a report and checks it against the definition of its service (GeoReport v2, "POST
// Service Request"; the client rules of docs/api.md): location, required attributes, datatypes, keys of value lists,
// lengths, shapes. Unknown attributes are kept, not refused. attribute[CODE], attribute[CODE][] and repeated names are
// one. Datetimes without a zone are taken in `zone` and kept as W3CDTF. The faults of an attribute begin with its code.
ReadReport read_report(const Parameters& sent, const Service& service, const Zone& zone);

}  // namespace r311::open311
