// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "open311/model.h"

namespace r311::gateway {

// What clients learn of a report that its back end refused. Why it did is for operators.
inline open311::Fault refused_report() { return {400, "The report was refused by the system that it is meant for."}; }

}  // namespace r311::gateway
