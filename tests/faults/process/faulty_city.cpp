// SPDX-License-Identifier: Apache-2.0
#include "faults/process/faulty_city.h"
#include "places.h"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace r311::test {
namespace {

std::string back_end(const FaultyBackEnd& one, const std::filesystem::path& folder) {
  return "  " + one.name + ":\n    adapter: misbehaving\n    duplicate_safe: " + (one.remembers ? "true" : "false") +
         "\n    options: { directory: \"" + folder.string() + "\", remembers: " + (one.remembers ? "true" : "false") +
         ", finds: " + (one.finds ? "true" : "false") + ", probes: " + (one.probes ? "true" : "false") +
         " }\n    deadline: 400ms\n    retry: { first: 20ms, most: 100ms }\n" + one.more;
}

std::string jurisdiction(const FaultyBackEnd& one) {
  return "  - id: " + one.name +
         ".example\n    services:\n      - code: POT\n        name: Pothole\n        backend: " + one.name +
         "\n        attributes:\n          - { code: order, datatype: string, required: false }\n";
}

std::string text(sqlite3_stmt* row, int column) {
  const auto* found = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return found == nullptr ? std::string() : std::string(found);
}

}  // namespace

FaultyCity::FaultyCity(const std::vector<FaultyBackEnd>& back_ends, const std::string& head)
    : config_(folder_.path() / "relay311.yaml"), data_(folder_.path() / "data"), backend_(folder_.path() / "backend") {
  std::filesystem::create_directory(data_);
  std::filesystem::create_directory(backend_);
  std::ofstream file(config_);
  file << head << "plugins: [\"" << RELAY311_BINARY_DIR << "/faults\"]\nanonymous_may: [submit]\nbackends:\n";
  for (const auto& one : back_ends) file << back_end(one, backend_);
  file << "jurisdictions:\n";
  for (const auto& one : back_ends) file << jurisdiction(one);
}

void FaultyCity::order(const std::string& name, const std::string& orders) const {
  const auto next = backend_ / (name + ".orders.next");
  std::ofstream(next) << orders;
  std::filesystem::rename(next, backend_ / (name + ".orders"));
}

void FaultyCity::release(const std::string& name) const { std::ofstream(backend_ / (name + ".release")) << "\n"; }

std::vector<WorkOrder> FaultyCity::work_orders(const std::string& name) const {
  std::ifstream file(backend_ / (name + ".journal"));
  std::vector<WorkOrder> found;
  for (std::string line; std::getline(file, line);) {
    if (file.eof()) break;  // still being written
    std::istringstream fields(line);
    WorkOrder one;
    std::getline(fields, one.key, '\t');
    std::getline(fields, one.reference, '\t');
    std::getline(fields, one.text);
    found.push_back(std::move(one));
  }
  return found;
}

std::vector<std::string> FaultyCity::called(const std::string& name) const {
  std::ifstream file(backend_ / (name + ".calls"));
  std::vector<std::string> found;
  for (std::string line; std::getline(file, line);) found.push_back(line);
  return found;
}

std::vector<StoredDelivery> FaultyCity::deliveries(const std::string& name) const {
  if (!std::filesystem::exists(data_ / "relay311.db")) return {};
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2((data_ / "relay311.db").c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> store(opened, &sqlite3_close);
  if (code != SQLITE_OK) throw std::runtime_error("can't read the store");
  sqlite3_busy_timeout(opened, 10'000);
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(opened,
                         "SELECT destinations.name, key, state, reason FROM deliveries "
                         "JOIN destinations ON destinations.number = deliveries.destination "
                         "WHERE destinations.name = ? ORDER BY id",
                         -1, &prepared, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(opened));
  }
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> rows(prepared, &sqlite3_finalize);
  const std::string destination = name + ".example/" + name;
  sqlite3_bind_text(prepared, 1, destination.data(), static_cast<int>(destination.size()), SQLITE_TRANSIENT);
  std::vector<StoredDelivery> found;
  int step = 0;
  while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
    found.push_back({text(prepared, 0), text(prepared, 1), text(prepared, 2), text(prepared, 3)});
  }
  if (step != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(opened));
  return found;
}

std::size_t FaultyCity::count(const std::string& name, const std::string& state) const {
  const auto all = deliveries(name);
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const auto& one) { return one.state == state; }));
}

}  // namespace r311::test
