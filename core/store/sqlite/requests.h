// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "open311/model.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

namespace r311::store::sqlite {

// What clients read. Each runs inside the caller's snapshot and throws Failure.
std::vector<open311::ServiceRequest> read_requests(Connection& connection, const RequestQuery& query);
std::optional<open311::ServiceRequest> read_request(Connection& connection, const std::string& jurisdiction,
                                                    const std::string& id, bool privates);
// The request in that row, whether clients may read it or not. Throws Kind::not_found.
open311::ServiceRequest read_row(Connection& connection, std::int64_t seq);
std::optional<ShownFile> read_shown_file(Connection& connection, const std::string& digest,
                                         const std::vector<std::string>& private_of);
std::optional<TokenState> read_token(Connection& connection, const std::string& jurisdiction, const std::string& token);

}  // namespace r311::store::sqlite
