// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "open311/model.h"
#include "open311/render.h"

namespace r311::gateway {

// A document as bytes that every client gets, with its entity tag (RFC 9110, 8.8.3, with quotes).
struct Document {
  std::string xml, json;
  std::string xml_tag, json_tag;
  const std::string& body(open311::Format format) const { return format == open311::Format::xml ? xml : json; }
  const std::string& tag(open311::Format format) const { return format == open311::Format::xml ? xml_tag : json_tag; }
};

Document document_of(std::string xml, std::string json);

// The document that `render` gives for each format.
template <class Render>
Document document(const Render& render) {
  return document_of(render(open311::Format::xml), render(open311::Format::json));
}

// A service and the back end that does its work.
struct Offer {
  open311::Service service;
  std::string backend;
  Document definition;
};

// Services, each with the name of the back end that does its work, in the order in which they are shown.
using Services = std::vector<std::pair<open311::Service, std::string>>;

// What can be reported in one jurisdiction at one time. Immutable; its documents are rendered once, when it is made.
// Any thread.
class Offering {
 public:
  // `whole`: these are all; else services are missing of which nobody knows yet.
  Offering(Services services, bool whole);
  bool whole() const { return whole_; }
  // The service list; only to be shown if it is whole.
  const Document& services() const { return services_; }
  const Offer* offer(std::string_view service_code) const;
  // The service whose work orders have that code in `backend`; null: there is none. Of several the first by code.
  const Offer* offer_of(std::string_view backend, std::string_view backend_code) const;

 private:
  bool whole_;
  std::map<std::string, Offer, std::less<>> offers_;
  Document services_;
};

}  // namespace r311::gateway
