// SPDX-License-Identifier: Apache-2.0
#include "gateway/catalog_keeper.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "gateway/catalog_snapshot.h"

namespace r311::gateway {
namespace {

// As long as nothing was ever had, clients are refused the list.
constexpr Milliseconds longest_without_any{60'000};

}  // namespace

CatalogKeeper::CatalogKeeper(CatalogPlan plan, FetchCatalog fetch, std::shared_ptr<CurrentServices> services,
                             CatalogSurroundings around)
    : plan_(std::move(plan)),
      name_(store::destination_name(plan_.jurisdiction, plan_.backend)),
      fetch_(std::move(fetch)),
      services_(std::move(services)),
      around_(std::move(around)),
      next_(around_.clock->steady()) {}

void CatalogKeeper::load() {
  auto stored = around_.store->snapshot(name_);
  if (stored && !*stored) {
    log::warning("the services of a back end were never had yet; the list of its jurisdiction waits for them",
                 {{"destination", name_}});
    return;
  }
  const auto text = std::move(stored).map([](std::optional<std::string> found) { return std::move(*found); });
  const auto taken = text.and_then(services_in).and_then([&](std::vector<open311::Service> services) {
    return services_->take(plan_.backend, std::move(services), [] { return Result<void>(); });
  });
  if (taken) {
    kept_ = *text;
    return;
  }
  log::error("the services that were kept of a back end can't be used; the list of its jurisdiction waits for new ones",
             {{"destination", name_}, {"reason", taken.error().text}});
}

Milliseconds CatalogKeeper::due_in() const { return std::chrono::ceil<Milliseconds>(next_ - around_.clock->steady()); }

void CatalogKeeper::run(const std::atomic<bool>& cancelled) {
  if (due_in() > Milliseconds{0}) return;
  const std::string trace = around_.ids->next();
  try {
    const auto changed = fetch(trace, cancelled);
    if (cancelled) return;
    if (!changed) return failed(trace, changed.error().text);
    if (failures_ > 0 && !*changed)
      log::info("the services of a back end were fetched again", {{"destination", name_}, {"trace", trace}});
    failures_ = 0;
    next_ = around_.clock->steady() + plan_.every;
  } catch (const std::exception& error) {
    failed(trace, error.what());
  }
}

// True if there is anything new.
Result<bool> CatalogKeeper::fetch(const std::string& trace, const std::atomic<bool>& cancelled) {
  auto services = fetch_(around_.clock->now() + plan_.deadline, trace, cancelled);
  if (!services) return tl::unexpected(std::move(services.error()));
  if (cancelled) return false;
  std::string text = snapshot_of(*services);
  if (text == kept_) return false;
  const auto count = std::to_string(services->size());
  auto taken =
      services_->take(plan_.backend, std::move(*services), [&] { return around_.store->keep_snapshot(name_, text); });
  if (!taken) return tl::unexpected(std::move(taken.error()));
  kept_ = std::move(text);
  log::info("the services of a back end have changed", {{"destination", name_}, {"trace", trace}, {"services", count}});
  return true;
}

void CatalogKeeper::failed(const std::string& trace, const std::string& reason) {
  Milliseconds pause = around_.pause(++failures_);
  if (kept_.empty()) pause = std::min(pause, longest_without_any);
  next_ = around_.clock->steady() + pause;
  log::warning(
      kept_.empty() ? "the services of a back end could not be had; the list of its jurisdiction waits for them"
                    : "the services of a back end could not be had; those that it told last stay",
      {{"destination", name_}, {"trace", trace}, {"reason", reason}, {"next_try_ms", std::to_string(pause.count())}});
}

}  // namespace r311::gateway
