// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sql {

// What is done with a status code of the back end that the configuration does not know.
enum class UnknownStatus { keep, open, closed };

// The back end's status codes as GeoReport's words. Not for several threads at once.
class StatusMap {
 public:
  StatusMap(std::map<std::string, std::string> from_backend, UnknownStatus unknown)
      : words_(std::move(from_backend)), unknown_(unknown) {}

  struct Meaning {
    std::optional<std::string> status;  // absent: the status stays as it is
    bool ignored = false;               // the change is not to be told at all
    std::uint64_t unknown_count = 0;    // how often this unknown code was seen, this time included; 0: it is known
  };
  // `code` without the blanks around it, which columns of fixed width add.
  Meaning read(std::string_view code);

 private:
  std::map<std::string, std::string> words_;
  UnknownStatus unknown_;
  std::map<std::string, std::uint64_t> seen_;  // bounded: a column of free text must not fill the memory
};

}  // namespace sql
