// SPDX-License-Identifier: Apache-2.0
// A back end that takes everything at once, is down, or never answers: `answer: ok`, `down` or `never`. The first call
// makes the file `marker`, if one is named.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <relay311/adapter.hpp>
#include <string>
#include <thread>

namespace {

class Noop : public relay311::Adapter, public relay311::Submits {
 public:
  static constexpr relay311::PluginInfo info{"noop", "1.0.0", "Relay311", "Takes everything and does nothing"};
  static constexpr relay311::Option options[] = {
      {"answer", relay311::OptionKind::choice, "what it answers", 0, "ok", "ok|down|never"},
      {"marker", relay311::OptionKind::text, "the file that its first call makes", 0, ""},
  };

  explicit Noop(relay311::Host& host)
      : Adapter(host), answer_(host.options().text("answer")), marker_(host.options().text_or("marker", "")) {}

  relay311::Receipt submit(const relay311::Report&, relay311::Call& call) override {
    mark();
    if (answer_ == "down") throw relay311::Failure(relay311::Outcome::unavailable, "down for the measurement");
    while (answer_ == "never") std::this_thread::sleep_for(std::chrono::hours(1));
    return {std::string(call.idempotency_key())};
  }

 private:
  void mark() {
    if (marker_.empty()) return;
    ::close(::open(marker_.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    marker_.clear();
  }

  const std::string answer_;
  std::string marker_;
};

}  // namespace

RELAY311_ADAPTER(Noop)
