// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "open311/extension_document.h"
#include "open311/model.h"
#include "open311/render.h"
#include "open311/update.h"

// The documents of GeoReport v2, each described once: its names, their order and where they come from.
// `Writer` is what one form makes of that (XmlWriter, JsonWriter). A field that a client may rely on is always written,
// absent or not; the few that stand only where they mean something are written under an `if`.
namespace r311::open311::documents {

constexpr std::string_view georeport = "http://wiki.open311.org/GeoReport_v2";

// "Service Discovery".
template <class Writer>
void describe(Writer& to, const Discovery& discovery) {
  const Zone utc = Zone::utc();
  to.document("discovery", [&] {
    to.time("changeset", discovery.changeset, utc);
    to.text("contact", discovery.contact);
    to.text("key_service", discovery.key_service);
    if (discovery.max_requests > 0) to.integer("max_requests", static_cast<std::int64_t>(discovery.max_requests));
    to.list("endpoints", "endpoint", discovery.endpoints, [&](const Endpoint& endpoint) {
      to.text("specification", georeport);
      to.text("url", endpoint.url);
      to.time("changeset", discovery.changeset, utc);
      to.text("type", endpoint.type);
      to.words("formats", "format", std::array{bare_media_type(Format::xml), bare_media_type(Format::json)});
    });
  });
}

// "GET Service List".
template <class Writer>
void describe(Writer& to, const std::vector<Service>& services) {
  to.list_document("services", "service", services, [&](const Service& service) {
    std::string keywords;
    const auto add = [&](std::string_view keyword) {
      if (!keywords.empty()) keywords += ',';
      keywords += keyword;
    };
    for (const std::string& keyword : service.keywords) add(keyword);
    if (service.non_public && !names_private(service)) add(private_keyword);
    to.text("service_code", service.code);
    to.text("service_name", service.name);
    to.text("description", service.description);
    to.flag("metadata", service.metadata());
    to.text("type", word(service.type));
    to.text("keywords", keywords);
    to.text("group", service.group);
  });
}

// "GET Service Definition", and FixMyStreet's `automated`.
template <class Writer>
void describe(Writer& to, const Service& service) {
  to.document("service_definition", [&] {
    to.text("service_code", service.code);
    to.list("attributes", "attribute", service.attributes, [&](const Attribute& attribute) {
      to.flag("variable", attribute.variable);
      to.text("code", attribute.code);
      to.text("datatype", word(attribute.datatype));
      to.flag("required", attribute.required);
      to.text("datatype_description", attribute.datatype_description);
      to.integer("order", attribute.order);
      to.text("description", attribute.description);
      if (!attribute.automated.empty()) to.text("automated", attribute.automated);
      if (!attribute.values.empty()) {
        to.list("values", "value", attribute.values, [&](const ListValue& value) {
          to.text("key", value.key);
          to.text("name", value.name);
        });
      }
    });
  });
}

// "GET Service Requests" and "GET Service Request".
template <class Writer>
void describe(Writer& to, const std::vector<ServiceRequest>& requests, const View& view) {
  const Zone utc = Zone::utc();
  const Zone& zone = view.zone != nullptr ? *view.zone : utc;
  to.list_document("service_requests", "request", requests, [&](const ServiceRequest& request) {
    to.text("service_request_id", request.id);
    to.text("status", word(request.status, view.statuses));
    to.text("status_notes", request.status_notes);
    to.text("service_name", request.service_name);
    to.text("service_code", request.service_code);
    to.text("description", request.description);
    to.text("agency_responsible", request.agency_responsible);
    to.text("service_notice", request.service_notice);
    to.time("requested_datetime", request.requested, zone);
    to.time("updated_datetime", request.updated, zone);
    to.time("expected_datetime", request.expected, zone);
    to.text("address", request.address);
    to.text("address_id", request.address_id);
    to.text("zipcode", request.zipcode);
    const auto& position = request.position;
    to.number("lat", position ? std::optional(position->latitude) : std::nullopt);
    to.number("long", position ? std::optional(position->longitude) : std::nullopt);
    to.text("media_url", request.media_url);
    to.further("media_url", request.further_photos);
    // FixMyStreet takes every text but "" and "0" for private, so nothing else may stand there.
    if (request.non_public) to.flag("non_public", true);
    if (request.extension) describe_extension(to, request, *request.extension, zone, view.statuses);
  });
}

// What "POST Service Request" and "GET service_request_id from a token" answer.
template <class Writer>
void describe(Writer& to, const Receipt& receipt) {
  to.list_document("service_requests", "request", std::array{&receipt}, [&](const Receipt* only) {
    if (!only->id.empty()) to.text("service_request_id", only->id);
    if (!only->token.empty()) to.text("token", only->token);
    if (!only->service_notice.empty()) to.text("service_notice", only->service_notice);
    if (!only->account_id.empty()) to.text("account_id", only->account_id);
  });
}

// mySociety's "GET Service Request Updates".
template <class Writer>
void describe(Writer& to, const std::vector<ServiceUpdate>& updates, const View& view) {
  const Zone utc = Zone::utc();
  const Zone& zone = view.zone != nullptr ? *view.zone : utc;
  to.list_document("service_request_updates", "request_update", updates, [&](const ServiceUpdate& update) {
    to.text("update_id", update.id);
    to.text("service_request_id", update.request);
    to.text("status", word(update.status, StatusView::extended));
    to.time("updated_datetime", update.updated, zone);
    to.text("description", update.description);
    to.repeated("media_url", update.media_urls);
    if (!update.external_status_code.empty()) to.text("external_status_code", update.external_status_code);
    if (!update.reference.empty()) to.text("customer_reference", update.reference);
  });
}

// What "POST Service Request Update" answers.
template <class Writer>
void describe(Writer& to, const UpdateReceipt& receipt) {
  to.list_document("service_request_updates", "request_update", std::array{&receipt},
                   [&](const UpdateReceipt* only) { to.text("update_id", only->id); });
}

// "Errors".
template <class Writer>
void describe(Writer& to, const std::vector<Fault>& faults) {
  to.list_document("errors", "error", faults, [&](const Fault& fault) {
    to.integer("code", fault.code);
    to.text("description", fault.description);
  });
}

}  // namespace r311::open311::documents
