// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "open311/list_filter.h"
#include "open311/model.h"
#include "store/delivery_record.h"
#include "store/request_detail.h"
#include "store/turn.h"
#include "store/update_record.h"

// What must survive. One contract, held by every implementation's tests (tests/contract/store/store_contract.h).
namespace r311::store {

// Which requests to read: those that the filter holds, of one jurisdiction.
struct RequestQuery : open311::ListFilter {
  std::string jurisdiction;
  std::size_t limit = 1000;                 // the first in order; ids that are asked for by name are never cut off
  std::size_t skip = 0;                     // so many before them are left out
  std::optional<open311::ListPlace> after;  // only what stands behind this place in the order
  bool privates = false;                    // also those that are private
};

// A file that clients can read.
struct ShownFile {
  open311::Attachment file;
  bool non_public = false;  // what it came with is private
};

// What became of a token.
struct TokenState {
  std::string id;         // service_request_id
  bool resolved = false;  // the create was delivered
  bool rejected = false;  // it will not be, as things stand, and clients never had an id that they can read
};

// What one poll brought, stored whole or not at all.
struct PollResult {
  std::string destination;
  std::string cursor;
  std::vector<open311::Change> changes;
  std::vector<FoundOrder> found{};
  std::vector<open311::WorkOrder> no_service{};  // no service has their code yet: set aside
  std::size_t most_set_aside = 10'000;           // of the destination, with those of earlier polls
};

struct PollEffect {
  std::size_t applied = 0;    // changed a request
  std::size_t known = 0;      // were told before
  std::size_t late = 0;       // older than the request's last change: kept in its history only
  std::size_t unmatched = 0;  // name no request of ours
  std::size_t made = 0;       // work orders that became requests
  // By the back end's references.
  std::vector<std::string> renamed{};  // of `made`: others had their ids
  std::vector<std::string> dropped{};  // of those set aside the oldest, because there were too many
};

// What the store made of a report, or what it had made of the same report before.
struct Accepted {
  std::string id;  // by which clients know it, as far as they do
  std::string token;
  bool repeated = false;  // a report accepted earlier, nothing new was stored
  bool resolved = false;  // clients can read the request by its id now
  open311::ServiceType type = open311::ServiceType::realtime;
};

// Tells that two reports are one and the same.
struct Repeat {
  std::string key;     // the same for both, within their jurisdiction
  std::string digest;  // of the content: the same key with another digest is a mistake
  Time until{};        // when the key is forgotten, if the create is delivered or rejected by then
};

// A further delivery of a request, behind those that it has.
struct FollowUp {
  DeliveryKind kind = DeliveryKind::update;
  std::string key;
  std::string trace;
  std::string content;
};

// Everything about one report.
struct Story {
  open311::AcceptedReport report;
  open311::ServiceRequest request;
  std::vector<DeliveryStory> deliveries;
};

// Ends accept(). Called exactly once, from a thread of the store, after the data is on disk or has
// failed to get there; what is refused at once (too much waits, the store is closing) is told on the caller's own
// thread before the call returns. Must be quick, must not throw and must not call the store.
using Written = std::function<void(Result<Accepted>)>;

// Thread rule: any thread may call any method. Reads never wait for writers. Leases are told by one clock for all that
// share a store, whatever their own clocks say.
class Store {
 public:
  virtual ~Store() = default;

  // Stores the report and its create delivery (waiting, due at once) in one transaction, which concurrent callers
  // share. A blackbox report is stored and delivered like any other. `destination` must always belong to the same
  // jurisdiction. The delivery's key is the report's id. Nothing was stored with Kind::conflict: the jurisdiction has
  // this id or token already; Kind::invalid: a name or an id is empty. Any other failure does not tell whether it was.
  // `repeats`: if one of the keys is known and not yet forgotten in the jurisdiction, nothing is stored and the answer
  // is that of the first report (the first key's, if keys lead to several); with another digest it is Kind::conflict.
  // Concurrent accepts with one key, on any node, make one report. A key holds until its time, which each repetition
  // puts off, and as long as the create is neither delivered nor rejected. That of a rejected report whose client never
  // had an id that can be read is free: what comes under it is a new report.
  // A report with `backend_id` can't be read until its create is delivered with a reference, which is then its id;
  // its token resolves to that. Where the jurisdiction has that id already, the gateway's own stays.
  virtual void accept(open311::AcceptedReport report, std::string destination, std::vector<Repeat> repeats,
                      Written written) = 0;
  void accept(open311::AcceptedReport report, std::string destination, Written written) {
    accept(std::move(report), std::move(destination), {}, std::move(written));
  }

  // Stores a delivery, waiting, due at once, to the destination of the request's create. Answers its number.
  // Kind::not_found: no such request.
  virtual Result<std::int64_t> follow(std::int64_t request, const FollowUp& next) = 0;

  // Stores an update of a request and its deliveries (itself, then each of its files; waiting, due at once) in one
  // transaction, and waits for it. `update.request` may be the request's id, an earlier id, its token, or, where it is
  // none of these, the back end's reference. It goes to the destination of the request's create, or where `routes`
  // says; no update overtakes that. The present state of the request stays as it is. Kind::not_found: no such request,
  // or it can't be read by clients yet, whether it is private or not; Kind::invalid: it is the reference of several
  // requests; Kind::conflict: `repeat` says so. Nothing was stored then; any other failure does not tell.
  virtual Result<UpdateTaken> take_update(const open311::AcceptedUpdate& update, const UpdateRoutes& routes,
                                          const UpdateRepeat& repeat) = 0;
  // Updates of requests that clients can read: what back ends told and what apps said, oldest first. `updated` is when
  // the update was made, but at most half an hour before it came to the store, so that windows that end at the present
  // meet it.
  virtual Result<std::vector<open311::ServiceUpdate>> updates(const UpdateQuery& query) = 0;
  // The code of the service of a request that is named as an update of it would name it. Kind::not_found as there.
  virtual Result<std::string> service_of(const std::string& jurisdiction, const std::string& request) = 0;
  // An update of an app, with nothing left out; its request is the gateway's own id. Kind::not_found.
  virtual Result<open311::AcceptedUpdate> update(std::int64_t request, const std::string& id) = 0;

  // Requests of a jurisdiction in the order that is asked for; those of one moment by the order of storing. Reports
  // that may not be followed (blackbox) are left out, and so is a report that was answered with a token (batch) while
  // its token has not resolved. `media_url` is what shown_media.h says, a path where it is an uploaded file's. What was
  // accepted before the call is found by everything that it may be searched by. For requests that are asked for by
  // their ids, of the filter only service codes, open or closed and the time of request count, and the order is the
  // newest first.
  virtual Result<std::vector<open311::ServiceRequest>> requests(const RequestQuery& query) = 0;
  // Private requests, and what belongs to them, are left out wherever the caller does not ask for them too.
  virtual Result<std::optional<open311::ServiceRequest>> request(const std::string& jurisdiction, const std::string& id,
                                                                 bool privates) = 0;
  Result<std::optional<open311::ServiceRequest>> request(const std::string& jurisdiction, const std::string& id) {
    return request(jurisdiction, id, false);
  }
  // What else is known of requests that were read, in the order in which they are asked for.
  virtual Result<std::vector<RequestDetail>> details(const DetailQuery& query) = 0;
  // Photos of requests that were read, by the numbers of these: of each the URLs that it names behind the first, then
  // its uploaded images, of which `media_url` may be one.
  virtual Result<std::vector<Photo>> further_photos(const std::vector<std::int64_t>& requests) = 0;
  // A file that came with a request which clients can read now, or with an update of one: with a public one of any
  // jurisdiction, or else with a private one of those in `private_of`. Nothing if there is none of that digest.
  virtual Result<std::optional<ShownFile>> shown_file(const std::string& digest,
                                                      const std::vector<std::string>& private_of) = 0;
  virtual Result<std::optional<TokenState>> token(const std::string& jurisdiction, const std::string& token) = 0;

  // Deliveries of `destination` that wait and are due at `now`, longest due first, at most `limit`. One that follows
  // another of its request is held until that is delivered; if that is a follow-up, until it is rejected at the
  // latest, so that a photo that nobody takes holds up no note. What follows a rejected create is rejected with it.
  virtual Result<std::vector<Delivery>> due(const std::string& destination, Time now, std::size_t limit) = 0;
  // The same from the other end: what became due last comes first.
  virtual Result<std::vector<Delivery>> due_last(const std::string& destination, Time now, std::size_t limit) = 0;
  // When the next delivery of `destination` that waits and is not held becomes due; nothing if there is none.
  virtual Result<std::optional<Time>> next_due(const std::string& destination) = 0;
  // The report behind a delivery, with nothing left out; its id is the gateway's own. Kind::not_found if there is none.
  virtual Result<open311::AcceptedReport> report(std::int64_t request) = 0;
  // Records that an attempt begins: waiting -> sending, or unknown -> sending to find out or to send again; the
  // delivery counts one attempt more. `delivery.attempts` counts those before. Kind::conflict if the delivery is in
  // another state or held, or if others began it since it was read; Kind::not_found if there is none. `lease`: for how
  // long nobody else may take it for dead; zero is for a process that has the store to itself.
  virtual Result<void> begin(const Delivery& delivery, Time now, Milliseconds lease = {}) = 0;
  // The call still lasts: the lease runs for `lease` from now. Kind::conflict unless the delivery is `sending` and in
  // that attempt.
  virtual Result<void> extend(const Delivery& delivery, Milliseconds lease) = 0;
  // Records how it ended: the new state, the attempt, and for a delivered create the back end's reference; a token
  // resolves with it. `delivery.attempts` counts the attempt that ends. Kind::conflict unless the
  // delivery is `sending` and in that attempt: a node that comes back from beyond its lease overwrites nothing. A
  // request that was made of the same work order before, as of one that came about by other means, is merged into the
  // create's (merging.h): its state, updates and deliveries are that one's, and its id leads there.
  virtual Result<Settled> settle(const Delivery& delivery, const Settlement& settlement) = 0;
  // Settles what ended and begins what is claimed, in one transaction, which concurrent callers share. That an end is
  // refused (Kind::conflict, Kind::not_found) does not hinder the claim. What others are just beginning is passed over,
  // so that nodes which share a queue take different deliveries of it.
  virtual Turned turn(const Turn& turn) = 0;
  // Deliveries left `sending` whose lease ran out, or that were left by a process which had the store to itself, may
  // have happened: sending -> unknown, their attempt ends as "interrupted". Answers all that are unknown, also from
  // earlier, oldest first, so that they can be reconciled; begin() decides which node does.
  virtual Result<std::vector<Delivery>> interrupted(const std::string& destination) = 0;
  // The attempts of a delivery, oldest first.
  virtual Result<std::vector<Attempt>> attempts(std::int64_t delivery) = 0;
  // Counts by state, for operators.
  virtual Result<std::vector<std::pair<DeliveryState, std::int64_t>>> census(const std::string& destination) = 0;

  // Every destination that ever had a delivery, by name.
  virtual Result<std::vector<DestinationStanding>> destinations() = 0;
  // How the destinations of `node` stand, in the place of what it said before; none: it stops. Their `node` and
  // `updated` are as given here.
  virtual Result<void> publish(const std::string& node, const std::vector<NodeStanding>& standings, Time now) = 0;
  // What nodes said last, by destination and node; also what died with it, see `updated`.
  virtual Result<std::vector<NodeStanding>> standings() = 0;
  // `id`: the one that clients know, the gateway's own, the token, or that of an update of it. Nothing if there is none.
  virtual Result<std::optional<Story>> story(const std::string& jurisdiction, const std::string& id) = 0;
  // Deliveries that the filter admits and that are not delivered, in the order of making: those with a number above
  // `after`, at most `limit`.
  virtual Result<DeliveryPage> list(const DeliveryFilter& filter, std::int64_t after, std::size_t limit) = 0;
  // Moves those of the deliveries that may be moved so, each once, and keeps who did it and why. Answers how many, in
  // steps that keep no other writer waiting: if a step fails, those before it have happened. What follows a create that
  // stays rejected is rejected again and not counted. Kind::invalid: the reason is empty.
  virtual Result<std::int64_t> act(const DeliveryFilter& filter, OperatorAction action, const std::string& reason,
                                   const std::string& who, Time now) = 0;

  // True if `node` may poll `destination` now and for `lease`: no other node may. A node renews by asking again.
  virtual Result<bool> take_poll(const std::string& destination, const std::string& node, Milliseconds lease) = 0;
  // Where the last poll of `destination` ended; empty before the first.
  virtual Result<std::string> cursor(const std::string& destination) = 0;
  // Applies changes and keeps the cursor in one transaction. A change seen before (same work order and same update id,
  // or same content where it has none) is taken once, but may say anew when the work is expected, and what to know about
  // it, unless a later one was told. A change names its request by the create's key or, failing that, by the reference
  // that the create was answered with. One older than the request's last change is kept in the history and does not
  // change the state; times are compared with the back end's own only, whose clock may be off.
  // An absent status and an empty note leave what was there. A request is never updated before it was requested.
  // What the back end tells of an update that it got from us (update_rules.h) is known; only a status that it brings
  // counts. A found work order becomes a request that clients can read at once, unless its reference is known; it
  // counts as requested when it was opened, but at most half an hour before it came to the store, and so do its
  // updates.
  // `non_public` makes a request private or public again, unless its app or its service asked for privacy: that stays.
  // An order is known if the destination has a request of its reference or id. An id that another has is left to it:
  // `other_id` takes its place. What no service has the code of is set aside, unless it is known, until it is among
  // `found`; changes of it change how it will stand then, also where the order is told again (set_aside.h).
  // A change or found order with `status_unknown` that is new counts for its code, see destinations(); a new one without
  // it takes the count of its code away, for the adapter has learned it.
  virtual Result<PollEffect> apply(const PollResult& poll) = 0;
  // The codes of the work orders that are set aside at a destination, and those that have one of `codes`, the longest
  // there first, at most `limit`.
  virtual Result<std::vector<std::string>> codes_set_aside(const std::string& destination) = 0;
  virtual Result<std::vector<open311::WorkOrder>> orders_set_aside(const std::string& destination,
                                                                   const std::vector<std::string>& codes,
                                                                   std::size_t limit) = 0;

  // Durable state of a back end's adapter (the border's `kv`).
  virtual Result<std::optional<std::string>> get_value(const std::string& backend, const std::string& key) = 0;
  virtual Result<void> put_value(const std::string& backend, const std::string& key,
                                 std::optional<std::string> value) = 0;

  // The last catalogue that was had whole from a back end, as text that only its keeper reads.
  virtual Result<std::optional<std::string>> snapshot(const std::string& backend) = 0;
  virtual Result<void> keep_snapshot(const std::string& backend, const std::string& text) = 0;
};

}  // namespace r311::store
