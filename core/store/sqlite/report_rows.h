// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "open311/model.h"

namespace r311::store::sqlite {

// The type whose word a row holds. Throws Failure with Kind::corrupt.
open311::ServiceType service_type_of(std::string_view text);

}  // namespace r311::store::sqlite
