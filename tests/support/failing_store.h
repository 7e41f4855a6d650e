// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

namespace r311::test {

// A real store whose disk fails when a test says so. Thread rule: that of the store, but the switches belong to a
// moment at which nothing else runs.
class FailingStore final : public store::Store {
 public:
  explicit FailingStore(std::shared_ptr<store::Store> real) : real_(std::move(real)) {}

  bool accept_fails = false;
  bool accept_is_untold = false;  // it is stored, and whoever sent it does not hear of that
  bool settle_fails = false;
  bool claims_are_untold = false;  // they are made, and nobody hears of it
  std::atomic<int> turns = 0;
  std::atomic<bool> publish_fails = false;
  std::atomic<int> published = 0;
  std::atomic<int> photo_reads = 0;
  bool keep_fails = false;
  std::size_t largest_page = 0;
  std::function<void(store::Written)> instead_of_accept;  // holds the confirmation back
  std::function<void()> before_report;                    // what happens until a report is read
  std::function<void()> before_begin;                     // a chance for another to be quicker
  std::function<void()> after_begin;                      // what happens until the caller hears of it

  using store::Store::accept;
  void accept(open311::AcceptedReport report, std::string destination, std::vector<store::Repeat> repeats,
              store::Written written) override {
    if (accept_fails) return written(fail(Kind::unavailable, "the disk is full"));
    if (instead_of_accept) return instead_of_accept(std::move(written));
    if (accept_is_untold) {
      written = [told = std::move(written)](const Result<store::Accepted>&) {
        told(fail(Kind::unavailable, "the connection is lost"));
      };
    }
    real_->accept(std::move(report), std::move(destination), std::move(repeats), std::move(written));
  }
  Result<std::int64_t> follow(std::int64_t request, const store::FollowUp& next) override {
    return real_->follow(request, next);
  }
  Result<std::vector<open311::ServiceRequest>> requests(const store::RequestQuery& query) override {
    return real_->requests(query);
  }
  using store::Store::request;
  Result<std::optional<open311::ServiceRequest>> request(const std::string& jurisdiction, const std::string& id,
                                                         bool privates) override {
    return real_->request(jurisdiction, id, privates);
  }
  Result<std::vector<store::RequestDetail>> details(const store::DetailQuery& query) override {
    return real_->details(query);
  }
  Result<std::vector<store::Photo>> further_photos(const std::vector<std::int64_t>& requests) override {
    ++photo_reads;
    return real_->further_photos(requests);
  }
  Result<std::optional<store::ShownFile>> shown_file(const std::string& digest,
                                                     const std::vector<std::string>& private_of) override {
    return real_->shown_file(digest, private_of);
  }
  Result<std::optional<store::TokenState>> token(const std::string& jurisdiction, const std::string& token) override {
    return real_->token(jurisdiction, token);
  }
  Result<std::vector<store::Delivery>> due(const std::string& destination, Time now, std::size_t limit) override {
    largest_page = std::max(largest_page, limit);
    return real_->due(destination, now, limit);
  }
  Result<std::vector<store::Delivery>> due_last(const std::string& destination, Time now, std::size_t limit) override {
    largest_page = std::max(largest_page, limit);
    return real_->due_last(destination, now, limit);
  }
  Result<std::optional<Time>> next_due(const std::string& destination) override { return real_->next_due(destination); }
  Result<store::UpdateTaken> take_update(const open311::AcceptedUpdate& update, const store::UpdateRoutes& routes,
                                         const store::UpdateRepeat& repeat) override {
    if (accept_fails) return fail(Kind::unavailable, "the disk is full");
    auto taken = real_->take_update(update, routes, repeat);
    if (accept_is_untold) return fail(Kind::unavailable, "the connection is lost");
    return taken;
  }
  Result<std::vector<open311::ServiceUpdate>> updates(const store::UpdateQuery& query) override {
    return real_->updates(query);
  }
  Result<std::string> service_of(const std::string& jurisdiction, const std::string& request) override {
    return real_->service_of(jurisdiction, request);
  }
  Result<open311::AcceptedUpdate> update(std::int64_t request, const std::string& id) override {
    return real_->update(request, id);
  }
  Result<open311::AcceptedReport> report(std::int64_t request) override {
    if (before_report) std::exchange(before_report, nullptr)();
    return real_->report(request);
  }
  Result<void> begin(const store::Delivery& delivery, Time now, Milliseconds lease = {}) override {
    if (before_begin) std::exchange(before_begin, nullptr)();
    auto begun = real_->begin(delivery, now, lease);
    if (after_begin) std::exchange(after_begin, nullptr)();
    return begun;
  }
  Result<void> extend(const store::Delivery& delivery, Milliseconds lease) override {
    return real_->extend(delivery, lease);
  }
  Result<store::Settled> settle(const store::Delivery& delivery, const store::Settlement& settlement) override {
    if (settle_fails) return fail(Kind::unavailable, "the disk is full");
    return real_->settle(delivery, settlement);
  }
  store::Turned turn(const store::Turn& turn) override {
    ++turns;
    if (turn.claim && before_begin) std::exchange(before_begin, nullptr)();
    store::Turned turned;
    if (settle_fails && turn.ended) {
      turned.settled = fail(Kind::unavailable, "the disk is full");
      turned.claimed.told = fail(Kind::unavailable, "the disk is full");
    } else {
      turned = real_->turn(turn);
      if (turn.claim && claims_are_untold) turned.claimed.told = fail(Kind::unavailable, "the connection is lost");
    }
    if (turn.claim && after_begin) std::exchange(after_begin, nullptr)();
    return turned;
  }
  Result<std::vector<store::Delivery>> interrupted(const std::string& destination) override {
    return real_->interrupted(destination);
  }
  Result<std::vector<store::Attempt>> attempts(std::int64_t delivery) override { return real_->attempts(delivery); }
  Result<std::vector<std::pair<store::DeliveryState, std::int64_t>>> census(const std::string& destination) override {
    return real_->census(destination);
  }
  Result<std::vector<store::DestinationStanding>> destinations() override { return real_->destinations(); }
  Result<void> publish(const std::string& node, const std::vector<store::NodeStanding>& standings, Time now) override {
    ++published;
    if (publish_fails) return fail(Kind::unavailable, "the disk is full");
    return real_->publish(node, standings, now);
  }
  Result<std::vector<store::NodeStanding>> standings() override { return real_->standings(); }
  Result<std::optional<store::Story>> story(const std::string& jurisdiction, const std::string& id) override {
    return real_->story(jurisdiction, id);
  }
  Result<store::DeliveryPage> list(const store::DeliveryFilter& filter, std::int64_t after,
                                   std::size_t limit) override {
    return real_->list(filter, after, limit);
  }
  Result<std::int64_t> act(const store::DeliveryFilter& filter, store::OperatorAction action, const std::string& reason,
                           const std::string& who, Time now) override {
    return real_->act(filter, action, reason, who, now);
  }
  Result<bool> take_poll(const std::string& destination, const std::string& node, Milliseconds lease) override {
    return real_->take_poll(destination, node, lease);
  }
  Result<std::string> cursor(const std::string& destination) override { return real_->cursor(destination); }
  Result<store::PollEffect> apply(const store::PollResult& poll) override { return real_->apply(poll); }
  Result<std::vector<std::string>> codes_set_aside(const std::string& destination) override {
    return real_->codes_set_aside(destination);
  }
  Result<std::vector<open311::WorkOrder>> orders_set_aside(const std::string& destination,
                                                           const std::vector<std::string>& codes,
                                                           std::size_t limit) override {
    return real_->orders_set_aside(destination, codes, limit);
  }
  Result<std::optional<std::string>> get_value(const std::string& backend, const std::string& key) override {
    return real_->get_value(backend, key);
  }
  Result<void> put_value(const std::string& backend, const std::string& key,
                         std::optional<std::string> value) override {
    return real_->put_value(backend, key, std::move(value));
  }
  Result<std::optional<std::string>> snapshot(const std::string& backend) override { return real_->snapshot(backend); }
  Result<void> keep_snapshot(const std::string& backend, const std::string& text) override {
    if (keep_fails) return fail(Kind::unavailable, "the disk is full");
    return real_->keep_snapshot(backend, text);
  }

 private:
  std::shared_ptr<store::Store> real_;
};

}  // namespace r311::test
