// SPDX-License-Identifier: Apache-2.0
#include "open311/render.h"

#include "open311/documents.h"
#include "open311/json_writer.h"
#include "open311/xml_writer.h"

namespace r311::open311 {
namespace {

template <class... Given>
std::string render(Format format, std::size_t expected, const Given&... given) {
  std::string out;
  out.reserve(expected);
  if (format == Format::xml) {
    XmlWriter writer(out);
    documents::describe(writer, given...);
  } else {
    JsonWriter writer(out);
    documents::describe(writer, given...);
  }
  return out;
}

// Room for the names and the short fields of one request; longer text is added to it.
constexpr std::size_t frame_of_a_request = 900;
constexpr std::size_t frame_of_a_service = 400;
constexpr std::size_t frame_of_a_document = 256;

std::size_t with_escapes(std::size_t size) { return size + size / 8; }

}  // namespace

std::optional<Format> format_of(std::string_view extension) {
  if (extension == "xml") return Format::xml;
  if (extension == "json") return Format::json;
  return std::nullopt;
}

std::string_view media_type(Format format) {
  return format == Format::xml ? "text/xml; charset=utf-8" : "application/json; charset=utf-8";
}

std::string_view bare_media_type(Format format) { return format == Format::xml ? "text/xml" : "application/json"; }

std::string render_discovery(Format format, const Discovery& discovery) {
  return render(format, frame_of_a_document * (2 + discovery.endpoints.size()), discovery);
}

std::string render_services(Format format, const std::vector<Service>& services) {
  return render(format, frame_of_a_document + frame_of_a_service * services.size(), services);
}

std::string render_definition(Format format, const Service& service) {
  return render(format, frame_of_a_document + frame_of_a_service * service.attributes.size(), service);
}

std::string render_requests(Format format, const std::vector<ServiceRequest>& requests, const View& view) {
  std::size_t expected = frame_of_a_document;
  for (const ServiceRequest& request : requests)
    expected += frame_of_a_request + with_escapes(request.description.size() + request.status_notes.size() +
                                                  request.media_url.size() + request.service_notice.size());
  return render(format, expected, requests, view);
}

std::string render_updates(Format format, const std::vector<ServiceUpdate>& updates, const View& view) {
  std::size_t expected = frame_of_a_document;
  for (const ServiceUpdate& update : updates) expected += frame_of_a_service + with_escapes(update.description.size());
  return render(format, expected, updates, view);
}

std::string render_update_receipt(Format format, const UpdateReceipt& receipt) {
  return render(format, frame_of_a_document, receipt);
}

std::string render_receipt(Format format, const Receipt& receipt) {
  return render(format, frame_of_a_document, receipt);
}

std::string render_faults(Format format, const std::vector<Fault>& faults) {
  return render(format, frame_of_a_document * (1 + faults.size()), faults);
}

}  // namespace r311::open311
