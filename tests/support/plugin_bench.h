// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "config/config.h"
#include "plugin/registry.h"
#include "support/folder.h"
#include "support/memory_kv.h"

namespace r311::test {

inline std::filesystem::path write_file(const std::filesystem::path& file, const std::string& content) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// All that making an adapter needs, real but for its durable state.
class PluginBench {
 public:
  explicit PluginBench(std::vector<std::filesystem::path> directories, const Clock& clock)
      : clock_(clock), registry_(std::move(directories), clock) {}

  // The adapter `name` for a back end called `backend`, with `options` as YAML.
  Result<std::unique_ptr<plugin::Adapter>> make(const std::string& name, const std::string& options = "{}",
                                                const std::string& backend = "works") {
    config::Backend configured;
    configured.name = backend;
    configured.adapter = name;
    const auto file = write_file(data.path() / "options.yaml", options);
    configured.options = config::load_tree(file, findings);
    configured.place = {file.string(), 1, 1};
    return registry_.make(configured, file, data.path(), kv, findings);
  }

  // Terms of a call that has half a minute.
  plugin::CallTerms terms(const std::string& key = "KEY1") const {
    plugin::CallTerms terms;
    terms.deadline = clock_.now() + std::chrono::seconds(30);
    terms.trace = "trace-1";
    terms.key = key;
    terms.attempt = 1;
    return terms;
  }

  plugin::Registry& registry() { return registry_; }

  Folder data;
  MemoryKv kv;
  config::Findings findings;

 private:
  const Clock& clock_;
  plugin::Registry registry_;
};

// A report that says something in every field.
inline open311::AcceptedReport full_report() {
  open311::AcceptedReport accepted;
  accepted.jurisdiction = "springfield.example";
  accepted.id = "R1";
  accepted.service_code = "POT";
  accepted.service_name = "Pothole";
  accepted.service_group = "Streets";
  accepted.backend_code = "PH/01";
  accepted.requested = Time(Milliseconds(1'772'366'400'000));
  accepted.report.position = open311::Position{51.5, -0.125};
  accepted.report.address_string = "1 Main Street";
  accepted.report.address_id = "UPRN 1";
  accepted.report.description = "Tiefes Loch 🕳 \"dort\"\nund \\ weg & <hin>";
  accepted.report.email = "citizen@example.com";
  accepted.report.first_name = "Zoë";
  accepted.report.last_name = "O'Example";
  accepted.report.phone = "555 0100";
  accepted.report.device_id = "device";
  accepted.report.account_id = "account";
  accepted.report.media_urls = {"https://example.com/1.jpg", "https://example.com/2.jpg"};
  accepted.report.attributes = {{"depth", {"12"}}, {"kinds", {"a", "b"}}};
  return accepted;
}

}  // namespace r311::test
