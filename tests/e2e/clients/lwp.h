// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "support/gateway_process.h"

// Requests byte for byte as libwww-perl sends them, which FixMyStreet speaks through.
namespace r311::test {

std::string lwp_get(const std::string& target);
std::string lwp_post(const std::string& target, const std::string& type, const std::string& body);

// application/x-www-form-urlencoded: a blank is "+", a line ends with CR LF, and ' ( ) * ! ~ stay as they are.
std::string lwp_form(const FormPairs& pairs);

// multipart/form-data: text first, without a Content-Type, its lines as they are.
inline const std::string lwp_boundary = "xYzZY";
std::string lwp_parts(const FormPairs& pairs, const std::vector<FilePart>& files,
                      const std::string& boundary = lwp_boundary);

}  // namespace r311::test
