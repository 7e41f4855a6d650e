// SPDX-License-Identifier: Apache-2.0
#include "orders.h"

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace misbehaving {
namespace {

const std::map<std::string, Conduct>& words() {
  static const std::map<std::string, Conduct> all{
      {"ok", Conduct::ok},
      {"slow", Conduct::slow},
      {"hang", Conduct::hang},
      {"throw", Conduct::throws},
      {"refuse", Conduct::refuse},
      {"invalid", Conduct::invalid},
      {"unauthorized", Conduct::unauthorized},
      {"rate-limit", Conduct::rate_limit},
      {"unavailable", Conduct::unavailable},
      {"time-out", Conduct::time_out},
      {"lose", Conduct::lose},
      {"twice", Conduct::twice},
      {"garbage", Conduct::garbage},
      {"crash", Conduct::crash},
  };
  return all;
}

bool fits(const std::string& when, const Occasion& occasion) {
  if (when == "*") return true;
  const auto equals = when.find('=');
  if (equals == std::string::npos) throw std::runtime_error("not a condition: " + when);
  const std::string subject = when.substr(0, equals);
  const std::string value = when.substr(equals + 1);
  if (subject == "text") return occasion.description.find(value) != std::string::npos;
  if (subject == "attempt") return occasion.attempt == std::stol(value);
  if (subject == "every") return occasion.call % std::stol(value) == 0;
  throw std::runtime_error("not a condition: " + when);
}

}  // namespace

Order parse_order(const std::string& text) {
  std::istringstream in(text);
  std::string word;
  Order order;
  in >> word >> order.amount;
  const auto found = words().find(word);
  if (found == words().end()) throw std::runtime_error("not an order: " + text);
  order.conduct = found->second;
  return order;
}

Order order_for(const std::string& control, const Occasion& occasion) {
  std::ifstream in(control);
  for (std::string line; std::getline(in, line);) {
    const auto blank = line.find(' ');
    if (blank == std::string::npos) continue;
    if (fits(line.substr(0, blank), occasion)) return parse_order(line.substr(blank + 1));
  }
  return {};
}

}  // namespace misbehaving
