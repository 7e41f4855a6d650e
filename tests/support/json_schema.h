// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace r311::test {

// The documents that the published draft 4 schemas have rules for: which fields there are and of what type, with real
// booleans and numbers, and null, never "", for what is absent. Those of updates are mySociety's extension: as
// GeoReport's own fields of these names, but that an update may have several photos. `receipts` are tokens too.
enum class Document { services, definition, requests, receipts, updates, update_receipts, errors, discovery };

// Each place at which `json` breaks the rules of its document, with its path; none: it keeps them. Throws
// Poco::JSON::JSONException for what does not parse.
std::vector<std::string> breaches(Document document, const std::string& json);

}  // namespace r311::test
