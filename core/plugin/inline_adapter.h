// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "config/finding.h"
#include "plugin/adapter.h"
#include "plugin/host_side.h"
#include "plugin/library.h"
#include "plugin/media_side.h"
#include "relay311/abi/draft/catalog.h"
#include "relay311/abi/draft/changes.h"
#include "relay311/abi/draft/find.h"
#include "relay311/abi/draft/media.h"
#include "relay311/abi/draft/probe.h"
#include "relay311/abi/draft/submit.h"
#include "relay311/abi/draft/update.h"

namespace r311::plugin {

// What one instance of a plugin is made with.
struct Setting {
  std::string backend;
  std::string data_directory;  // absolute
  OptionsTree options;         // checked and complete
  KvPort& kv;
  const Clock& clock;
  std::optional<OptionFiles> files{};  // where the options came from; nothing: they never change
};

// The body that runs a plugin in our own process. It holds the plugin to the ABI: what comes back is bounded, checked
// and copied; an exception that leaks out of the plugin is Outcome::crashed. It can't guard against a plugin that
// corrupts memory or never returns.
// A call that would begin after its deadline or after it was cancelled is not begun: Outcome::unavailable.
class InlineAdapter final : public Adapter {
 public:
  // Kind::invalid with `findings` grown if the plugin told mistakes in its options, else Kind::corrupt with path and
  // reason.
  static Result<std::unique_ptr<Adapter>> make(const Library& library, Setting setting, config::Findings& findings);
  ~InlineAdapter() override;

  bool can(Ability ability) const override;
  Submitted submit(const open311::AcceptedReport& report, const CallTerms& terms) override;
  Submitted find(const CallTerms& terms) override;
  Polled changes(const std::string& cursor, const CallTerms& terms) override;
  Verdict acknowledge(const std::string& cursor, const CallTerms& terms) override;
  Cataloged catalog(const CallTerms& terms) override;
  Verdict probe(const CallTerms& terms) override;
  Submitted update(const open311::AcceptedUpdate& update, const CallTerms& terms) override;
  Submitted find_update(const CallTerms& terms) override;
  Submitted attach(const MediaItem& item, MediaSource& source, const CallTerms& terms) override;
  Submitted find_media(const CallTerms& terms) override;

 private:
  InlineAdapter(const Library& library, Setting setting);
  Result<void> create(config::Findings& findings);
  Result<void> ask_abilities();
  template <class Interface>
  Result<void> ask(const char* id, const Interface*& offered) const;
  template <class Body>
  Verdict run(const CallTerms& terms, Body&& body);
  template <class Interface>
  Submitted look_up(const Interface& offered, const CallTerms& terms);
  std::string told(const std::string& reason) const;

  const Library library_;
  const Clock& clock_;
  const std::string backend_;
  HostSide host_;
  MediaSide files_;
  std::mutex serial_;
  r311_adapter_handle* instance_ = nullptr;
  const r311_submit* submit_ = nullptr;
  const r311_find* find_ = nullptr;
  const r311_changes* changes_ = nullptr;
  const r311_catalog* catalog_ = nullptr;
  const r311_probe* probe_ = nullptr;
  const r311_updates* updates_ = nullptr;
  const r311_media* media_ = nullptr;
};

}  // namespace r311::plugin
