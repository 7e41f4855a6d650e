// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace r311::store::postgres {

// The SQL of schema 1.
extern const char* const kFirstSchema;

}  // namespace r311::store::postgres
