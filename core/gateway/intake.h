// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/clock.h"
#include "base/identity.h"
#include "gateway/awaiting.h"
#include "gateway/jurisdiction.h"
#include "open311/parameters.h"
#include "open311/render.h"
#include "store/store.h"

namespace r311::gateway {

// GeoReport's POST Service Request: validate, give it an id, store it durably, answer. Any thread may call.
class Intake {
 public:
  // `delivered_to` is told the destination of each stored report, so that its worker wakes; any thread may call it.
  // `awaiting` must be told how deliveries end.
  Intake(store::Store& store, IdSource& ids, const Clock& clock, std::function<void(const std::string&)> delivered_to,
         std::shared_ptr<Awaiting> awaiting);

  // Every mistake of a report, in one list, without taking it: what post() would answer. Without a service that exists
  // it is checked for all that does not depend on one. Pure.
  static std::vector<open311::Fault> faults(const Jurisdiction& jurisdiction, const open311::Parameters& sent);

  using Posted = tl::expected<open311::Receipt, std::vector<open311::Fault>>;
  using Done = std::function<void(Posted)>;

  // What comes with a report.
  struct Sending {
    std::string sender;  // name of the key
    std::string trace;
    std::string idempotency_key;                   // empty: none; see sameness.h
    std::vector<open311::Attachment> attachments;  // all of its files
    // Told once, if it has come to the store, before anybody hears of it: whether its files must stay
    // (named_files.h). Must be quick.
    std::function<void(bool)> stored{};
  };

  // Calls `done` exactly once: at once on this thread with the faults of a bad report, or from a thread of the store
  // once the report is on disk (or could not get there: one fault of code 503). A report that is the same as an earlier
  // one is answered as that was; one that only pretends to be (the same key with something else) gets one fault of code
  // 409. Where clients get the back end's ids, a realtime report is answered later, by whatever thread learns its id or
  // sees its time run out; one that the back end refuses in time gets one fault of code 400.
  void post(const Jurisdiction& jurisdiction, const open311::Parameters& sent, Sending sending, Done done);

 private:
  store::Store& store_;
  IdSource& ids_;
  const Clock& clock_;
  std::function<void(const std::string&)> delivered_to_;
  std::shared_ptr<Awaiting> awaiting_;
};

}  // namespace r311::gateway
