// SPDX-License-Identifier: Apache-2.0
#include "gateway/intake.h"

#include <utility>

#include "base/log.h"
#include "gateway/named_files.h"
#include "gateway/refused.h"
#include "gateway/sameness.h"
#include "open311/read_report.h"
#include "open311/shapes.h"

namespace r311::gateway {
namespace {

open311::Fault unknown_service(const std::optional<std::string>& code, const Offering& offering) {
  if (!code) return {400, "service_code was not provided."};
  if (!offering.whole())
    return {503, "service_code " + open311::shown(*code) +
                     " is not known yet: not all services of this jurisdiction could be had so far. Please send the "
                     "report again later."};
  return {404, "service_code " + open311::shown(*code) + " is not a service of this jurisdiction."};
}

struct Read {
  std::shared_ptr<const Offering> offering;
  const Offer* offer = nullptr;  // of the offering
  open311::ReadReport report;
};

Read read(const Jurisdiction& jurisdiction, const open311::Parameters& sent) {
  static const open311::Service no_service;
  const auto code = sent.get("service_code");
  Read made;
  made.offering = jurisdiction.offering();
  made.offer = code ? made.offering->offer(*code) : nullptr;
  made.report = open311::read_report(sent, made.offer ? made.offer->service : no_service, jurisdiction.zone());
  if (!made.offer) made.report.faults.insert(made.report.faults.begin(), unknown_service(code, *made.offering));
  return made;
}

// What the service's type promises to the client (GeoReport v2, "service type"). A realtime report has a token only
// where its id is the back end's, which can't be told before it is known.
open311::Receipt receipt_for(const store::Accepted& accepted, open311::Receipt receipt) {
  const bool known = accepted.token.empty() || accepted.resolved;
  if (accepted.type == open311::ServiceType::realtime)
    (known ? receipt.id : receipt.token) = known ? accepted.id : accepted.token;
  if (accepted.type == open311::ServiceType::batch) receipt.token = accepted.token;
  return receipt;
}

tl::unexpected<std::vector<open311::Fault>> refusal(int code, std::string text) {
  return tl::unexpected(std::vector<open311::Fault>{{code, std::move(text)}});
}

// Its POST is answered once the back end's reference is known, which is then its id.
bool waits_for_backend(const open311::AcceptedReport& report) {
  return report.backend_id && report.type == open311::ServiceType::realtime;
}

open311::AcceptedReport accept(const Jurisdiction& jurisdiction, const Offer& offer, IdSource& ids) {
  const open311::Service& service = offer.service;
  open311::AcceptedReport accepted;
  accepted.jurisdiction = jurisdiction.id();
  accepted.id = ids.next();
  accepted.backend_id = jurisdiction.plan().backend_ids;
  accepted.type = service.type;
  if (waits_for_backend(accepted) || service.type == open311::ServiceType::batch) accepted.token = ids.next();
  accepted.service_code = service.code;
  accepted.service_name = service.name;
  accepted.service_group = service.group;
  accepted.non_public = service.non_public;
  accepted.backend_code = service.backend_code.empty() ? service.code : service.backend_code;
  accepted.agency = jurisdiction.agency(offer);
  return accepted;
}

// One POST between the store and its answer.
struct Waiter {
  std::string id;  // that it gets if it is new
  std::string destination;
  std::string trace;
  open311::Receipt receipt;  // without id and token
  bool backend_ids = false;
  Milliseconds within{};
  bool keyed = false;  // the client gave a key of its own
  std::function<void(bool)> stored;
  Intake::Done done;
};

void await(Awaiting& awaiting, const std::shared_ptr<const Waiter>& waiter, const std::string& id,
           const std::string& token) {
  awaiting.add(id, [waiter, token](const Awaited& awaited) {
    open311::Receipt receipt = waiter->receipt;
    switch (awaited.what) {
      case Awaited::What::delivered:
        receipt.id = awaited.id;
        return waiter->done(std::move(receipt));
      case Awaited::What::late:
        receipt.token = token;
        return waiter->done(std::move(receipt));
      case Awaited::What::rejected:
        return waiter->done(tl::unexpected(std::vector{refused_report()}));
    }
  });
}

// The store may say so when the intake has gone.
void answer(Awaiting& awaiting, const std::function<void(const std::string&)>& delivered_to,
            const std::shared_ptr<const Waiter>& waiter, const Result<store::Accepted>& result) {
  const log::Field trace{"trace", waiter->trace}, destination{"destination", waiter->destination};
  if (waiter->stored) waiter->stored(may_name_files(result));
  if (waiter->backend_ids && (!result || result->repeated)) awaiting.drop(waiter->id);
  if (!result && result.error().kind == Kind::conflict && waiter->keyed) {
    log::info("report refused: its Idempotency-Key was used for another", {trace, destination});
    return waiter->done(
        refusal(409, "Idempotency-Key was used before, for a report that is not the same as this one."));
  }
  if (!result) {
    log::error("a report could not be stored and was not accepted",
               {trace, destination, {"reason", result.error().text}});
    return waiter->done(
        refusal(503, "The report could not be stored and was not accepted. Please send it again later."));
  }
  log::info(result->repeated ? "report was accepted before" : "report accepted",
            {trace, {"id", result->id}, destination});
  const bool waits = waiter->backend_ids && !result->resolved && result->type == open311::ServiceType::realtime;
  // The first may be answered at this moment: then this one gets its token at the end of its time.
  if (waits && result->repeated) await(awaiting, waiter, result->id, result->token);
  if (waits) awaiting.give(result->id, waiter->within);
  if (!result->repeated) delivered_to(waiter->destination);
  if (!waits) waiter->done(receipt_for(*result, waiter->receipt));
}

}  // namespace

Intake::Intake(store::Store& store, IdSource& ids, const Clock& clock,
               std::function<void(const std::string&)> delivered_to, std::shared_ptr<Awaiting> awaiting)
    : store_(store), ids_(ids), clock_(clock), delivered_to_(std::move(delivered_to)), awaiting_(std::move(awaiting)) {}

std::vector<open311::Fault> Intake::faults(const Jurisdiction& jurisdiction, const open311::Parameters& sent) {
  return read(jurisdiction, sent).report.faults;
}

void Intake::post(const Jurisdiction& jurisdiction, const open311::Parameters& sent, Sending sending, Done done) {
  auto [offering, offer, report] = read(jurisdiction, sent);
  if (!report.faults.empty()) return done(tl::unexpected(std::move(report.faults)));

  open311::AcceptedReport accepted = accept(jurisdiction, *offer, ids_);
  accepted.interface_used = std::move(sending.sender);
  accepted.trace = sending.trace;
  accepted.requested = clock_.now();
  accepted.report = std::move(report.report);
  accepted.non_public = accepted.non_public || accepted.report.non_public;
  accepted.attachments = std::move(sending.attachments);
  accepted.fetch_media = jurisdiction.plan().fetch_media;

  auto waiter = std::make_shared<Waiter>();
  waiter->id = accepted.id;
  waiter->destination = jurisdiction.destination(*offer);
  waiter->trace = std::move(sending.trace);
  waiter->receipt.account_id = accepted.report.account_id;
  waiter->receipt.service_notice = offer->service.notice;
  waiter->backend_ids = waits_for_backend(accepted);
  waiter->within = jurisdiction.plan().answer_within;
  waiter->keyed = !sending.idempotency_key.empty();
  waiter->stored = std::move(sending.stored);
  waiter->done = std::move(done);

  auto repeats = repeats_of(jurisdiction, sent, accepted, sending.idempotency_key, accepted.requested);
  // Before it is stored: the back end may have it before the store says so.
  if (waiter->backend_ids) await(*awaiting_, waiter, waiter->id, accepted.token);
  std::string destination = waiter->destination;
  store_.accept(
      std::move(accepted), std::move(destination), std::move(repeats),
      [awaiting = awaiting_, delivered_to = delivered_to_, waiter = std::shared_ptr<const Waiter>(std::move(waiter))](
          const Result<store::Accepted>& result) { answer(*awaiting, delivered_to, waiter, result); });
}

}  // namespace r311::gateway
