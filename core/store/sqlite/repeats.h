// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "store/sqlite/writer.h"
#include "store/store.h"

namespace r311::store::sqlite {

// Reports that come twice. Both run inside the writer's transaction and throw Failure.

// What the report was answered with that first had one of the keys, which then hold anew. Throws Kind::conflict where a
// key is known with another digest.
std::optional<Accepted> find_repeated(Desk& desk, std::int64_t jurisdiction, const std::vector<Repeat>& repeats);

// Remembers the keys of `request`, and forgets a few that have expired.
void keep_repeats(Desk& desk, std::int64_t jurisdiction, std::int64_t request, const std::vector<Repeat>& repeats);

}  // namespace r311::store::sqlite
