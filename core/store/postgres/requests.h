// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/postgres/connection.h"
#include "store/postgres/names.h"
#include "store/store.h"

namespace r311::store::postgres {

// Requests as clients read them. All throw Failure.
std::vector<open311::ServiceRequest> read_requests(Connection& connection, Names& names, const RequestQuery& query);
std::optional<open311::ServiceRequest> read_request(Connection& connection, Names& names,
                                                    const std::string& jurisdiction, const std::string& id,
                                                    bool privates);
// The request of that number, whether clients may read it or not. Throws Kind::not_found.
open311::ServiceRequest read_row(Connection& connection, std::int64_t seq);
std::optional<ShownFile> read_shown_file(Connection& connection, Names& names, const std::string& digest,
                                         const std::vector<std::string>& private_of);
std::optional<TokenState> read_token(Connection& connection, Names& names, const std::string& jurisdiction,
                                     const std::string& token);

// The statements that walk the newest requests, for the proof that they sort little.
extern const char* const kNewest;
extern const char* const kNewestOfServices;
extern const char* const kNewestOfAll;
extern const char* const kNewestOfAllOfServices;

}  // namespace r311::store::postgres
