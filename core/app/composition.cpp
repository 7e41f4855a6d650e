// SPDX-License-Identifier: Apache-2.0
#include "app/composition.h"

#include <algorithm>
#include <thread>

#include "app/back_ends.h"
#include "app/compose.h"
#include "app/followed_files.h"
#include "app/orphans.h"
#include "delivery/bulletin.h"
#include "delivery/dispatcher.h"
#include "gateway/catalog_rounds.h"
#include "gateway/intake.h"
#include "gateway/updates.h"
#include "http/api.h"
#include "http/server.h"
#include "http/workers.h"
#include "media/fetching.h"
#include "media/media_files.h"
#include "media/pictures.h"
#include "store/open.h"

namespace r311::app {
namespace {

// Serving a stop within 5 seconds: first the clients, then the calls to back ends.
constexpr Milliseconds kClientsGrace{2500};
constexpr Milliseconds kCallsGrace{1500};
constexpr Milliseconds kFetchesGrace{200};
constexpr std::size_t kWaitingJobs = 4096;

int event_loops() { return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8); }
int worker_threads() { return std::clamp(2 * event_loops(), 4, 16); }

std::string public_url(const config::Server& server) {
  if (!server.public_url.empty()) return server.public_url;
  return "http://" + host_port(server, server.port);
}

std::string test_url(const config::Server& server) {
  return server.test_url == "same" ? public_url(server) : server.test_url;
}

http::Limits limits(const config::Configuration& configuration) {
  const config::Server& server = configuration.server;
  http::Limits limits;
  limits.spool = configuration.data / "media";
  limits.connections = server.max_connections;
  limits.body = server.max_body;
  return limits;
}

// It stands beside this executable.
media::PictureTerms picture_terms() {
  std::error_code unknown;
  media::PictureTerms terms;
  terms.program = std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path() / "relay311-picture";
  return terms;
}

std::shared_ptr<media::Fetching> fetching(const config::Media& plan, const media::MediaFiles& files) {
  if (plan.fetch != "on") return nullptr;
  media::FetchTerms terms;
  terms.allow = plan.allow;
  terms.within = plan.fetch_within;
  terms.largest = plan.max_file;
  return std::make_shared<media::Fetching>(std::move(terms), files);
}

http::ApiOptions api_options(const config::Configuration& configuration, media::Pictures& pictures) {
  const config::Server& server = configuration.server;
  const config::Media& media = configuration.media;
  http::ApiOptions options;
  options.uploads = {media.max_files, media.max_file, media.fetch == "on", media.other_files == "keep"};
  options.pictures = &pictures;
  options.public_url = public_url(server);
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  return options;
}

// The store may still confirm a report when the dispatcher has gone.
std::function<void(const std::string&)> waker(const std::weak_ptr<delivery::Dispatcher>& dispatcher) {
  return [dispatcher](const std::string& destination) {
    if (const auto there = dispatcher.lock()) there->wake(destination);
  };
}

// A thread that hangs in an adapter may come back when everything else has gone, and tell what became of it.
std::function<void(const store::Delivery&, const store::Settlement&, const store::Settled&)> teller(
    std::shared_ptr<const Clock> clock, std::shared_ptr<gateway::Awaiting> awaiting) {
  return [clock = std::move(clock), awaiting = std::move(awaiting)](
             const store::Delivery& delivery, const store::Settlement& settlement, const store::Settled& settled) {
    awaiting->settled(delivery, settlement, settled);
  };
}

}  // namespace

// In the order of making; taken apart from the last to the first.
struct Composition::Parts {
  Parts(const config::Configuration& configuration, std::shared_ptr<const Clock> the_clock,
        std::shared_ptr<store::Store> the_store, media::MediaFiles files)
      : clock(std::move(the_clock)),
        store(std::move(the_store)),
        media(std::move(files)),
        pictures(picture_terms(), media),
        fetches(fetching(configuration.media, media)),
        ids(std::make_shared<IdSource>(*clock)),
        awaiting(std::make_shared<gateway::Awaiting>(*clock)),
        state(store),
        registry(plugin_directories(configuration), *clock),
        catalogue(std::make_shared<gateway::Catalogue>(jurisdiction_plans(configuration),
                                                       public_url(configuration.server), clock->now(),
                                                       test_url(configuration.server))),
        dispatcher(std::make_shared<delivery::Dispatcher>(
            make_destinations(configuration, registry, state, surroundings(configuration), catalogue))),
        bulletin(store, clock, this_node(configuration), [shown = dispatcher] { return shown->status(); }),
        keepers(make_keepers(configuration, registry, state, surroundings(configuration), *catalogue)),
        catalogs(keepers),
        keys(key_ring(configuration)),
        intake(*store, *ids, *clock, waker(dispatcher), awaiting),
        updates(*store, *ids, *clock, waker(dispatcher), public_url(configuration.server)),
        workers(worker_threads(), kWaitingJobs),
        api(*catalogue, keys, intake, updates, *store, workers, *ids, *clock, &media,
            api_options(configuration, pictures)) {}

  delivery::Surroundings surroundings(const config::Configuration& configuration) const {
    delivery::Surroundings around;
    around.store = store;
    around.clock = clock;
    around.ids = ids;
    around.random = delivery::system_random();
    around.settled = teller(clock, awaiting);
    around.open_file = file_opener(media);
    if (fetches) around.fetch_file = file_fetcher(fetches);
    around.node = this_node(configuration);
    around.lease = configuration.server.lease;
    return around;
  }

  std::shared_ptr<const Clock> clock;
  std::shared_ptr<store::Store> store;
  media::MediaFiles media;
  media::Pictures pictures;
  std::shared_ptr<media::Fetching> fetches;  // null: that is turned off
  std::shared_ptr<IdSource> ids;
  std::shared_ptr<gateway::Awaiting> awaiting;
  StoreState state;
  plugin::Registry registry;
  std::shared_ptr<gateway::Catalogue> catalogue;
  std::shared_ptr<delivery::Dispatcher> dispatcher;
  delivery::Bulletin bulletin;
  std::vector<std::shared_ptr<gateway::CatalogKeeper>> keepers;
  gateway::CatalogRounds catalogs;
  gateway::KeyRing keys;
  gateway::Intake intake;
  gateway::Updates updates;
  http::Workers workers;
  http::Api api;
  std::unique_ptr<http::Server> server;
};

Composition::Composition(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Composition::~Composition() = default;

Result<std::unique_ptr<Composition>> Composition::start(const config::Configuration& given,
                                                        std::shared_ptr<const Clock> clock) {
  config::Configuration configuration = given;
  auto address = http::Address::take(configuration.server.host, configuration.server.port);
  if (!address) return tl::unexpected(address.error());
  configuration.server.port = address->port();  // that clients are told
  auto store = store::open_store(configuration.store, configuration.data, *clock);
  if (!store) return tl::unexpected(store.error());
  auto media = media::MediaFiles::open(configuration.data / "media",
                                       std::max(configuration.server.max_body, configuration.media.max_file));
  if (!media) return tl::unexpected(media.error());
  auto parts = std::make_unique<Parts>(configuration, std::move(clock), std::move(*store), std::move(*media));
  for (const auto& keeper : parts->keepers) keeper->load();
  auto server = http::Server::start(std::move(*address), event_loops(), limits(configuration), parts->api);
  if (!server) return tl::unexpected(server.error());
  parts->server = std::move(*server);
  warn_of_orphans(configuration, *parts->store);
  parts->dispatcher->start();
  parts->bulletin.start();
  parts->catalogs.start();
  return std::unique_ptr<Composition>(new Composition(std::move(parts)));
}

int Composition::port() const { return parts_->server->port(); }

std::vector<std::string> Composition::stop() {
  parts_->awaiting->stop();
  parts_->catalogs.ask_to_end();
  if (parts_->fetches) parts_->fetches->ask_to_end();
  parts_->server->stop(kClientsGrace);
  parts_->workers.stop();
  parts_->pictures.stop();
  parts_->bulletin.stop();
  if (parts_->fetches) parts_->fetches->stop();
  auto hung = parts_->dispatcher->stop(kCallsGrace);
  // It was asked to end before the clients were given their time.
  for (auto& name : parts_->catalogs.stop(kFetchesGrace)) hung.push_back(std::move(name));
  return hung;
}

}  // namespace r311::app
