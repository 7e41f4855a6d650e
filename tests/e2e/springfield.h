// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "support/gateway_process.h"

namespace r311::test {

// One report of examples/springfield/reports as it is posted.
struct PostedReport {
  std::string language;
  bool multipart = false;  // else URL-encoded
  FormPairs form;
  std::string value(const std::string& name) const;  // the first of that name, "" if none
  std::vector<std::string> values(const std::string& name) const;
};

std::vector<PostedReport> springfield_reports();

// Runs examples/springfield/prepare; answers the configuration's path.
std::filesystem::path prepare_springfield(const std::filesystem::path& data);

// A request as GET answers it, whatever the format; absent and null fields are left out.
using Fields = std::map<std::string, std::string>;

// requests.json and requests.xml as lists of fields. Throw what the parser throws for what does not parse.
std::vector<Fields> parse_requests_json(const std::string& body);
std::vector<Fields> parse_requests_xml(const std::string& body);

}  // namespace r311::test
