// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>

#include "open311/extension.h"
#include "open311/model.h"
#include "open311/status_view.h"

// What stands behind a request's own fields under `extensions=true`, described once for both forms (documents.h). Of
// the names that clients take for a list wherever they stand (service, attribute, value, request, error,
// request_update, group) none is a text's, and those that fit are what lists are of.
namespace r311::open311::documents {

template <class Writer>
void describe_link(Writer& to, const LinkedRequest& linked, StatusView statuses) {
  to.text("service_request_id", linked.id);
  to.text("status", word(linked.status, statuses));
  to.text("extended_status", word(linked.status, StatusView::extended));
}

template <class Writer>
void describe_extension(Writer& to, const ServiceRequest& request, const Extension& more, const Zone& zone,
                        StatusView statuses) {
  to.text("extended_status", word(request.status, StatusView::extended));
  to.text("title", more.title);
  to.text("detail", more.detail);
  to.text("interface_used", more.interface_used);
  to.integer("comment_count", more.comment_count);
  to.text("requestor_name", more.requestor_name);
  to.time("agency_sent_datetime", more.agency_sent, zone);
  to.text("backend_reference", more.backend_reference);
  to.list("attributes", "attribute", more.attributes, [&](const Answer& answer) {
    to.text("code", answer.code);
    to.list("values", "value", answer.values, [&](const ListValue& value) {
      to.text("key", value.key);
      to.text("name", value.name);
    });
  });
  to.list("media", "file", more.media, [&](const ShownMedia& media) {
    to.text("url", media.url);
    to.text("type", media.content_type);
    to.number("size", media.size ? std::optional(static_cast<double>(*media.size)) : std::nullopt);
  });
  to.list("notes", "request_update", more.notes, [&](const Note& note) {
    to.time("datetime", note.at, zone);
    to.text("who", note.who);
    to.text("type", note.status ? "status" : "comment");
    to.text("status", note.status ? word(*note.status, StatusView::extended) : "");
    to.text("description", note.description);
  });
  const auto link = [&](const LinkedRequest& linked) { describe_link(to, linked, statuses); };
  const auto only = [&](std::string_view name, const std::optional<LinkedRequest>& linked) {
    if (!linked) return to.text(name, "");
    to.part(name, [&] { link(*linked); });
  };
  to.part("links", [&] {
    only("duplicate_of", more.duplicate_of);
    only("parent", more.parent);
    to.list("children", "request", more.children, link);
    to.list("related", "request", more.related, link);
  });
}

}  // namespace r311::open311::documents
