// SPDX-License-Identifier: Apache-2.0
#include "app/queue_print.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "app/table.h"
#include "app/terminal.h"
#include "base/text.h"
#include "base/time_text.h"

namespace r311::app {
namespace {

// What came from back ends and operators, on one line.
std::string shown(std::string_view text) {
  std::string line = text::one_line(text);
  return line.empty() ? "-" : line;
}

std::string at(Time moment) { return format_w3c(moment, Zone::utc()); }

// "2026-03-01 12:00", UTC
std::string minute(Time moment) {
  std::string text = at(moment).substr(0, 16);
  if (text.size() > 10) text[10] = ' ';
  return text;
}

std::int64_t count(const store::DestinationStanding& destination, store::DeliveryState state) {
  for (const auto& [each, number] : destination.counts) {
    if (each == state) return number;
  }
  return 0;
}

std::string age(Time since, Time now) {
  const auto seconds = std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(now - since).count());
  if (seconds < 120) return std::to_string(seconds) + "s";
  if (seconds < 2 * 3600) return std::to_string(seconds / 60) + "m";
  if (seconds < 2 * 86400) return std::to_string(seconds / 3600) + "h";
  return std::to_string(seconds / 86400) + "d";
}

// Why the last attempt failed, as long as anything is left of the trouble: a failure from before all that waits was
// accepted is over.
std::string trouble_of(const DestinationView& view, const std::optional<Together>& running) {
  const auto& one = view.standing;
  if (running && running->circuit != "closed" && !running->last_reason.empty()) return running->last_reason;
  const bool holds_up = one.oldest && one.last_failure && *one.last_failure >= *one.oldest;
  return holds_up || count(one, store::DeliveryState::parked) > 0 ? one.last_reason : "";
}

const char* colour_of(const DestinationView& view) {
  using store::DeliveryState;
  const auto& destination = view.standing;
  if (!view.configured) return "31";
  if (count(destination, DeliveryState::parked) > 0 || count(destination, DeliveryState::unknown) > 0) return "31";
  return trouble_of(view, together(view.nodes)).empty() ? "" : "33";
}

void print_delivery(const store::DeliveryStory& story, bool colour, Time now) {
  const auto& delivery = story.delivery;
  const bool ended_badly =
      delivery.state == store::DeliveryState::parked || delivery.state == store::DeliveryState::rejected;
  const auto state = paint(colour, ended_badly ? "31;1" : "32;1", store::word(delivery.state));
  std::printf("\n%s to %s: %s\n", std::string(store::word(delivery.kind)).c_str(), shown(delivery.destination).c_str(),
              state.c_str());
  if (!delivery.reason.empty()) std::printf("  reason     %s\n", shown(delivery.reason).c_str());
  std::printf("  key        %s\n", shown(delivery.key).c_str());
  if (delivery.state == store::DeliveryState::waiting)
    std::printf("  next try   %s\n", delivery.due > now ? at(delivery.due).c_str() : "with its destination's");
  for (const auto& attempt : story.attempts) {
    std::printf("  attempt %-2d %s  %s after %lld ms  %s\n", attempt.number, at(attempt.started).c_str(),
                attempt.outcome.empty() ? "under way" : shown(attempt.outcome).c_str(),
                static_cast<long long>(attempt.took.count()), shown(attempt.reason).c_str());
  }
  for (const auto& note : story.notes) {
    std::printf("  operator   %s  %s by %s: %s\n", at(note.at).c_str(), std::string(store::word(note.action)).c_str(),
                shown(note.who).c_str(), shown(note.reason).c_str());
  }
}

std::string circuit_shown(const DestinationView& view, const std::optional<Together>& running) {
  if (!view.configured) return "not configured";
  return running ? shown(running->circuit) : "stopped";
}

int badness(const std::string& circuit) {
  constexpr std::array<std::string_view, 3> from_good_to_bad{"closed", "half_open", "open"};
  return static_cast<int>(std::find(from_good_to_bad.begin(), from_good_to_bad.end(), circuit) -
                          from_good_to_bad.begin());
}

// "W9 (3, last 2026-03-01 12:00, status kept)"
std::string unknown_shown(const store::UnknownCode& unknown) {
  const std::string code = unknown.code.empty() ? "others" : shown(unknown.code);
  const std::string taken_for = unknown.counts_as.empty() ? "status kept" : "taken for " + shown(unknown.counts_as);
  return code + " (" + std::to_string(unknown.count) + ", last " + minute(unknown.last) + ", " + taken_for + ")";
}

void print_unknown_codes(const store::DestinationStanding& destination) {
  constexpr std::size_t most = 10;
  const auto& all = destination.unknown_codes;
  if (all.empty()) return;
  std::string line;
  for (std::size_t i = 0; i < std::min(all.size(), most); ++i) line += (i > 0 ? ", " : "") + unknown_shown(all[i]);
  if (all.size() > most) line += " and " + std::to_string(all.size() - most) + " more";
  std::printf("%s: unknown status codes: %s\n", shown(destination.name).c_str(), line.c_str());
}

struct Seen {
  const DestinationView& view;
  std::optional<Together> running;
  Time now;
};

template <store::DeliveryState state>
std::string counted(const Seen& seen) {
  return std::to_string(count(seen.view.standing, state));
}

struct Column {
  const char* heading;
  std::string (*cell)(const Seen&);
};

constexpr std::array columns{
    Column{"DESTINATION", [](const Seen& seen) { return shown(seen.view.standing.name); }},
    Column{"CIRCUIT", [](const Seen& seen) { return circuit_shown(seen.view, seen.running); }},
    Column{"WINDOW", [](const Seen& seen) { return seen.running ? std::to_string(seen.running->window) : "-"; }},
    Column{"NEXT TRY",
           [](const Seen& seen) {
             const bool pauses = seen.running && seen.running->next_try && *seen.running->next_try > seen.now;
             return pauses ? "in " + age(seen.now, *seen.running->next_try) : "-";
           }},
    Column{"WAITING", counted<store::DeliveryState::waiting>},
    Column{"SENDING", counted<store::DeliveryState::sending>},
    Column{"UNKNOWN", counted<store::DeliveryState::unknown>},
    Column{"PARKED", counted<store::DeliveryState::parked>},
    Column{"REJECTED", counted<store::DeliveryState::rejected>},
    Column{"OLDEST",
           [](const Seen& seen) {
             const auto& oldest = seen.view.standing.oldest;
             return oldest ? age(*oldest, seen.now) : "-";
           }},
    Column{"LAST REASON", [](const Seen& seen) { return shown(trouble_of(seen.view, seen.running)); }},
};
}  // namespace

std::optional<Together> together(const std::vector<store::NodeStanding>& nodes) {
  std::optional<Together> all;
  for (const auto& node : nodes) {
    if (!all) all.emplace();
    if (all->circuit.empty() || badness(node.circuit) > badness(all->circuit)) {
      all->circuit = node.circuit;
      all->last_reason = node.last_reason;
    }
    all->window += node.window;
    all->in_flight += node.in_flight;
    if (node.next_try && (!all->next_try || *node.next_try < *all->next_try)) all->next_try = node.next_try;
  }
  return all;
}

void print_destinations(const std::vector<DestinationView>& destinations, Time now) {
  if (destinations.empty()) {
    std::puts("No report was ever accepted for any destination.");
    return;
  }
  TableLine headings{{}, "1"};
  for (const Column& column : columns) headings.cells.emplace_back(column.heading);
  std::vector<TableLine> lines{headings};
  for (const auto& view : destinations) {
    const Seen seen{view, together(view.nodes), now};
    TableLine& line = lines.emplace_back();
    line.colour = colour_of(view);
    for (const Column& column : columns) line.cells.push_back(column.cell(seen));
  }
  print_table(lines);
  for (const auto& view : destinations) print_unknown_codes(view.standing);
}

void print_deliveries(const store::DeliveryPage& page, Time now) {
  if (page.deliveries.empty()) {
    std::puts("No such delivery.");
    return;
  }
  std::vector<TableLine> lines{{{"REPORT", "KIND", "DESTINATION", "STATE", "AGE", "ATTEMPTS", "REASON"}, "1"}};
  for (const auto& [delivery, report] : page.deliveries) {
    lines.push_back({{shown(report), std::string(store::word(delivery.kind)), shown(delivery.destination),
                      std::string(store::word(delivery.state)), age(delivery.created, now),
                      std::to_string(delivery.attempts), shown(delivery.reason)},
                     ""});
  }
  print_table(lines);
  if (page.more)
    std::printf("There are more: add --after %lld\n", static_cast<long long>(page.deliveries.back().delivery.id));
}

void print_stories(const std::vector<store::Story>& stories, Time now) {
  const bool colour = coloured(STDOUT_FILENO);
  for (const auto& story : stories) {
    const auto& report = story.report;
    std::printf("%s in %s\n", paint(colour, "1", shown(story.request.id)).c_str(), shown(report.jurisdiction).c_str());
    if (story.request.id != report.id) std::printf("  own id     %s\n", shown(report.id).c_str());
    if (!report.token.empty()) std::printf("  token      %s\n", shown(report.token).c_str());
    std::printf("  reference  %s\n", shown(report.reference).c_str());
    std::printf("  service    %s (%s)\n", shown(report.service_name).c_str(), shown(report.service_code).c_str());
    std::printf("  status     %s\n", std::string(open311::word(story.request.status)).c_str());
    std::printf("  requested  %s by %s\n", at(report.requested).c_str(), shown(report.interface_used).c_str());
    std::printf("  updated    %s\n", at(story.request.updated).c_str());
    for (const auto& delivery : story.deliveries) print_delivery(delivery, colour, now);
  }
}

}  // namespace r311::app
