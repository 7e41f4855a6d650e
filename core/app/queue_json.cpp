// SPDX-License-Identifier: Apache-2.0
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <iostream>
#include <optional>
#include <string>

#include "app/queue_print.h"
#include "base/time_text.h"

namespace r311::app {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

std::string at(Time moment) { return format_w3c(moment, Zone::utc()); }

Object object() { return Object(Poco::JSON_PRESERVE_KEY_ORDER); }

void set(Object& to, const char* name, const std::optional<Time>& moment) {
  if (moment) {
    to.set(name, at(*moment));
  } else {
    to.set(name, Poco::Dynamic::Var());
  }
}

Object attempt_json(const store::Attempt& attempt) {
  Object made = object();
  made.set("number", attempt.number);
  made.set("started", at(attempt.started));
  made.set("ms", static_cast<Poco::Int64>(attempt.took.count()));
  made.set("outcome", attempt.outcome);
  made.set("reason", attempt.reason);
  return made;
}

Object note_json(const store::OperatorNote& note) {
  Object made = object();
  made.set("at", at(note.at));
  made.set("action", std::string(store::word(note.action)));
  made.set("who", note.who);
  made.set("reason", note.reason);
  return made;
}

Object node_json(const store::NodeStanding& node) {
  Object made = object();
  made.set("node", node.node);
  made.set("circuit", node.circuit);
  made.set("window", node.window);
  made.set("in_flight", node.in_flight);
  made.set("last_reason", node.last_reason);
  set(made, "next_try", node.next_try);
  made.set("updated", at(node.updated));
  return made;
}

void set_delivery(Object& made, const store::Delivery& delivery) {
  made.set("kind", std::string(store::word(delivery.kind)));
  made.set("destination", delivery.destination);
  made.set("state", std::string(store::word(delivery.state)));
  made.set("reason", delivery.reason);
  made.set("key", delivery.key);
  made.set("created", at(delivery.created));
  set(made, "next_try", delivery.state == store::DeliveryState::waiting ? std::optional(delivery.due) : std::nullopt);
}

Object unknown_code_json(const store::UnknownCode& unknown) {
  Object made = object();
  made.set("code", unknown.code);
  made.set("count", static_cast<Poco::Int64>(unknown.count));
  made.set("last", at(unknown.last));
  made.set("counts_as", unknown.counts_as.empty() ? Poco::Dynamic::Var() : Poco::Dynamic::Var(unknown.counts_as));
  return made;
}

Object delivery_json(const store::DeliveryStory& story) {
  Object made = object();
  set_delivery(made, story.delivery);
  Array attempts, notes;
  for (const auto& attempt : story.attempts) attempts.add(attempt_json(attempt));
  for (const auto& note : story.notes) notes.add(note_json(note));
  made.set("attempts", attempts);
  made.set("notes", notes);
  return made;
}

Object listed_json(const store::ListedDelivery& listed) {
  const auto& delivery = listed.delivery;
  Object made = object();
  made.set("number", static_cast<Poco::Int64>(delivery.id));
  made.set("report", listed.report);
  made.set("attempts", delivery.attempts);
  set_delivery(made, delivery);
  return made;
}

}  // namespace

void print_deliveries_json(const store::DeliveryPage& page) {
  Array deliveries;
  for (const auto& each : page.deliveries) deliveries.add(listed_json(each));
  Object document = object();
  document.set("deliveries", deliveries);
  document.set("next", page.more ? Poco::Dynamic::Var(static_cast<Poco::Int64>(page.deliveries.back().delivery.id))
                                 : Poco::Dynamic::Var());
  document.stringify(std::cout, 2);
  std::cout << '\n';
}

void print_destinations_json(const std::vector<DestinationView>& destinations) {
  Array document;
  for (const auto& view : destinations) {
    const auto& one = view.standing;
    const auto running = together(view.nodes);
    Object made = object();
    made.set("destination", one.name);
    made.set("configured", view.configured);
    made.set("circuit", running ? Poco::Dynamic::Var(running->circuit) : Poco::Dynamic::Var());
    made.set("window", running ? Poco::Dynamic::Var(running->window) : Poco::Dynamic::Var());
    made.set("in_flight", running ? Poco::Dynamic::Var(running->in_flight) : Poco::Dynamic::Var());
    set(made, "next_try", running ? running->next_try : std::nullopt);
    Array nodes;
    for (const auto& node : view.nodes) nodes.add(node_json(node));
    made.set("nodes", nodes);
    Object counts = object();
    for (const auto& [state, number] : one.counts) {
      counts.set(std::string(store::word(state)), static_cast<Poco::Int64>(number));
    }
    made.set("counts", counts);
    set(made, "oldest", one.oldest);
    made.set("last_reason", one.last_reason);
    set(made, "last_failure", one.last_failure);
    Array unknown;
    for (const auto& code : one.unknown_codes) unknown.add(unknown_code_json(code));
    made.set("unknown_status_codes", unknown);
    document.add(made);
  }
  document.stringify(std::cout, 2);
  std::cout << '\n';
}

void print_stories_json(const std::vector<store::Story>& stories) {
  Array document;
  for (const auto& story : stories) {
    const auto& report = story.report;
    Object made = object();
    made.set("jurisdiction", report.jurisdiction);
    made.set("id", story.request.id);
    made.set("own_id", report.id);
    made.set("token", report.token);
    made.set("reference", report.reference);
    made.set("service_code", report.service_code);
    made.set("service_name", report.service_name);
    made.set("status", std::string(open311::word(story.request.status)));
    made.set("requested", at(report.requested));
    made.set("updated", at(story.request.updated));
    made.set("sender", report.interface_used);
    Array deliveries;
    for (const auto& delivery : story.deliveries) deliveries.add(delivery_json(delivery));
    made.set("deliveries", deliveries);
    document.add(made);
  }
  document.stringify(std::cout, 2);
  std::cout << '\n';
}

}  // namespace r311::app
