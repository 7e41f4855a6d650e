// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "statement.h"

// A council's own way of writing times, in strftime's letters or as "epoch" or "epoch_ms", looked at before anything
// runs.
namespace sql {

// What keeps `format` from writing times and reading them back: a directive that is none, a zone, a part that is
// missing. Empty: nothing does.
std::optional<Mistake> mistake_in_time_format(const std::string& format);

// Whether times written by `format` are in the same order as text as they are in time; "%d-%b-%Y" is not.
bool sorts_as_text(const std::string& format);

}  // namespace sql
