// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "abi/draft/changes.h"
#include "call.hpp"
#include "detail/guard.hpp"
#include "detail/instance.hpp"
#include "outcome.hpp"
#include "time.hpp"

namespace relay311 {

// One change of one work order. At least one of reference and idempotency_key is not empty.
struct Change {
  std::string reference;                  // as the receipt gave it
  std::string idempotency_key;            // of the submit, where the back end keeps it
  std::optional<std::string> status;      // a word of abi/draft/changes.h, lower case; absent: unchanged
  std::string backend_status;             // the back end's own code, for operators
  std::optional<std::string> note;        // for the citizen
  std::string update_id;                  // the back end's own id of this change; empty: it has none
  Time changed;                           // when, by the back end's clock
  std::string update_key{};               // idempotency key of the update that this is the echo of, where it is kept
  std::vector<std::string> media_urls{};  // absolute http or https URLs
  // Which other work orders it belongs to now, by their references. Absent: unchanged; empty: none any more.
  std::optional<std::string> duplicate_of{};
  std::optional<std::string> parent{};
  std::optional<std::vector<std::string>> related{};  // at most R311_RELATED_MOST
  std::optional<bool> non_public{};                   // whether its request is private; absent: unchanged
  // When the work is to be done, and what citizens are to know about it. Absent: unchanged; of nothing, or empty: none
  // any more.
  std::optional<std::optional<Time>> expected{};
  std::optional<std::string> notice{};
  // The code in backend_status is one that the adapter has no word for: it is counted for operators. `status` is what it
  // is to be taken for all the same, if anything.
  bool status_unknown = false;
};

// A work order that did not come through the gateway: a clerk opened it, or another system.
struct WorkOrder {
  std::string reference;              // the back end's own; never empty
  std::string backend_code;           // the back end's own code of its service
  std::string description;            // for citizens
  std::optional<std::string> status;  // a word of abi/draft/changes.h, lower case; absent: open
  std::string backend_status;         // the back end's own code, for operators
  std::string address_string;
  std::optional<double> latitude;  // WGS 84 degrees; both or neither
  std::optional<double> longitude;
  Time requested;                  // when it was opened, by the back end's clock
  bool non_public = false;         // whether it is private
  std::optional<Time> expected{};  // when the work is to be done
  std::string notice{};            // what citizens are to know about it
  std::string zipcode{};           // of its place
  bool status_unknown = false;     // as of a Change
};

// Takes the changes and work orders of one poll. Lives for the call.
class ChangeSink {
 public:
  explicit ChangeSink(const r311_change_sink& abi) : abi_(abi) {}
  ChangeSink(const ChangeSink&) = delete;
  ChangeSink& operator=(const ChangeSink&) = delete;

  // Hands over one change; give them in the order in which they happened. False: the gateway takes no more in this poll
  // and has not taken this one; return the cursor of the last one taken.
  bool add(const Change& change) {
    r311_change lent{};
    lent.size = sizeof lent;
    lent.reference = lend_unless_empty(change.reference);
    lent.idempotency_key = lend_unless_empty(change.idempotency_key);
    lent.status = detail::lend(change.status);
    lent.backend_status = lend_unless_empty(change.backend_status);
    lent.note = detail::lend(change.note);
    lent.update_id = lend_unless_empty(change.update_id);
    lent.changed = detail::milliseconds_of(change.changed);
    lent.update_key = lend_unless_empty(change.update_key);
    const std::vector<r311_text_view> urls = lend_each(change.media_urls);
    lent.media_urls = urls.data();
    lent.media_url_count = urls.size();
    lent.duplicate_of = detail::lend(change.duplicate_of);
    lent.parent = detail::lend(change.parent);
    std::vector<r311_text_view> related;
    if (change.related) {
      related = lend_each(*change.related);
      const std::size_t count = related.size();
      related.push_back(detail::absent());  // so that an empty list has an address
      lent.related = related.data();
      lent.related_count = count;
    }
    if (change.non_public) lent.privacy = *change.non_public ? R311_PRIVACY_PRIVATE : R311_PRIVACY_PUBLIC;
    if (change.expected) lent.expected = milliseconds_or_none(*change.expected);
    lent.notice = detail::lend(change.notice);
    if (change.status_unknown) lent.flags |= R311_CHANGE_STATUS_UNKNOWN;
    return abi_.add(abi_.self, &lent) != 0;
  }

  // Whether this gateway takes work orders that did not come through it.
  bool takes_work_orders() const { return detail::read(abi_, &r311_change_sink::work_order) != nullptr; }

  // Hands over one work order, as add() above; one that is told twice is taken once, by its reference. What changes in
  // it later is a Change. Throws Failure(unsupported) where the gateway takes none.
  bool add(const WorkOrder& order) {
    const auto tell = detail::read(abi_, &r311_change_sink::work_order);
    if (tell == nullptr) throw Failure(Outcome::unsupported, "this gateway takes no work orders from back ends");
    r311_work_order lent{};
    lent.size = sizeof lent;
    lent.reference = lend_unless_empty(order.reference);
    lent.backend_code = lend_unless_empty(order.backend_code);
    lent.description = lend_unless_empty(order.description);
    lent.status = detail::lend(order.status);
    lent.backend_status = lend_unless_empty(order.backend_status);
    lent.address_string = lend_unless_empty(order.address_string);
    if (order.latitude && order.longitude) {
      lent.flags |= R311_WORK_ORDER_HAS_POSITION;
      lent.latitude = *order.latitude;
      lent.longitude = *order.longitude;
    }
    if (order.non_public) lent.flags |= R311_WORK_ORDER_PRIVATE;
    lent.requested = detail::milliseconds_of(order.requested);
    if (order.status_unknown) lent.flags |= R311_WORK_ORDER_STATUS_UNKNOWN;
    lent.expected = milliseconds_or_none(order.expected);
    lent.notice = lend_unless_empty(order.notice);
    lent.zipcode = lend_unless_empty(order.zipcode);
    return tell(abi_.self, &lent) != 0;
  }

  // Says that there is more to tell than this poll tells: the gateway polls again at once if the cursor moves.
  void more() {
    const auto tell = detail::read(abi_, &r311_change_sink::more);
    if (tell != nullptr) tell(abi_.self);
  }

 private:
  static r311_text_view lend_unless_empty(const std::string& text) {
    return text.empty() ? detail::absent() : detail::lend(std::string_view(text));
  }

  static std::int64_t milliseconds_or_none(const std::optional<Time>& moment) {
    return moment ? detail::milliseconds_of(*moment) : R311_NO_TIME;
  }

  static std::vector<r311_text_view> lend_each(const std::vector<std::string>& texts) {
    std::vector<r311_text_view> lent;
    for (const std::string& text : texts) lent.push_back(detail::lend(std::string_view(text)));
    return lent;
  }

  const r311_change_sink& abi_;
};

// Where a poll begins: any text of at most R311_CURSOR_MOST bytes that the adapter chose; absent: the first poll.
using Cursor = std::optional<std::string>;

// Mixin, r311.changes: tells what changed in the back end.
class ReportsChanges {
 public:
  virtual ~ReportsChanges() = default;
  // Tells what changed since `since` and returns where the next poll shall begin (absent: where this one did). The
  // gateway stores the changes and the cursor together, or neither, and takes a change that is told twice once.
  virtual Cursor changes(Cursor since, ChangeSink& sink, Call& call) = 0;
  // All changes up to `cursor` are in the gateway's store for good. For back ends that forget what a poll has told:
  // let them forget here and not in changes(), which must tell again what was never acknowledged.
  virtual void acknowledge(const Cursor& cursor, Call& call) {
    static_cast<void>(cursor);
    static_cast<void>(call);
  }
};

namespace detail {

template <class Class>
struct ChangesTable {
  static r311_outcome changes(r311_adapter_handle* adapter, r311_text_view cursor, const r311_change_sink* sink,
                              const r311_cursor_sink* next, const r311_call* call) noexcept {
    return guarded(*call, [&] {
      Call terms(*call);
      ChangeSink taken(*sink);
      ReportsChanges& source = Instance<Class>::of(adapter).adapter;
      const Cursor reached = source.changes(copy_optional(cursor), taken, terms);
      if (reached) next->cursor(next->self, lend(reached));
    });
  }

  static r311_outcome acknowledge(r311_adapter_handle* adapter, r311_text_view cursor, const r311_call* call) noexcept {
    return guarded(*call, [&] {
      Call terms(*call);
      ReportsChanges& source = Instance<Class>::of(adapter).adapter;
      source.acknowledge(copy_optional(cursor), terms);
    });
  }

  static constexpr r311_changes table{sizeof(r311_changes), 0, &changes, &acknowledge};
};

}  // namespace detail
}  // namespace relay311
