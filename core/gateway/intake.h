// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/clock.h"
#include "base/identity.h"
#include "gateway/jurisdiction.h"
#include "open311/parameters.h"
#include "open311/render.h"
#include "store/store.h"

namespace r311::gateway {

// GeoReport's POST Service Request: validate, give it an id, store it durably, answer. Any thread may call.
class Intake {
 public:
  // `delivered_to` is told the destination of each stored report, so that its worker wakes; any thread may
  // call it.
  Intake(store::Store& store, IdSource& ids, const Clock& clock, std::function<void(const std::string&)> delivered_to);

  // Every mistake of a report, in one list, without taking it: what post() would answer. Without a service that exists it
  // is checked for all that does not depend on one. Pure.
  static std::vector<open311::Fault> faults(const Jurisdiction& jurisdiction, const open311::Parameters& sent);

  using Posted = tl::expected<open311::Receipt, std::vector<open311::Fault>>;
  using Done = std::function<void(Posted)>;

  // Calls `done` exactly once: at once on this thread with the faults of a bad report, or from a thread of
  // the store once the report is on disk (or could not get there: one fault of code 503). `sender` is the
  // name of the key. `attachments` are the files that came with the report, all of them; they are stored with
  // it.
  void post(const Jurisdiction& jurisdiction, const open311::Parameters& sent,
            std::vector<open311::Attachment> attachments, std::string sender, std::string trace, Done done);

 private:
  store::Store& store_;
  IdSource& ids_;
  const Clock& clock_;
  std::function<void(const std::string&)> delivered_to_;
};

}  // namespace r311::gateway
