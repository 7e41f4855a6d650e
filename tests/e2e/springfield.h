// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
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

// The same with a configuration of its own in `folder`: the city's, but that of each pair the first text is replaced,
// where it stands first, by the second. A text that is not there throws std::runtime_error.
using Edits = std::vector<std::pair<std::string, std::string>>;
std::filesystem::path prepare_springfield(const std::filesystem::path& data, const std::filesystem::path& folder,
                                          const Edits& edits);
// It looks for changes more often, and a call which a crash cut off is over sooner.
inline const Edits quick_polls{{"    poll_every: 2s", "    deadline: 3s\n    poll_every: 200ms"}};

// start_date and end_date as FixMyStreet asks for what is new: a window that ends at the present, times in UTC.
std::string window_to_now(std::chrono::hours back);

// A request as GET answers it, whatever the format; absent and null fields are left out.
using Fields = std::map<std::string, std::string>;

// requests.json and requests.xml as lists of fields. Throw what the parser throws for what does not parse.
std::vector<Fields> parse_requests_json(const std::string& body);
std::vector<Fields> parse_requests_xml(const std::string& body);

}  // namespace r311::test
