// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "http/api.h"
#include "http/server.h"
#include "places.h"
#include "store/sqlite/sqlite_store.h"
#include "support/failing_store.h"
#include "support/folder.h"
#include "support/http_client.h"
#include "support/manual_clock.h"

namespace r311::http {

inline gateway::JurisdictionPlan council_plan(const std::string& id) {
  const auto service = [](const char* code, open311::ServiceType type) {
    open311::Service made;
    made.code = code;
    made.name = "Service " + made.code;
    made.type = type;
    return made;
  };
  gateway::JurisdictionPlan plan;
  plan.id = id;
  plan.name = "City of Springfield";
  plan.contact = "311@springfield.example";
  plan.key_service = "Ask the clerk.";
  plan.zone = Zone::find("America/Chicago").value();
  auto pothole = service("POT", open311::ServiceType::realtime);
  open311::Attribute depth;
  depth.code = "depth";
  depth.datatype = open311::Datatype::number;
  depth.required = true;
  depth.description = "Depth in cm";
  pothole.attributes.push_back(depth);
  open311::Attribute spots;
  spots.code = "spots";
  spots.datatype = open311::Datatype::multivaluelist;
  spots.description = "Where on the road";
  spots.values = {{"edge", "At the edge"}, {"middle", "In the middle"}};
  pothole.attributes.push_back(spots);
  auto secret = service("NOISE", open311::ServiceType::realtime);
  secret.non_public = true;
  plan.services = {{pothole, "highways"},
                   {service("BULKY", open311::ServiceType::batch), "waste"},
                   {service("ANON", open311::ServiceType::blackbox), "waste"},
                   {secret, "waste"},
                   {service("road/A:1&b,c@d e", open311::ServiceType::realtime), "highways"}};
  plan.agencies = {{{plan.services.back().first.code, "Roads, North & South"}}, {{"waste", "Sanitation"}}};
  return plan;
}

struct CouncilPlan {
  std::vector<std::string> jurisdictions{"springfield.example"};
  std::vector<gateway::Right> anonymous{};
  int workers = 2;
  std::size_t queued = 64;
  Limits limits{};
  ApiOptions options{};
  open311::StatusView statuses = open311::StatusView::plain;
  std::vector<std::string> dedupe_by{};
  std::vector<open311::Attribute> questions{};                       // that POT asks besides
  std::vector<std::pair<open311::Service, std::string>> services{};  // besides, with their back ends
  std::map<std::string, std::vector<std::string>> catalogs{};        // of which back ends a jurisdiction takes services
  std::vector<open311::Service> more_services{};                     // of the back end "highways"
};

// The API of one gateway on a free port, over a real store and real files in a folder of its own. Keys: demo-key may
// submit, reader-key may only update, elsewhere-key may submit to another jurisdiction, clerk-key may see what is
// private in Springfield.
struct Council {
  explicit Council(CouncilPlan given = {})
      : plan(std::move(given)),
        store(std::make_shared<test::FailingStore>(store::open_sqlite(folder.path() / "relay311.db", clock).value())),
        media(media::MediaFiles::open(folder.path() / "media", 10u << 20).value()),
        catalogue(plans(), "http://127.0.0.1:3110", clock.now()),
        keys({{"demo", sha256_hex("demo-key"), {gateway::Right::submit, gateway::Right::update}, {}},
              {"clerk", sha256_hex("clerk-key"), {gateway::Right::see_private}, {"springfield.example"}},
              {"reader", sha256_hex("reader-key"), {gateway::Right::update}, {}},
              {"elsewhere", sha256_hex("elsewhere-key"), {gateway::Right::submit}, {"shelbyville.example"}}},
             plan.anonymous),
        awaiting(std::make_shared<gateway::Awaiting>(clock, false)),
        intake(
            *store, ids, clock, [](const std::string&) {}, awaiting),
        updates(*store, ids, clock, [](const std::string&) {}),
        workers(plan.workers, plan.queued),
        pictures(picture_terms(), media),
        api(catalogue, keys, intake, updates, *store, workers, ids, clock, &media, options()),
        server(std::move(Server::start("127.0.0.1", 0, 2, plan.limits, api).value())) {}

  ~Council() {
    server->stop(std::chrono::milliseconds(0));
    workers.stop();  // what is under way still uses the API
    pictures.stop();
  }

  int port() const { return server->port(); }
  Received get(const std::string& target, const std::string& headers = "") {
    return ask(port(), http::get("/open311/v2/" + target, headers)).value_or(Received{});
  }
  Received post(const std::string& body, const std::string& target = "requests.xml", const std::string& headers = "") {
    return ask(port(), post_form("/open311/v2/" + target, body, headers)).value_or(Received{});
  }
  // Settles all that waits for `backend` as delivered, with that reference, or as rejected.
  void deliver(const std::string& backend, const std::string& reference = {}) {
    end(backend, store::DeliveryState::delivered, reference);
  }
  void reject(const std::string& backend) { end(backend, store::DeliveryState::rejected, {}); }
  void end(const std::string& backend, store::DeliveryState state, const std::string& reference) {
    auto due = store->due("springfield.example/" + backend, clock.now(), 100).value();
    for (auto& delivery : due) {
      ASSERT_TRUE(store->begin(delivery, clock.now()));
      delivery.state = store::DeliveryState::sending;
      ++delivery.attempts;
      store::Settlement settlement;
      settlement.state = state;
      settlement.outcome = "ok";
      if (state == store::DeliveryState::delivered)
        settlement.reference = reference.empty() ? "WO-" + delivery.key : reference;
      settlement.started = clock.now();
      ASSERT_TRUE(store->settle(delivery, settlement));
    }
  }
  // The reports that wait for `backend`, as its adapter will see them.
  std::vector<open311::AcceptedReport> waiting(const std::string& backend) {
    std::vector<open311::AcceptedReport> reports;
    const auto due = store->due("springfield.example/" + backend, clock.now(), 100).value();
    for (const auto& delivery : due) reports.push_back(store->report(delivery.request).value());
    return reports;
  }

  static media::PictureTerms picture_terms() {
    media::PictureTerms terms;
    terms.program = RELAY311_BINARY_DIR "/bin/relay311-picture";
    return terms;
  }
  ApiOptions options() {
    ApiOptions options = plan.options;
    options.pictures = &pictures;
    options.public_url = "https://open311.springfield.example";
    return options;
  }
  std::vector<gateway::JurisdictionPlan> plans() const {
    std::vector<gateway::JurisdictionPlan> made;
    for (const auto& id : plan.jurisdictions) {
      made.push_back(council_plan(id));
      made.back().statuses = plan.statuses;
      for (const auto& service : plan.more_services) made.back().services.emplace_back(service, "highways");
      made.back().dedupe_by = plan.dedupe_by;
      auto& asked = made.back().services.front().first.attributes;
      asked.insert(asked.end(), plan.questions.begin(), plan.questions.end());
      auto& services = made.back().services;
      services.insert(services.end(), plan.services.begin(), plan.services.end());
      if (const auto found = plan.catalogs.find(id); found != plan.catalogs.end()) made.back().catalogs = found->second;
    }
    return made;
  }

  CouncilPlan plan;
  test::Folder folder;
  test::ManualClock clock;
  IdSource ids{clock};
  std::shared_ptr<test::FailingStore> store;
  media::MediaFiles media;
  gateway::Catalogue catalogue;
  gateway::KeyRing keys;
  std::shared_ptr<gateway::Awaiting> awaiting;
  gateway::Intake intake;
  gateway::Updates updates;
  Workers workers;
  media::Pictures pictures;
  Api api;
  std::unique_ptr<Server> server;
};

// A pothole as a client posts it, without the key.
inline const std::string pothole =
    "service_code=POT&lat=41.8&long=-87.6&description=A+hole%0D%0Aby+the+school&attribute%5Bdepth%5D=12";

// The text of an XML element; empty if there is none.
inline std::string element(const std::string& xml, const std::string& name) {
  const std::size_t begin = xml.find("<" + name + ">");
  if (begin == std::string::npos) return {};
  const std::size_t from = begin + name.size() + 2;
  return xml.substr(from, xml.find("</" + name + ">", from) - from);
}

}  // namespace r311::http
