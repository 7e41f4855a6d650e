// SPDX-License-Identifier: Apache-2.0
#include "http/client_key.h"

#include <string_view>

#include "base/text.h"

namespace r311::http {
namespace {

std::string_view bearer(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (!text::same_in_any_case(authorization.substr(0, scheme.size()), scheme)) return {};
  return text::trim(authorization.substr(scheme.size()));
}

}  // namespace

std::string key_of(const Request& request, const open311::Parameters& sent) {
  if (const auto key = bearer(request.header("Authorization")); !key.empty()) return std::string(key);
  if (const auto key = text::trim(request.header("X-API-Key")); !key.empty()) return std::string(key);
  return sent.get("api_key").value_or("");
}

}  // namespace r311::http
