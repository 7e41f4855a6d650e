// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/postgres/connection.h"
#include "store/postgres/names.h"
#include "store/update_record.h"
#include "store/update_rules.h"

namespace r311::store::postgres {

// As the methods of Store. All throw Failure. The destinations of `routes` have their numbers already.
UpdateTaken take_update(Connection& connection, Names& names, std::int64_t jurisdiction,
                        const open311::AcceptedUpdate& update, const UpdateRoutes& routes, const UpdateRepeat& repeat,
                        Time now);
std::vector<open311::ServiceUpdate> read_updates(Connection& connection, Names& names, const UpdateQuery& query);
std::string read_service_of(Connection& connection, Names& names, const std::string& jurisdiction,
                            const std::string& request);
open311::AcceptedUpdate read_accepted_update(Connection& connection, std::int64_t request, const std::string& id);

// What apps said of a request, with its number, and what is learned of it.
std::vector<std::pair<std::int64_t, Sent>> read_sent(Connection& connection, std::int64_t request);
void mark_echoed(Connection& connection, std::int64_t number);
// The back end's own id of an update that it got.
void keep_echo(Connection& connection, std::int64_t request, const std::string& id, const std::string& echo);
void add_media_urls(Connection& connection, std::int64_t number, const std::vector<std::string>& urls);

}  // namespace r311::store::postgres
