// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace r311::gateway {

// What a reader sees: what is for everybody, or with it private requests and all that belongs to them.
enum class Sight { everybody, privates };

}  // namespace r311::gateway
