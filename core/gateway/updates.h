// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/clock.h"
#include "base/identity.h"
#include "gateway/jurisdiction.h"
#include "gateway/list_limits.h"
#include "gateway/sight.h"
#include "open311/parameters.h"
#include "open311/read_update.h"
#include "open311/read_update_filter.h"
#include "open311/update.h"
#include "store/store.h"

namespace r311::gateway {

// One part of a list of updates.
struct ListedUpdates {
  std::vector<open311::ServiceUpdate> updates;
  std::optional<open311::ListPlace> next;  // behind which the list goes on; nothing: it ends here
};

// Service request updates (mySociety's extension of GeoReport v2), taken and told. Each call uses the store on the
// caller's thread. Any thread may call.
class Updates {
 public:
  // `public_url`: where clients reach this gateway, for the addresses of uploaded files.
  // `delivered_to` is told the destination of each stored update, so that its worker wakes; any thread may call it.
  Updates(store::Store& store, IdSource& ids, const Clock& clock, std::function<void(const std::string&)> delivered_to,
          std::string public_url = {});

  // What is said of a request: an update, or details that come later (POST requests/ID), whose request stands in the
  // path.
  struct Said {
    const open311::Parameters& fields;
    std::optional<std::string> request;  // of later details
    bool has_files = false;
  };

  // Every mistake, in one list, without taking it, as far as it does not depend on what is stored. Pure.
  static std::vector<open311::Fault> faults(const Jurisdiction& jurisdiction, const Said& said);

  // The same with all that depends on what is stored, as far as it is known before: 404 if there is no such request, and
  // what its service makes of the answers. So that nothing is kept of an update that won't be taken.
  std::vector<open311::Fault> faults_now(const Jurisdiction& jurisdiction, const Said& said) const;

  // What comes with it.
  struct Sending {
    std::string sender;  // name of the key
    std::string trace;
    std::string idempotency_key;  // empty: none
    std::vector<open311::Attachment> attachments;
    // Told once, if it has come to the store, before the answer: whether its files must stay (named_files.h).
    std::function<void(bool)> stored{};
  };

  // Answers the update_id once the update is on disk. One that is the same as an earlier one of its request is answered
  // as that was: by its update_id, failing which by the client's Idempotency-Key. Faults: of its form, 404 if there is
  // no such request, 400 if several have the reference that it names, 409 for a key that was used for another, 503 if it
  // could not be stored.
  tl::expected<std::string, std::vector<open311::Fault>> post(const Jurisdiction& jurisdiction, const Said& said,
                                                              Sending sending) const;

  // Oldest first: at most the first `cap` of this part, which has `most` unless the client asks for fewer. Where a
  // page begins is told by that and not by `cap`, so that pages skip nothing.
  Result<ListedUpdates> list(const Jurisdiction& jurisdiction, const open311::UpdateFilter& filter, Sight sight,
                             std::size_t most, std::size_t cap = ListLimits::none) const;

 private:
  tl::expected<open311::ReadUpdate, std::vector<open311::Fault>> read(const Jurisdiction& jurisdiction,
                                                                      const Said& said) const;

  store::Store& store_;
  IdSource& ids_;
  const Clock& clock_;
  std::function<void(const std::string&)> delivered_to_;
  std::string public_url_;
};

}  // namespace r311::gateway
