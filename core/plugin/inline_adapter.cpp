// SPDX-License-Identifier: Apache-2.0
#include "plugin/inline_adapter.h"

#include <exception>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "plugin/abi_view.h"
#include "plugin/call_side.h"
#include "plugin/catalog_intake.h"
#include "plugin/change_intake.h"
#include "plugin/report_view.h"

namespace r311::plugin {

namespace {

constexpr Milliseconds time_to_create{30'000};

// Keeps the last text handed over; nothing if that was longer than `most` or not clean.
struct TextIntake {
  std::size_t most;
  bool given = false;
  std::optional<std::string> text{};

  static void take(r311_sink_handle* self, r311_text_view lent) noexcept {
    auto& intake = *reinterpret_cast<TextIntake*>(self);
    const auto taken = bytes(lent, intake.most);
    intake.given = true;
    intake.text.reset();
    if (taken && text::clean(*taken) == *taken) intake.text = *taken;
  }
  r311_sink_handle* handle() { return reinterpret_cast<r311_sink_handle*>(this); }
};

bool complete(const r311_submit& offered) { return read(offered, &r311_submit::submit) != nullptr; }
bool complete(const r311_find& offered) { return read(offered, &r311_find::find) != nullptr; }
bool complete(const r311_changes& offered) { return read(offered, &r311_changes::changes) != nullptr; }
bool complete(const r311_catalog& offered) { return read(offered, &r311_catalog::catalog) != nullptr; }
bool complete(const r311_probe& offered) { return read(offered, &r311_probe::probe) != nullptr; }

// Runs `body`, which calls the plugin; what leaks out of it comes back as a clause. What a plugin throws may be an
// object of another run-time library, so nothing but what() is asked of it.
template <class Body>
std::optional<std::string> leaked(Body&& body) {
  try {
    body();
    return std::nullopt;
  } catch (const std::exception& exception) {
    return "threw an exception across the plugin interface: " + readable(exception.what(), 1000);
  } catch (...) {
    return "threw something across the plugin interface";
  }
}

// What a receipt sink was given, if the plugin said ok.
Submitted receipt_of(Verdict verdict, TextIntake& reference) {
  if (verdict.outcome != Outcome::ok) return {std::move(verdict), {}};
  if (!reference.given) return {{Outcome::protocol, "the plugin answered ok without a reference"}, {}};
  if (!reference.text || !is_reference(*reference.text))
    return {{Outcome::protocol, "the plugin gave a reference that is not 1 to " + std::to_string(R311_REFERENCE_MOST) +
                                    " bytes of clean UTF-8"},
            {}};
  return {std::move(verdict), std::move(*reference.text)};
}

Verdict unsupported(std::string_view what) {
  return {Outcome::unsupported, "the adapter can't do " + std::string(what)};
}

}  // namespace

Result<std::unique_ptr<Adapter>> InlineAdapter::make(const Library& library, Setting setting,
                                                     config::Findings& findings) {
  std::unique_ptr<InlineAdapter> adapter(new InlineAdapter(library, std::move(setting)));
  if (auto made = adapter->create(findings); !made) return tl::unexpected(std::move(made.error()));
  if (auto asked = adapter->ask_abilities(); !asked) return tl::unexpected(std::move(asked.error()));
  return adapter;
}

InlineAdapter::InlineAdapter(const Library& library, Setting setting)
    : library_(library),
      clock_(setting.clock),
      backend_(setting.backend),
      host_(setting.backend, std::move(setting.data_directory), std::move(setting.options), setting.kv) {}

InlineAdapter::~InlineAdapter() {
  if (instance_ == nullptr) return;
  const auto what = leaked([&] { library_.plugin->destroy(instance_); });
  if (what)
    log::error("a plugin's instance could not be ended", {{"backend", backend_}, {"reason", told("destroy " + *what)}});
}

std::string InlineAdapter::told(const std::string& reason) const {
  return "the plugin " + library_.path.string() + " can't serve the back end " + backend_ + ": " + reason;
}

Result<void> InlineAdapter::create(config::Findings& findings) {
  CallTerms terms;
  terms.deadline = clock_.now() + time_to_create;
  CallSide call(terms);
  const auto what = leaked([&] { instance_ = library_.plugin->create(&host_.abi(), call.abi()); });
  config::Findings mistakes = host_.finish_loading();
  if (what) return fail(Kind::corrupt, told("create " + *what));
  if (!mistakes.empty()) {
    const auto count = std::to_string(mistakes.size());
    findings.insert(findings.end(), std::make_move_iterator(mistakes.begin()), std::make_move_iterator(mistakes.end()));
    return fail(Kind::invalid,
                told("it found " + count + (mistakes.size() == 1 ? " mistake" : " mistakes") + " in its options"));
  }
  if (instance_ == nullptr) return fail(Kind::corrupt, told(call.reason_or("create returned null and told no reason")));
  return {};
}

template <class Interface>
Result<void> InlineAdapter::ask(const char* id, const Interface*& offered) const {
  const void* answer = nullptr;
  const auto what = leaked([&] { answer = library_.plugin->get_interface(instance_, lend(id)); });
  if (what) return fail(Kind::corrupt, told("get_interface " + *what));
  offered = static_cast<const Interface*>(answer);
  if (offered != nullptr && !complete(*offered))
    return fail(Kind::corrupt, told(std::string("its ") + id + " is too small or lacks its function"));
  return {};
}

Result<void> InlineAdapter::ask_abilities() {
  auto asked = ask(R311_SUBMIT_ID, submit_)
                   .and_then([&] { return ask(R311_FIND_ID, find_); })
                   .and_then([&] { return ask(R311_CHANGES_ID, changes_); })
                   .and_then([&] { return ask(R311_CATALOG_ID, catalog_); })
                   .and_then([&] { return ask(R311_PROBE_ID, probe_); });
  if (!asked) return asked;
  if (!submit_ && !find_ && !changes_ && !catalog_ && !probe_)
    return fail(Kind::corrupt,
                told("it offers no interface that this gateway knows; build it again with this gateway's SDK"));
  return {};
}

bool InlineAdapter::can(Ability ability) const {
  switch (ability) {
    case Ability::submit:
      return submit_ != nullptr;
    case Ability::find:
      return find_ != nullptr;
    case Ability::changes:
      return changes_ != nullptr;
    case Ability::catalog:
      return catalog_ != nullptr;
    case Ability::probe:
      return probe_ != nullptr;
  }
  return false;
}

template <class Body>
Verdict InlineAdapter::run(const CallTerms& terms, Body&& body) {
  const std::lock_guard one_at_a_time(serial_);
  if (terms.cancelled != nullptr && terms.cancelled->load())
    return {Outcome::unavailable, "the call was cancelled before it began"};
  if (clock_.now() >= terms.deadline)
    return {Outcome::unavailable, "the back end was busy until the call's deadline, so it was not begun"};
  CallSide call(terms);
  r311_outcome outcome = R311_INTERNAL;
  const auto what = leaked([&] { outcome = body(call.abi()); });
  if (what) return {Outcome::crashed, "the plugin " + *what};
  return call.verdict(outcome, clock_.now() > terms.deadline);
}

Submitted InlineAdapter::submit(const open311::AcceptedReport& report, const CallTerms& terms) {
  if (submit_ == nullptr) return {unsupported(R311_SUBMIT_ID), {}};
  const ReportView view(report);
  TextIntake reference{R311_REFERENCE_MOST};
  const r311_receipt_sink sink{sizeof(r311_receipt_sink), 0, reference.handle(), &TextIntake::take};
  auto verdict = run(terms, [&](const r311_call* call) { return submit_->submit(instance_, view.abi(), &sink, call); });
  return receipt_of(std::move(verdict), reference);
}

Submitted InlineAdapter::find(const CallTerms& terms) {
  if (find_ == nullptr) return {unsupported(R311_FIND_ID), {}};
  TextIntake reference{R311_REFERENCE_MOST};
  const r311_receipt_sink sink{sizeof(r311_receipt_sink), 0, reference.handle(), &TextIntake::take};
  auto verdict =
      run(terms, [&](const r311_call* call) { return find_->find(instance_, lend(terms.key), &sink, call); });
  return receipt_of(std::move(verdict), reference);
}

Polled InlineAdapter::changes(const std::string& cursor, const CallTerms& terms) {
  if (changes_ == nullptr) return {unsupported(R311_CHANGES_ID), {}, cursor, false};
  ChangeIntake intake(backend_, terms.trace);
  TextIntake next{R311_CURSOR_MOST};
  const r311_cursor_sink sink{sizeof(r311_cursor_sink), 0, next.handle(), &TextIntake::take};
  Polled polled{{}, {}, cursor, false};
  polled.verdict = run(terms, [&](const r311_call* call) {
    return changes_->changes(instance_, lend_unless_empty(cursor), intake.abi(), &sink, call);
  });
  if (polled.verdict.outcome != Outcome::ok) return polled;
  if (intake.overrun())
    polled.verdict = {Outcome::protocol, "the plugin went on telling changes after it was told to stop"};
  else if (next.given && !next.text)
    polled.verdict = {Outcome::protocol, "the plugin gave a cursor that is not at most " +
                                             std::to_string(R311_CURSOR_MOST) + " bytes of clean UTF-8"};
  if (polled.verdict.outcome != Outcome::ok) return polled;
  if (intake.refused() > 0)
    log::warning("changes of a poll were left out",
                 {{"backend", backend_}, {"trace", terms.trace}, {"count", std::to_string(intake.refused())}});
  polled.changes = intake.take();
  if (next.given) polled.cursor = std::move(*next.text);
  polled.more = intake.more();
  return polled;
}

Verdict InlineAdapter::acknowledge(const std::string& cursor, const CallTerms& terms) {
  if (changes_ == nullptr || read(*changes_, &r311_changes::acknowledge) == nullptr) return {};
  return run(terms,
             [&](const r311_call* call) { return changes_->acknowledge(instance_, lend_unless_empty(cursor), call); });
}

Cataloged InlineAdapter::catalog(const CallTerms& terms) {
  if (catalog_ == nullptr) return {unsupported(R311_CATALOG_ID), {}};
  CatalogIntake intake;
  auto verdict = run(terms, [&](const r311_call* call) { return catalog_->catalog(instance_, intake.abi(), call); });
  // What ended the fetch says more than what the plugin made of that.
  if (verdict.outcome != Outcome::ok && !intake.broken()) return {std::move(verdict), {}};
  return intake.finish();
}

Verdict InlineAdapter::probe(const CallTerms& terms) {
  if (probe_ == nullptr) return unsupported(R311_PROBE_ID);
  return run(terms, [&](const r311_call* call) { return probe_->probe(instance_, call); });
}

}  // namespace r311::plugin
