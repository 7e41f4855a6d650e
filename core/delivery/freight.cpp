// SPDX-License-Identifier: Apache-2.0
#include "delivery/freight.h"

#include <array>
#include <cstddef>
#include <utility>

#include "base/url.h"
#include "store/followed_file.h"

namespace r311::delivery {
namespace {

using plugin::Ability;
using plugin::Outcome;
using store::DeliveryKind;

constexpr std::array<Handling, 3> handlings{{
    {DeliveryKind::create, Ability::submit, Ability::find, "reports", nullptr},
    {DeliveryKind::update, Ability::update, Ability::find_update, "updates", &DestinationPlan::updates},
    {DeliveryKind::media, Ability::media, Ability::find_media, "files", &DestinationPlan::files},
}};
constexpr bool ordered() {
  for (std::size_t i = 0; i < handlings.size(); ++i)
    if (static_cast<std::size_t>(handlings[i].kind) != i) return false;
  return static_cast<std::size_t>(DeliveryKind::media) + 1 == handlings.size();
}
static_assert(ordered());

Result<void> load_item(store::Store& store, const store::Delivery& delivery, Freight& freight) {
  const auto place = store::FollowedFile::of(delivery.content);
  const auto lost = [&] { return fail(Kind::corrupt, "the store does not say which file this delivery is of"); };
  if (!place) return lost();
  plugin::MediaItem& item = freight.item.emplace();
  std::vector<open311::Attachment> files;
  std::vector<std::string> urls;
  if (place->update.empty()) {
    auto report = store.report(delivery.request);
    if (!report) return tl::unexpected<Error>(report.error());
    item.request = std::move(report->id);
    item.reference = std::move(report->reference);
    files = std::move(report->attachments);
    urls = std::move(report->report.media_urls);
  } else {
    auto update = store.update(delivery.request, place->update);
    if (!update) return tl::unexpected<Error>(update.error());
    item.request = std::move(update->request);
    item.reference = std::move(update->reference);
    item.update = place->update;
    files = std::move(update->attachments);
    urls = std::move(update->update.media_urls);
  }
  if (place->position >= (place->named ? urls.size() : files.size())) return lost();
  item.position = static_cast<int>(place->position + (place->named ? files.size() : 0)) + 1;
  if (place->named)
    freight.media_url = std::move(urls[place->position]);
  else
    item.file = std::move(files[place->position]);
  return {};
}

}  // namespace

const Handling& handling_of(DeliveryKind kind) { return handlings.at(static_cast<std::size_t>(kind)); }

Result<Freight> load_freight(store::Store& store, const store::Delivery& delivery) {
  Freight freight;
  const auto take = [](auto loaded, auto& to) -> Result<void> {
    if (!loaded) return tl::unexpected<Error>(loaded.error());
    to = std::move(*loaded);
    return {};
  };
  Result<void> taken;
  switch (delivery.kind) {
    case DeliveryKind::create:
      taken = take(store.report(delivery.request), freight.report);
      break;
    case DeliveryKind::update:
      taken = take(store.update(delivery.request, delivery.content), freight.update);
      break;
    case DeliveryKind::media:
      taken = load_item(store, delivery, freight);
      break;
  }
  if (!taken) return tl::unexpected<Error>(taken.error());
  return freight;
}

bool fetch_file(Freight& freight, const FetchFile& fetch, const std::string& key, plugin::Verdict& verdict) {
  if (!fetch) {
    verdict = {Outcome::unsupported, "Files that media_url names are not fetched any more (media: fetch: off)"};
    return true;
  }
  auto file = fetch(key, freight.media_url);
  if (!file) return false;
  if (*file) {
    freight.item->file = std::move(**file);
    return true;
  }
  const Error& error = file->error();
  verdict = {error.kind == Kind::unavailable ? Outcome::unavailable : Outcome::refused,
             "media_url " + told_url(freight.media_url) + " can't be fetched: " + error.text};
  return true;
}

plugin::Submitted hand_over(plugin::Adapter& adapter, const Freight& freight, const OpenFile& open,
                            const plugin::CallTerms& terms) {
  if (freight.report) return adapter.submit(*freight.report, terms);
  if (freight.update) return adapter.update(*freight.update, terms);
  if (!open) return {{Outcome::unsupported, "This gateway keeps no files"}, {}};
  auto source = open(freight.item->file.digest);
  if (!source) {
    const bool gone = source.error().kind == Kind::not_found;
    return {{gone ? Outcome::unsupported : Outcome::unavailable, "The file can't be read: " + source.error().text}, {}};
  }
  return adapter.attach(*freight.item, **source, terms);
}

plugin::Submitted look_up(plugin::Adapter& adapter, DeliveryKind kind, const plugin::CallTerms& terms) {
  switch (kind) {
    case DeliveryKind::create:
      return adapter.find(terms);
    case DeliveryKind::update:
      return adapter.find_update(terms);
    case DeliveryKind::media:
      return adapter.find_media(terms);
  }
  return {{Outcome::unsupported, "The adapter can't be asked for this"}, {}};
}

}  // namespace r311::delivery
