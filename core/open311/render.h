// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_text.h"
#include "open311/model.h"
#include "open311/status_view.h"
#include "open311/update.h"

// GeoReport's documents as XML and JSON. Each document is described once (documents.h) and both forms follow from it.
// Pure functions, any thread. Text that is given should be clean (text::clean); whatever it holds, the document stays
// well-formed UTF-8 that every parser takes.
namespace r311::open311 {

enum class Format { xml, json };

// The format of a path's extension ("xml", "json"); nothing for any other.
std::optional<Format> format_of(std::string_view extension);
// "text/xml" / "application/json", with the charset or, for discovery, without it as its validator demands.
std::string_view media_type(Format format);
std::string_view bare_media_type(Format format);

struct Endpoint {
  std::string url;   // without trailing slash
  std::string type;  // "production" or "test"
};

struct Discovery {
  Time changeset{};
  std::string contact;
  std::string key_service;
  std::vector<Endpoint> endpoints;
  std::size_t max_requests = 0;  // in one answer to GET requests that names no time
};

// What a POST answers: an id, or a token, or (blackbox) neither. What a token's look-up answers: the token, and the id
// once there is one. Only what is not empty is written.
struct Receipt {
  std::string id;
  std::string token;
  std::string service_notice;
  std::string account_id;
};

// What a POST of an update answers.
struct UpdateReceipt {
  std::string id;
};

struct View {
  const Zone* zone = nullptr;               // in which times are shown; null: UTC
  StatusView statuses = StatusView::plain;  // of requests; updates always tell the finer words
};

std::string render_discovery(Format format, const Discovery& discovery);
std::string render_services(Format format, const std::vector<Service>& services);
std::string render_definition(Format format, const Service& service);
std::string render_requests(Format format, const std::vector<ServiceRequest>& requests, const View& view);
std::string render_updates(Format format, const std::vector<ServiceUpdate>& updates, const View& view);
std::string render_update_receipt(Format format, const UpdateReceipt& receipt);
std::string render_receipt(Format format, const Receipt& receipt);
std::string render_faults(Format format, const std::vector<Fault>& faults);

}  // namespace r311::open311
