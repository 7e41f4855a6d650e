// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/draft/update.h"
#include "call.hpp"
#include "detail/guard.hpp"
#include "detail/instance.hpp"
#include "detail/receipt.hpp"
#include "report.hpp"
#include "time.hpp"

namespace relay311 {

// What a citizen or an app said later of a request, as the gateway accepted it. Text is clean UTF-8 with LF line ends;
// an absent optional was not said.
struct Update {
  std::string id;          // the update_id that its author was told
  std::string request_id;  // the service_request_id that it belongs to
  std::string reference;   // the back end's own, of the work order
  std::string jurisdiction_id;
  std::string service_code;
  std::string backend_code;
  std::optional<std::string> status;  // as its author sees it: open, closed or a word of the extended set, lower case
  std::string description;            // may be empty
  std::optional<std::string> title;
  std::optional<std::string> email;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> phone;
  std::optional<std::string> account_id;
  Time updated;               // when, as its author says
  std::vector<Value> values;  // attributes, as they came
  std::vector<std::string> media_urls;
  bool reopens = false;  // status is open, and its author says that it was closed too early
  // The early Open311 draft's word for status, where the extended set has no such word: submitted, incomplete, rejected,
  // assigned or more info.
  std::optional<std::string> draft_status{};
};

// Mixin, r311.update: adds updates to work orders.
class TakesUpdates {
 public:
  virtual ~TakesUpdates() = default;
  // False: the configuration of this instance leaves it out, and update() is never called. Never changes.
  virtual bool can_update() const { return true; }
  // Likewise of find_update().
  virtual bool can_find_update() const { return false; }

  // Adds `update` to the work order update.reference, and returns once the back end has it for good. Gives the back
  // end's own id of it; empty: it has none. A change that bears this id as its update_id is known as the echo of it.
  // If the back end already has the update of call.idempotency_key(), gives that one's.
  virtual std::string update(const Update& update, Call& call) = 0;

  // The id of the update that was handed over with `idempotency_key` (may be empty), or nothing if it is certainly not
  // there: the gateway then sends it again. Changes nothing in the back end. If it can't be found out, throws Failure.
  virtual std::optional<std::string> find_update(std::string_view idempotency_key, Call& call) {
    static_cast<void>(idempotency_key);
    static_cast<void>(call);
    throw Failure(Outcome::unsupported, "updates can't be looked up");
  }
};

namespace detail {

inline Update update_of(const r311_update& abi) {
  const auto text = [&](r311_text_view r311_update::*member) { return copy(read(abi, member)); };
  const auto optional = [&](r311_text_view r311_update::*member) { return copy_optional(read(abi, member)); };
  Update update;
  update.id = text(&r311_update::id);
  update.request_id = text(&r311_update::request_id);
  update.reference = text(&r311_update::reference);
  update.jurisdiction_id = text(&r311_update::jurisdiction_id);
  update.service_code = text(&r311_update::service_code);
  update.backend_code = text(&r311_update::backend_code);
  update.status = optional(&r311_update::status);
  update.description = text(&r311_update::description);
  update.title = optional(&r311_update::title);
  update.email = optional(&r311_update::email);
  update.first_name = optional(&r311_update::first_name);
  update.last_name = optional(&r311_update::last_name);
  update.phone = optional(&r311_update::phone);
  update.account_id = optional(&r311_update::account_id);
  update.updated = time_of(read(abi, &r311_update::updated));
  update.values = values_of(read(abi, &r311_update::values), read(abi, &r311_update::value_count));
  update.media_urls = texts_of(read(abi, &r311_update::media_urls), read(abi, &r311_update::media_url_count));
  update.reopens = (read(abi, &r311_update::flags) & R311_UPDATE_REOPENS) != 0;
  update.draft_status = optional(&r311_update::draft_status);
  return update;
}

template <class Class>
struct UpdateTable {
  static r311_outcome update(r311_adapter_handle* adapter, const r311_update* update, const r311_receipt_sink* sink,
                             const r311_call* call) noexcept {
    return guarded(*call, [&] {
      Call terms(*call);
      TakesUpdates& takes = Instance<Class>::of(adapter).adapter;
      give(*sink, takes.update(update_of(*update), terms));
    });
  }

  static r311_outcome find(r311_adapter_handle* adapter, r311_text_view key, const r311_receipt_sink* sink,
                           const r311_call* call) noexcept {
    return guarded_search(*call, [&] {
      Call terms(*call);
      TakesUpdates& takes = Instance<Class>::of(adapter).adapter;
      const std::optional<std::string> found = takes.find_update(view_of(key), terms);
      if (found) give(*sink, *found);
      return found.has_value();
    });
  }

  static constexpr r311_updates table{sizeof(r311_updates), 0, &update, nullptr};
  static constexpr r311_updates table_with_find{sizeof(r311_updates), 0, &update, &find};

  static const r311_updates* offered(const TakesUpdates& takes) {
    if (!takes.can_update()) return nullptr;
    return takes.can_find_update() ? &table_with_find : &table;
  }
};

}  // namespace detail
}  // namespace relay311
