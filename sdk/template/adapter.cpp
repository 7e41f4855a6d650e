// SPDX-License-Identifier: Apache-2.0
#include <relay311/adapter.hpp>
#include <string>

namespace {

// Keeps a reference for each report that it is given: replace `submit` by what your back end wants.
class MyAdapter : public relay311::Adapter, public relay311::Submits {
 public:
  static constexpr relay311::PluginInfo info{"my-adapter", "0.1.0", "Your name", "Files reports in our system"};
  static constexpr relay311::Option options[] = {
      {"prefix", relay311::OptionKind::text, "what our references begin with", 0, "WO-"},
  };

  explicit MyAdapter(relay311::Host& gateway) : Adapter(gateway), prefix_(gateway.options().text("prefix")) {
    if (prefix_.size() > 20) gateway.options().mistake("prefix", "more than 20 bytes", "at most 20 bytes");
  }

  relay311::Receipt submit(const relay311::Report& report, relay311::Call& call) override {
    if (report.description.empty())
      throw relay311::Failure(relay311::Outcome::refused, "our system takes no report without a description");
    const std::string key = "reference/" + std::string(call.idempotency_key());
    if (const auto known = host().get(key)) return {*known};
    const std::string reference = prefix_ + std::string(call.idempotency_key());
    host().put(key, reference);
    host().log(relay311::Level::info, &call, "filed " + reference + " as " + report.backend_code);
    return {reference};
  }

 private:
  std::string prefix_;
};

}  // namespace

RELAY311_ADAPTER(MyAdapter)
