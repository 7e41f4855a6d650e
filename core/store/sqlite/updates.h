// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite/writer.h"
#include "store/update_record.h"
#include "store/update_rules.h"

namespace r311::store::sqlite {

// As the methods of Store. All throw Failure.
UpdateTaken take_update(Desk& desk, const open311::AcceptedUpdate& update, const UpdateRoutes& routes,
                        const UpdateRepeat& repeat);
std::vector<open311::ServiceUpdate> read_updates(Connection& connection, const UpdateQuery& query);
std::string read_service_of(Connection& connection, const std::string& jurisdiction, const std::string& request);
open311::AcceptedUpdate read_accepted_update(Connection& connection, std::int64_t request, const std::string& id);

// What apps said of a request, with its number, and what is learned of it.
std::vector<std::pair<std::int64_t, Sent>> read_sent(Connection& connection, std::int64_t request);
void mark_echoed(Connection& connection, std::int64_t number);
// The back end's own id of an update that it got.
void keep_echo(Connection& connection, std::int64_t request, const std::string& id, const std::string& echo);
void add_media_urls(Connection& connection, std::int64_t number, const std::vector<std::string>& urls);

// The statements of read_updates, for the proof that they sort nothing.
extern const char* const kPublished;

}  // namespace r311::store::sqlite
