// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "base/time_text.h"
#include "open311/model.h"
#include "open311/parameters.h"

// What reports and updates have in common, read from a client's parameters. Every mistake is appended to `faults`.
// Pure, any thread.
namespace r311::open311 {

// A field that is taken as text. Values that a machine made are trimmed; what a person wrote stays as it is.
template <class Owner>
struct TextField {
  std::string_view name;
  std::string_view other_name;
  std::string Owner::*member;
  std::size_t longest;  // code points
  bool trimmed;
};

// A fault for each parameter that is not UTF-8.
void check_encoding(const Parameters& sent, std::vector<Fault>& faults);

// The first value of `name`, or of `other_name`, that is not blank: clean, and trimmed where `trimmed` says so. Empty:
// there is none, or it is longer than `longest` code points, which is a fault.
std::string read_text_field(const Parameters& sent, std::string_view name, std::string_view other_name,
                            std::size_t longest, bool trimmed, std::vector<Fault>& faults);

template <class Owner>
void read_text_fields(const Parameters& sent, std::span<const TextField<Owner>> fields, Owner& to,
                      std::vector<Fault>& faults) {
  for (const TextField<Owner>& field : fields)
    to.*field.member = read_text_field(sent, field.name, field.other_name, field.longest, field.trimmed, faults);
}

void check_email(const std::string& email, std::vector<Fault>& faults);

// media_url, repeated or not, each once.
std::vector<std::string> read_media_urls(const Parameters& sent, std::vector<Fault>& faults);

// true or 1, false or 0, in any case; nothing if it is not sent, or is neither, which is a fault.
std::optional<bool> read_truth(const Parameters& sent, std::string_view name, std::vector<Fault>& faults);

// A whole number from 1 to `most`; nothing if it is not sent, or is none, which is a fault. Without `most`, what is larger
// than any list is the largest.
std::optional<std::size_t> read_number(const Parameters& sent, std::string_view name, std::optional<std::size_t> most,
                                       std::vector<Fault>& faults);

// How much time is looked back on where no start is named (GeoReport v2, "GET Service Requests").
inline constexpr std::chrono::days default_window{90};

// One end of a window of time; nothing if it is not sent, or is none, which is a fault. The last covers all that a client
// can't tell from it: times are shown in whole seconds, and a bare date is a day. What has no zone is taken in `zone`.
enum class WindowEnd { first, last };
std::optional<Time> read_window_end(const Parameters& sent, std::string_view name, WindowEnd end, const Zone& zone,
                                    std::vector<Fault>& faults);

}  // namespace r311::open311
