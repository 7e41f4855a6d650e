// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "relay311/catalog.hpp"
#include "session.h"
#include "settings.h"

namespace sql {

// The services that the back end's tables define, read in one transaction that sees one moment of them. What has no
// service or no attribute that it belongs to is left out. Throws relay311::Failure, unsupported where a result lacks a
// column or holds what can't be read.
std::vector<relay311::Service> read_catalog(const Settings& settings, Session& session, const relay311::Call& call);

}  // namespace sql
