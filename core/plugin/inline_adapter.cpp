// SPDX-License-Identifier: Apache-2.0
#include "plugin/inline_adapter.h"

#include <exception>
#include <utility>

#include "base/log.h"
#include "plugin/abi_view.h"
#include "plugin/call_side.h"
#include "plugin/catalog_intake.h"
#include "plugin/change_intake.h"
#include "plugin/report_view.h"
#include "plugin/update_view.h"

namespace r311::plugin {

namespace {

constexpr Milliseconds time_to_create{30'000};

bool complete(const r311_submit& offered) { return read(offered, &r311_submit::submit) != nullptr; }
bool complete(const r311_find& offered) { return read(offered, &r311_find::find) != nullptr; }
bool complete(const r311_changes& offered) { return read(offered, &r311_changes::changes) != nullptr; }
bool complete(const r311_catalog& offered) { return read(offered, &r311_catalog::catalog) != nullptr; }
bool complete(const r311_probe& offered) { return read(offered, &r311_probe::probe) != nullptr; }
bool complete(const r311_updates& offered) { return read(offered, &r311_updates::update) != nullptr; }
bool complete(const r311_media& offered) { return read(offered, &r311_media::attach) != nullptr; }

template <class Interface>
bool finds(const Interface* offered) {
  return offered != nullptr && read(*offered, &Interface::find) != nullptr;
}

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

// Where a reference goes, and whether it must come.
class Receipt {
 public:
  explicit Receipt(bool required) : required_(required) {}
  Receipt(const Receipt&) = delete;
  Receipt& operator=(const Receipt&) = delete;

  const r311_receipt_sink* abi() const { return &abi_; }

  // What came of a call that ended with `verdict`.
  Submitted with(Verdict verdict) && {
    if (verdict.outcome != Outcome::ok) return {std::move(verdict), {}};
    if (!taken_.given && !required_) return {std::move(verdict), {}};
    if (!taken_.given) return {{Outcome::protocol, "the plugin answered ok without a reference"}, {}};
    if (!taken_.text || !is_reference(*taken_.text))
      return {{Outcome::protocol, "the plugin gave a reference that is not 1 to " +
                                      std::to_string(R311_REFERENCE_MOST) + " bytes of clean UTF-8"},
              {}};
    return {std::move(verdict), std::move(*taken_.text)};
  }

 private:
  bool required_;
  TextIntake taken_{R311_REFERENCE_MOST};
  const r311_receipt_sink abi_{sizeof(r311_receipt_sink), 0, taken_.handle(), &TextIntake::take};
};

Verdict unsupported(std::string_view what) {
  return {Outcome::unsupported, "the adapter can't do " + std::string(what)};
}

template <class Body>
class OnLeaving {
 public:
  explicit OnLeaving(Body body) : body_(std::move(body)) {}
  ~OnLeaving() { body_(); }
  OnLeaving(const OnLeaving&) = delete;
  OnLeaving& operator=(const OnLeaving&) = delete;

 private:
  Body body_;
};

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
      host_(setting.backend, std::move(setting.data_directory), std::move(setting.options), setting.kv,
            std::move(setting.files)) {}

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
                   .and_then([&] { return ask(R311_PROBE_ID, probe_); })
                   .and_then([&] { return ask(R311_UPDATE_ID, updates_); })
                   .and_then([&] { return ask(R311_MEDIA_ID, media_); });
  if (!asked) return asked;
  if (!submit_ && !find_ && !changes_ && !catalog_ && !probe_ && !updates_ && !media_)
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
    case Ability::update:
      return updates_ != nullptr;
    case Ability::find_update:
      return finds(updates_);
    case Ability::media:
      return media_ != nullptr;
    case Ability::find_media:
      return finds(media_);
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

template <class Interface>
Submitted InlineAdapter::look_up(const Interface& offered, const CallTerms& terms) {
  Receipt receipt(std::is_same_v<Interface, r311_find>);
  auto verdict =
      run(terms, [&](const r311_call* call) { return offered.find(instance_, lend(terms.key), receipt.abi(), call); });
  return std::move(receipt).with(std::move(verdict));
}

Submitted InlineAdapter::submit(const open311::AcceptedReport& report, const CallTerms& terms) {
  if (submit_ == nullptr) return {unsupported(R311_SUBMIT_ID), {}};
  const ReportView view(report);
  Receipt receipt(true);
  auto verdict =
      run(terms, [&](const r311_call* call) { return submit_->submit(instance_, view.abi(), receipt.abi(), call); });
  return std::move(receipt).with(std::move(verdict));
}

Submitted InlineAdapter::find(const CallTerms& terms) {
  if (find_ == nullptr) return {unsupported(R311_FIND_ID), {}};
  return look_up(*find_, terms);
}

Submitted InlineAdapter::update(const open311::AcceptedUpdate& update, const CallTerms& terms) {
  if (updates_ == nullptr) return {unsupported(R311_UPDATE_ID), {}};
  const UpdateView view(update);
  Receipt receipt(false);
  auto verdict =
      run(terms, [&](const r311_call* call) { return updates_->update(instance_, view.abi(), receipt.abi(), call); });
  return std::move(receipt).with(std::move(verdict));
}

Submitted InlineAdapter::find_update(const CallTerms& terms) {
  if (!finds(updates_)) return Adapter::find_update(terms);
  return look_up(*updates_, terms);
}

Submitted InlineAdapter::attach(const MediaItem& item, MediaSource& source, const CallTerms& terms) {
  if (media_ == nullptr) return {unsupported(R311_MEDIA_ID), {}};
  const r311_media_item view = media_view(item);
  Receipt receipt(false);
  std::string trouble;
  auto verdict = run(terms, [&](const r311_call* call) {
    files_.open(source, view.content_size);
    const OnLeaving close([&] { trouble = files_.close(); });
    return media_->attach(instance_, &view, files_.abi(), receipt.abi(), call);
  });
  if (!trouble.empty()) {
    // What the plugin has made of a part of the file is not the file, whatever it says.
    if (verdict.outcome == Outcome::ok) verdict.outcome = Outcome::internal;
    verdict.reason = "the file can't be read: " + trouble;
  }
  return std::move(receipt).with(std::move(verdict));
}

Submitted InlineAdapter::find_media(const CallTerms& terms) {
  if (!finds(media_)) return Adapter::find_media(terms);
  return look_up(*media_, terms);
}

Polled InlineAdapter::changes(const std::string& cursor, const CallTerms& terms) {
  if (changes_ == nullptr) return {unsupported(R311_CHANGES_ID), {}, cursor, false, {}};
  ChangeIntake intake(backend_, terms.trace);
  TextIntake next{R311_CURSOR_MOST};
  const r311_cursor_sink sink{sizeof(r311_cursor_sink), 0, next.handle(), &TextIntake::take};
  Polled polled{{}, {}, cursor, false, {}};
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
  if (intake.refused_urls() > 0)
    log::warning("media URLs of a poll were left out, they are no http or https URLs",
                 {{"backend", backend_}, {"trace", terms.trace}, {"count", std::to_string(intake.refused_urls())}});
  polled.changes = intake.take();
  polled.work_orders = intake.take_work_orders();
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
