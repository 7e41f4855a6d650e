// SPDX-License-Identifier: Apache-2.0
// An adapter that misbehaves on order (orders.h) and keeps its work orders in a journal (journal.h). In the directory
// that its options name it uses BACKEND.orders, BACKEND.journal, BACKEND.calls (the key of each call, as it begins),
// BACKEND.release (its being there ends each hang), BACKEND.services (what it offers: lines of CODE, a blank and the
// name) and BACKEND.fetches (a line for each time that it is asked for them, as the call begins).
#include <unistd.h>
#include <relay311/adapter.hpp>

#include <chrono>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "journal.h"
#include "orders.h"

namespace misbehaving {
namespace {

using relay311::Failure;
using relay311::Outcome;

constexpr std::chrono::milliseconds kBeat{2};

class Misbehaving : public relay311::Adapter,
                    public relay311::Submits,
                    public relay311::Finds,
                    public relay311::Probes,
                    public relay311::OffersCatalog {
 public:
  static constexpr relay311::PluginInfo info{"misbehaving", "1.0.0", "Relay311", "Misbehaves on order"};
  static constexpr relay311::Option options[] = {
      {"directory", relay311::OptionKind::text, "where its files are", relay311::required},
      {"remembers", relay311::OptionKind::boolean, "a key that it has makes no second work order", 0, "false"},
      {"finds", relay311::OptionKind::boolean, "it can be asked what became of a key", 0, "false"},
      {"probes", relay311::OptionKind::boolean, "it tells whether it is down", 0, "false"},
      {"offers", relay311::OptionKind::boolean, "it tells services", 0, "false"},
      {"stays_silent", relay311::OptionKind::boolean, "it notes no calls, for speed", 0, "false"},
  };

  explicit Misbehaving(relay311::Host& host)
      : Adapter(host),
        base_(host.options().text("directory") + "/" + std::string(host.backend())),
        remembers_(host.options().boolean("remembers")),
        finds_(host.options().boolean("finds")),
        probes_(host.options().boolean("probes")),
        offers_(host.options().boolean("offers")),
        silent_(host.options().boolean("stays_silent")),
        journal_(base_ + ".journal") {}

  bool finds() const { return finds_; }
  bool probes() const { return probes_; }

  Order begin(const relay311::Report& report, const relay311::Call& call) {
    ++calls_;
    if (!silent_) note_call(base_ + ".calls", std::string(call.idempotency_key()));
    if (const auto ordered = report.value("order")) return parse_order(*ordered);
    return order_for(base_ + ".orders", {calls_, static_cast<long>(call.attempt()), report.description});
  }

  std::string create(const relay311::Report& report, const relay311::Call& call) {
    const std::string key(call.idempotency_key());
    return remembers_ ? journal_.create_once(key, report.description) : journal_.create(key, report.description);
  }

  void refuse_as_ordered(const Order& order) const {
    switch (order.conduct) {
      case Conduct::throws:
        throw std::runtime_error("thrown on order");
      case Conduct::refuse:
        throw Failure(Outcome::refused, "refused on order");
      case Conduct::invalid:
        throw Failure(Outcome::invalid, "invalid on order");
      case Conduct::unauthorized:
        throw Failure(Outcome::unauthorized, "the password is wrong, on order");
      case Conduct::rate_limit:
        throw Failure(Outcome::rate_limited, "too fast, on order");
      case Conduct::unavailable:
        throw Failure(Outcome::unavailable, "down on order");
      case Conduct::slow:
        std::this_thread::sleep_for(std::chrono::milliseconds(order.amount));
        break;
      case Conduct::hang:
        hang();
        break;
      default:
        break;
    }
  }

  relay311::Receipt submit(const relay311::Report& report, relay311::Call& call) override {
    const Order order = begin(report, call);
    refuse_as_ordered(order);
    const std::string reference = create(report, call);
    if (order.conduct == Conduct::time_out) {
      while (call.remaining() > kBeat && !call.cancelled()) std::this_thread::sleep_for(kBeat);
      throw Failure(Outcome::deadline, "no answer in time, on order");
    }
    if (order.conduct == Conduct::lose) throw Failure(Outcome::internal, "the connection broke, on order");
    misconduct_ = order.conduct;
    return {reference};
  }

  std::optional<relay311::Receipt> find(std::string_view key, relay311::Call&) override {
    const auto reference = journal_.find(std::string(key));
    if (!reference) return std::nullopt;
    return relay311::Receipt{*reference};
  }

  // As the next report would fare of which nothing is known.
  void probe(relay311::Call&) override { refuse_as_ordered(order_for(base_ + ".orders", {calls_ + 1, 1, ""})); }

  bool can_offer() const override { return offers_; }

  // "hang" in place of the first code is obeyed.
  std::vector<relay311::Service> catalog(relay311::Call&) override {
    note_call(base_ + ".fetches", "fetch");
    std::ifstream in(base_ + ".services");
    if (!in) throw Failure(Outcome::unavailable, "its services are not there");
    std::vector<relay311::Service> told;
    for (std::string line; std::getline(in, line);) {
      const auto blank = line.find(' ');
      relay311::Service service;
      service.code = line.substr(0, blank);
      if (service.code == "hang") hang();
      service.name = blank == std::string::npos ? "" : line.substr(blank + 1);
      told.push_back(service);
    }
    return told;
  }

  Conduct take_misconduct() { return std::exchange(misconduct_, Conduct::ok); }

 private:
  void hang() const {
    while (::access((base_ + ".release").c_str(), F_OK) != 0) std::this_thread::sleep_for(kBeat);
  }

  const std::string base_;
  const bool remembers_, finds_, probes_, offers_, silent_;
  Journal journal_;
  long calls_ = 0;
  Conduct misconduct_ = Conduct::ok;
};

using Plain = relay311::detail::Plugin<Misbehaving>;

Misbehaving& instance(r311_adapter_handle* handle) {
  return relay311::detail::Instance<Misbehaving>::of(handle).adapter;
}

// What the wrapper, rightly, does not let an adapter do.
r311_outcome submit(r311_adapter_handle* handle, const r311_report* report, const r311_receipt_sink* sink,
                    const r311_call* call) {
  const r311_outcome outcome = relay311::detail::SubmitTable<Misbehaving>::submit(handle, report, sink, call);
  switch (instance(handle).take_misconduct()) {
    case Conduct::twice:
      sink->reference(sink->self, relay311::detail::lend(std::string_view("another-reference")));
      return outcome;
    case Conduct::garbage:
      return static_cast<r311_outcome>(311311);
    case Conduct::crash:
      throw std::runtime_error("crashed on order");
    default:
      return outcome;
  }
}

constexpr r311_submit submits{sizeof(r311_submit), 0, &submit};

const void* get_interface(r311_adapter_handle* handle, r311_text_view id) {
  const std::string_view wanted = relay311::detail::view_of(id);
  if (wanted == R311_SUBMIT_ID) return &submits;
  if (wanted == R311_FIND_ID && !instance(handle).finds()) return nullptr;
  if (wanted == R311_PROBE_ID && !instance(handle).probes()) return nullptr;
  return Plain::get_interface(handle, id);
}

}  // namespace
}  // namespace misbehaving

R311_EXPORT const r311_plugin* r311_plugin_entry();
R311_EXPORT const r311_plugin* r311_plugin_entry() {
  static const r311_plugin plugin = [] {
    r311_plugin made = misbehaving::Plain::description;
    made.get_interface = &misbehaving::get_interface;
    return made;
  }();
  return &plugin;
}
