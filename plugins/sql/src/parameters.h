// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "length_limit.h"
#include "local_time.h"
#include "relay311/report.hpp"
#include "value.h"

namespace sql {

// How a parameter is bound where text is not what its column wants.
enum class Type { text, number, integer, boolean, local_time };

// What the configuration says of single parameters.
struct ParameterRules {
  std::map<std::string, LengthLimit> limits;
  std::map<std::string, Type> types;
  std::string separator = ", ";  // between several values of one attribute, and several media URLs
};

// A parameter that a limit has shortened; lengths in characters.
struct Cut {
  std::string parameter;
  std::size_t from;
  std::size_t to;
};

// Whether a submit statement can have this parameter; `attribute.CODE` is known for every code.
bool is_report_parameter(std::string_view name);
// All of them for people, each led by `before` (":" in SQL), parted by "|".
std::string report_parameters(std::string_view before);

// What a submit's parameters stand for. Lives no longer than what it is made of.
class ReportValues {
 public:
  ReportValues(const relay311::Report& report, std::string_view idempotency_key, const LocalTime& local,
               const ParameterRules& rules)
      : report_(report), key_(idempotency_key), local_(local), rules_(rules) {}

  // What an earlier statement of the submit gave, for the parameter `reference`; and the back end's code of a new
  // report's status, for `status`.
  void set_reference(std::string reference) { reference_ = std::move(reference); }
  void set_status(std::string status) { status_ = std::move(status); }

  // The value of a known parameter; NULL where the citizen said nothing. Throws relay311::Failure(invalid) if the text
  // is not of the configured type.
  Value value(const std::string& name);
  // What was shortened so far, each parameter once.
  const std::vector<Cut>& cuts() const { return cuts_; }

 private:
  std::optional<std::string> text(std::string_view name) const;
  std::optional<std::string> attribute(std::string_view code) const;
  Value typed(const std::string& name, const std::string& text) const;
  void limit(const std::string& name, std::string& text);

  const relay311::Report& report_;
  std::string_view key_;
  const LocalTime& local_;
  const ParameterRules& rules_;
  std::optional<std::string> reference_;
  std::optional<std::string> status_;
  std::vector<Cut> cuts_;
};

}  // namespace sql
