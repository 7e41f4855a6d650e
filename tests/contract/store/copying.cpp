// SPDX-License-Identifier: Apache-2.0
#include "contract/store/copying.h"

#include <algorithm>
#include <future>
#include <sstream>
#include <stdexcept>

#include "store/open.h"

namespace r311::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using store::DeliveryKind;
using store::DeliveryState;
using store::OperatorAction;

constexpr const char* kParks = "springfield.example/parks";

void tell(std::ostream& told, const store::Story& story) {
  const auto& accepted = story.report;
  const auto& report = accepted.report;
  told << accepted.jurisdiction << '|' << accepted.id << '|' << accepted.token << '|' << accepted.reference << '|'
       << accepted.backend_id << '|' << static_cast<int>(accepted.type) << '|' << accepted.service_code << '|'
       << accepted.service_name << '|' << accepted.service_group << '|' << accepted.backend_code << '|'
       << accepted.interface_used << '|' << accepted.non_public << '|' << report.address_string << '|'
       << report.address_id << '|' << report.description << '|' << report.email << '|' << report.device_id << '|'
       << report.account_id << '|' << report.first_name << '|' << report.last_name << '|' << report.phone << '|';
  told.precision(17);
  if (report.position) told << report.position->latitude << ',' << report.position->longitude;
  for (const auto& url : report.media_urls) told << '|' << url;
  for (const auto& attribute : report.attributes) {
    told << '|' << attribute.code << '=';
    for (const auto& value : attribute.values) told << value << ';';
  }
  for (const auto& file : accepted.attachments) {
    told << '|' << file.digest << ' ' << file.file_name << ' ' << file.content_type << ' ' << file.size;
  }
  told << '\n' << story.request.id << '|' << static_cast<int>(story.request.status) << '\n';
  for (const auto& one : story.deliveries) {
    const auto& delivery = one.delivery;
    told << delivery.id << '|' << delivery.request << '|' << store::word(delivery.kind) << '|' << delivery.destination
         << '|' << delivery.key << '|' << delivery.content << '|' << delivery.trace << '|'
         << store::word(delivery.state) << '|' << delivery.attempts << '|'
         << delivery.created.time_since_epoch().count() << '|' << delivery.due.time_since_epoch().count() << '|'
         << delivery.reason;
    for (const auto& attempt : one.attempts) {
      told << "|#" << attempt.number << ' ' << attempt.started.time_since_epoch().count() << ' ' << attempt.took.count()
           << ' ' << attempt.outcome << ' ' << attempt.reason;
    }
    for (const auto& note : one.notes) {
      told << "|!" << note.at.time_since_epoch().count() << ' ' << store::word(note.action) << ' ' << note.who << ' '
           << note.reason;
    }
    told << '\n';
  }
}

}  // namespace

std::string Copying::file(const std::string& name) const { return "sqlite:" + (folder_.path() / name).string(); }

std::unique_ptr<store::Store> Copying::open(const std::string& address) {
  auto opened = store::open_store(address, folder_.path(), clock_);
  if (!opened) throw std::runtime_error(opened.error().text);
  return std::move(*opened);
}

Result<store::Copied> Copying::copy(const std::string& from, const std::string& to) {
  return store::copy_store(from, to, folder_.path(), clock_, [](std::string_view, std::int64_t, std::int64_t) {});
}

std::int64_t Copying::rows_of(const store::Copied& copied, const std::string& table) {
  for (const auto& each : copied.tables) {
    if (each.name == table) return each.rows;
  }
  return -1;
}

Result<store::Accepted> Copying::accept(store::Store& store, open311::AcceptedReport report,
                                        const std::string& destination, std::vector<store::Repeat> repeats) {
  const auto written = std::make_shared<std::promise<Result<store::Accepted>>>();
  auto answer = written->get_future();
  store.accept(std::move(report), destination, std::move(repeats),
               [written](Result<store::Accepted> result) { written->set_value(std::move(result)); });
  return answer.get();
}

void Copying::settle(store::Store& store, store::Delivery delivery, DeliveryState state, const std::string& reference) {
  ASSERT_TRUE(store.begin(delivery, clock_.now()));
  ++delivery.attempts;
  store::Settlement settlement;
  settlement.state = state;
  settlement.due = clock_.now() + minutes{5};
  settlement.outcome = "OUTCOME";
  settlement.reason = "why \x01 \xff not";
  settlement.reference = reference;
  settlement.started = clock_.now();
  settlement.took = Milliseconds{7};
  ASSERT_TRUE(store.settle(delivery, settlement));
}

store::Delivery Copying::due(store::Store& store, const std::string& id) {
  const auto found = store.due(kHighways, clock_.now(), 1000).value();
  const auto one = std::find_if(found.begin(), found.end(), [&](const auto& each) { return each.key == id; });
  if (one == found.end()) throw std::runtime_error("nothing of " + id + " is due");
  return *one;
}

void Copying::fill(store::Store& store) {
  for (const char* id : {"delivered", "deferred", "parked", "rejected", "waiting", "sending"}) {
    auto report = full_report(id, clock_.now());
    if (report.id != "waiting") report.attachments.clear();
    ASSERT_TRUE(
        accept(store, std::move(report), kHighways, {{std::string("key-") + id, "digest", clock_.now() + hours{1}}}));
    const auto create = due(store, id);
    ASSERT_TRUE(store.follow(create.request, {DeliveryKind::media, std::string(id) + "-photo", "T", "ab\ncd"}));
    clock_.advance(minutes{1});
  }
  auto named_by_the_back_end = plain_report("own-id", clock_.now());
  named_by_the_back_end.backend_id = true;
  ASSERT_TRUE(accept(store, named_by_the_back_end));
  ASSERT_TRUE(accept(store, plain_report("of the parks", clock_.now()), kParks));
  settle(store, due(store, "own-id"), DeliveryState::delivered, "B/7");
  store::FoundOrder found;
  found.report = plain_report("merged", clock_.now());
  found.report.reference = "W1";
  found.zipcode = "62701";
  open311::WorkOrder aside;
  aside.reference = "W8";
  aside.backend_code = "RD-9";
  aside.description = "A tree";
  aside.position = open311::Position{39.8, -89.6};
  ASSERT_TRUE(store.apply({kHighways, "cursor 1", {}, {found}, {aside}}));
  settle(store, due(store, "delivered"), DeliveryState::delivered, "W1");
  settle(store, due(store, "deferred"), DeliveryState::waiting);
  settle(store, due(store, "parked"), DeliveryState::parked);
  settle(store, due(store, "rejected"), DeliveryState::rejected);
  ASSERT_TRUE(store.begin(due(store, "sending"), clock_.now(), hours{1}));
  store::DeliveryFilter filter;
  filter.id = "parked";
  ASSERT_TRUE(store.act(filter, OperatorAction::retry, "because", "pat", clock_.now()));
  filter.state = DeliveryState::waiting;
  ASSERT_TRUE(store.act(filter, OperatorAction::park, "or not", "pat", clock_.now()));

  open311::Change change;
  change.reference = "W1";
  change.update_id = "u1";
  change.status = open311::Status::closed;
  change.backend_status = "DONE";
  change.note = "Filled";
  change.changed = clock_.now() + minutes{3};
  open311::Change earlier = change;
  earlier.update_id = "u0";
  earlier.status = std::nullopt;
  earlier.changed = clock_.now();
  change.links = {"B/7", "", {{"B/7", "W9"}}};
  change.expected = clock_.now() + hours{30};
  change.notice = "Within two days";
  change.status_unknown = true;
  ASSERT_TRUE(store.apply({kHighways, "cursor 2", {change, earlier}}));
  open311::AcceptedUpdate update;
  update.jurisdiction = kJurisdiction;
  update.request = "delivered";
  update.id = "update";
  update.interface_used = "an app";
  update.updated = update.received = clock_.now();
  update.update = {"47",
                   open311::Status::open,
                   true,
                   "It is back",
                   "Dr",
                   "ana@example.org",
                   "Ana",
                   "Muñoz",
                   "555",
                   "A-7",
                   {"https://example.org/a.jpg"},
                   {{"depth", {"1", "2"}}}};
  update.attachments = {{"ab01", "one.jpg", "image/jpeg", 1234}};
  ASSERT_TRUE(store.take_update(update, {}, {"key of 47", "digest of 47"}));
  ASSERT_TRUE(store.put_value("highways", "token", std::string("\0\xff binary", 9)));
  ASSERT_TRUE(store.put_value("highways", "empty", ""));
  ASSERT_TRUE(store.keep_snapshot("highways", R"({"services": []})"));
}

std::string Copying::told_of(store::Store& store) {
  std::ostringstream told;
  const auto time = [](Time moment) { return moment.time_since_epoch().count(); };
  store::RequestQuery query;
  query.jurisdiction = kJurisdiction;
  const auto requests = store.requests(query).value();
  for (const auto& request : requests) {
    told << request.id << '|' << static_cast<int>(request.status) << '|' << request.status_notes << '|'
         << time(request.requested) << '|' << time(request.updated) << '|' << request.media_url << '|'
         << (request.expected ? time(*request.expected) : 0) << '|' << request.service_notice << '|' << request.zipcode
         << '\n';
    const auto detail = store.details({{request.number}}).value().front();
    told << detail.title << '|' << detail.detail << '|' << detail.name_public << '|'
         << (detail.duplicate_of ? detail.duplicate_of->id : "-") << '|' << detail.related.size() << '\n';
    if (request.id != "delivered") continue;
    const auto said = store.update(request.number, "update").value().update;
    told << static_cast<int>(said.status.value()) << '|' << said.reopens << '|' << said.attributes.size() << '\n';
  }
  for (const char* id : {"delivered", "deferred", "parked", "rejected", "waiting", "sending", "B/7", "own-id", "merged",
                         "of the parks", "token-delivered"}) {
    const auto story = store.story(kJurisdiction, id).value();
    if (!story) throw std::runtime_error(std::string("nothing is known of ") + id);
    tell(told, *story);
  }
  for (const char* token : {"token-delivered", "token-waiting", "none"}) {
    const auto state = store.token(kJurisdiction, token).value();
    told << token << '|' << (state ? state->id : "-") << '|' << (state && state->resolved) << '\n';
  }
  store::UpdateQuery of_all;
  of_all.jurisdiction = kJurisdiction;
  const auto updates = store.updates(of_all).value();
  for (const auto& update : updates) {
    told << update.id << '|' << update.request << '|' << static_cast<int>(update.status) << '|' << update.description
         << '|' << time(update.updated) << '|' << update.external_status_code << '|' << update.interface_used << '|'
         << update.media_urls.size() << '|' << update.attachments.size() << '\n';
  }
  const auto destinations = store.destinations().value();
  for (const auto& each : destinations) {
    told << each.name << '|' << each.last_reason << '|' << (each.oldest ? time(*each.oldest) : 0) << '|'
         << (each.last_failure ? time(*each.last_failure) : 0);
    for (const auto& [state, count] : each.counts) told << '|' << store::word(state) << ' ' << count;
    for (const auto& [code, counts_as, count, last] : each.unknown_codes)
      told << '|' << code << ' ' << counts_as << ' ' << count << ' ' << time(last);
    told << '\n';
  }
  const auto aside = store.orders_set_aside(kHighways, {"RD-9"}, 10).value();
  for (const auto& order : aside)
    told << order.reference << '|' << order.description << '|' << order.position.has_value() << '|'
         << order.status.has_value() << '\n';
  told << store.cursor(kHighways).value() << '|' << store.cursor(kParks).value() << '\n'
       << store.get_value("highways", "token").value().value_or("-") << '|'
       << store.get_value("highways", "empty").value().value_or("-") << '|'
       << store.snapshot("highways").value().value_or("-") << '\n';
  return told.str();
}

void Copying::moves(const std::string& from, const std::string& to) {
  std::string before;
  {
    const auto source = open(from);
    ASSERT_NO_FATAL_FAILURE(fill(*source));
    before = told_of(*source);
  }
  const auto copied = copy(from, to);
  ASSERT_TRUE(copied) << copied.error().text;
  EXPECT_EQ(rows_of(*copied, "requests"), 9);
  EXPECT_EQ(rows_of(*copied, "deliveries"), 18);
  EXPECT_EQ(rows_of(*copied, "updates"), 3);
  EXPECT_EQ(rows_of(*copied, "update_answers"), 2);
  EXPECT_EQ(rows_of(*copied, "request_links"), 3);
  EXPECT_EQ(rows_of(*copied, "unknown_codes"), 1);
  const auto target = open(to);
  EXPECT_EQ(told_of(*target), before);
  goes_on(*target);
}

void Copying::goes_on(store::Store& store) {
  const auto left = store.interrupted(kHighways).value();
  ASSERT_EQ(left.size(), 1U) << "what was in a call is unknown, whatever its lease was";
  EXPECT_EQ(left[0].key, "sending");
  EXPECT_EQ(store.attempts(left[0].id).value().back().outcome, "interrupted");
  const auto again = accept(store, full_report("another", clock_.now()), kHighways,
                            {{"key-delivered", "digest", clock_.now() + hours{1}}});
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->id, "delivered");
  ASSERT_TRUE(accept(store, plain_report("new", clock_.now())));
  const auto created = due(store, "new");
  ASSERT_TRUE(store.follow(created.request, {DeliveryKind::update, "new-note", "T", "text"}));
  EXPECT_EQ(due(store, "delivered-photo").kind, DeliveryKind::media);
  settle(store, created, DeliveryState::delivered, "W2");
  store::DeliveryFilter filter;
  filter.id = "new";
  EXPECT_EQ(store.act(filter, OperatorAction::park, "because", "pat", clock_.now()).value(), 1);
  open311::Change known;
  known.reference = "W1";
  known.update_id = "u1";
  EXPECT_EQ(store.apply({kHighways, "cursor 3", {known}}).value().known, 1U);
  known.update_id = "u2";
  EXPECT_EQ(store.apply({kHighways, "cursor 3", {known}}).value().late, 1U);
}

}  // namespace r311::test
