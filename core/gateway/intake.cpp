// SPDX-License-Identifier: Apache-2.0
#include "gateway/intake.h"

#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "open311/read_report.h"

namespace r311::gateway {
namespace {

constexpr std::size_t shown_of_a_code = 60;

std::string shown(std::string_view sent) {
  const std::string cleaned = text::clean(sent);
  const std::string_view start = text::first(cleaned, shown_of_a_code);
  return std::string(start) + (start.size() < cleaned.size() ? "..." : "");
}

open311::Fault unknown_service(const std::optional<std::string>& code) {
  if (!code) return {400, "service_code was not provided."};
  return {404, "service_code '" + shown(*code) + "' is not a service of this jurisdiction."};
}

struct Read {
  const Offer* offer = nullptr;
  open311::ReadReport report;
};

Read read(const Jurisdiction& jurisdiction, const open311::Parameters& sent) {
  static const open311::Service no_service;
  const auto code = sent.get("service_code");
  Read made;
  made.offer = code ? jurisdiction.offer(*code) : nullptr;
  made.report = open311::read_report(sent, made.offer ? made.offer->service : no_service, jurisdiction.zone());
  if (!made.offer) made.report.faults.insert(made.report.faults.begin(), unknown_service(code));
  return made;
}

// What the service's type promises to the client (GeoReport v2, "service type").
open311::Receipt receipt_for(const open311::AcceptedReport& report) {
  open311::Receipt receipt;
  if (report.type == open311::ServiceType::realtime) receipt.id = report.id;
  if (report.type == open311::ServiceType::batch) receipt.token = report.token;
  receipt.account_id = report.report.account_id;
  return receipt;
}

}  // namespace

Intake::Intake(store::Store& store, IdSource& ids, const Clock& clock,
               std::function<void(const std::string&)> delivered_to)
    : store_(store), ids_(ids), clock_(clock), delivered_to_(std::move(delivered_to)) {}

std::vector<open311::Fault> Intake::faults(const Jurisdiction& jurisdiction, const open311::Parameters& sent) {
  return read(jurisdiction, sent).report.faults;
}

void Intake::post(const Jurisdiction& jurisdiction, const open311::Parameters& sent,
                  std::vector<open311::Attachment> attachments, std::string sender, std::string trace, Done done) {
  auto [offer, report] = read(jurisdiction, sent);
  if (!report.faults.empty()) return done(tl::unexpected(std::move(report.faults)));

  open311::AcceptedReport accepted;
  accepted.jurisdiction = jurisdiction.id();
  accepted.id = ids_.next();
  if (offer->service.type == open311::ServiceType::batch) accepted.token = ids_.next();
  accepted.interface_used = std::move(sender);
  accepted.trace = trace;
  accepted.service_code = offer->service.code;
  accepted.service_name = offer->service.name;
  accepted.service_group = offer->service.group;
  accepted.backend_code = offer->service.backend_code.empty() ? offer->service.code : offer->service.backend_code;
  accepted.type = offer->service.type;
  accepted.requested = clock_.now();
  accepted.report = std::move(report.report);
  accepted.attachments = std::move(attachments);

  std::string destination = jurisdiction.destination(*offer);
  auto written = [wake = delivered_to_, done = std::move(done), receipt = receipt_for(accepted), id = accepted.id,
                  destination, trace = std::move(trace)](const Result<store::Accepted>& result) {
    if (!result) {
      log::error("a report could not be stored and was not accepted",
                 {{"trace", trace}, {"destination", destination}, {"reason", result.error().text}});
      return done(tl::unexpected(std::vector<open311::Fault>{
          {503, "The report could not be stored and was not accepted. Please send it again later."}}));
    }
    log::info("report accepted", {{"trace", trace}, {"id", id}, {"destination", destination}});
    wake(destination);
    done(receipt);
  };
  store_.accept(std::move(accepted), std::move(destination), std::move(written));
}

}  // namespace r311::gateway
