// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/draft/submit.h"
#include "detail/view.hpp"
#include "time.hpp"

namespace relay311 {

// One answer to one of the service's questions; a code with several values comes several times.
struct Value {
  std::string code;
  std::string value;
};

// A report as the gateway accepted it (GeoReport v2, "POST Service Request"). Text is clean UTF-8 with LF line ends; an
// absent optional was not said by the citizen.
struct Report {
  std::string id;  // the service_request_id that the citizen was told
  std::string jurisdiction_id;
  std::string service_code;
  std::string service_name;
  std::string service_group;
  std::string backend_code;  // the back end's own code of the service; the service code if none is configured
  std::string description;
  std::optional<std::string> address_string;
  std::optional<std::string> address_id;
  std::optional<std::string> email;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> phone;
  std::optional<std::string> device_id;
  std::optional<std::string> account_id;
  std::optional<double> latitude;  // WGS 84 degrees; both or neither
  std::optional<double> longitude;
  Time requested;             // when it was accepted
  std::vector<Value> values;  // in the order of the service's definition
  std::vector<std::string> media_urls;
  bool non_public = false;  // only clients that may see private requests read it

  // The first value of `code`, if the citizen gave one.
  std::optional<std::string> value(std::string_view code) const {
    for (const Value& each : values)
      if (each.code == code) return each.value;
    return std::nullopt;
  }
};

namespace detail {

inline std::vector<Value> values_of(const r311_value_view* lent, std::uint64_t count) {
  std::vector<Value> values;
  for (std::uint64_t i = 0; lent != nullptr && i < count; ++i)
    values.push_back({copy(lent[i].code), copy(lent[i].value)});
  return values;
}

inline std::vector<std::string> texts_of(const r311_text_view* lent, std::uint64_t count) {
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; lent != nullptr && i < count; ++i) texts.push_back(copy(lent[i]));
  return texts;
}

inline std::string read_text(const r311_report& abi, r311_text_view r311_report::*member) {
  return copy(read(abi, member));
}

inline std::optional<std::string> read_optional(const r311_report& abi, r311_text_view r311_report::*member) {
  return copy_optional(read(abi, member));
}

inline Report report_of(const r311_report& abi) {
  Report report;
  report.id = read_text(abi, &r311_report::id);
  report.jurisdiction_id = read_text(abi, &r311_report::jurisdiction_id);
  report.service_code = read_text(abi, &r311_report::service_code);
  report.service_name = read_text(abi, &r311_report::service_name);
  report.service_group = read_text(abi, &r311_report::service_group);
  report.backend_code = read_text(abi, &r311_report::backend_code);
  report.description = read_text(abi, &r311_report::description);
  report.address_string = read_optional(abi, &r311_report::address_string);
  report.address_id = read_optional(abi, &r311_report::address_id);
  report.email = read_optional(abi, &r311_report::email);
  report.first_name = read_optional(abi, &r311_report::first_name);
  report.last_name = read_optional(abi, &r311_report::last_name);
  report.phone = read_optional(abi, &r311_report::phone);
  report.device_id = read_optional(abi, &r311_report::device_id);
  report.account_id = read_optional(abi, &r311_report::account_id);
  const std::uint32_t flags = read(abi, &r311_report::flags);
  report.non_public = (flags & R311_REPORT_PRIVATE) != 0;
  if ((flags & R311_REPORT_HAS_POSITION) != 0) {
    report.latitude = read(abi, &r311_report::latitude);
    report.longitude = read(abi, &r311_report::longitude);
  }
  report.requested = time_of(read(abi, &r311_report::requested));
  report.values = values_of(read(abi, &r311_report::values), read(abi, &r311_report::value_count));
  report.media_urls = texts_of(read(abi, &r311_report::media_urls), read(abi, &r311_report::media_url_count));
  return report;
}

}  // namespace detail
}  // namespace relay311
