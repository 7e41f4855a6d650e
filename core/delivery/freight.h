// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "delivery/plan.h"
#include "plugin/adapter.h"
#include "store/store.h"

// What each kind of delivery hands over, and with which of an adapter's abilities. Any thread.
namespace r311::delivery {

// A row of the table of kinds.
struct Handling {
  store::DeliveryKind kind;
  plugin::Ability send;
  plugin::Ability find;
  std::string_view things;                     // for people: "updates"
  WhatIsNotTaken DestinationPlan::*not_taken;  // null: a back end that takes none is a mistake of the configuration
};
const Handling& handling_of(store::DeliveryKind kind);

// Opens the file of a digest.
using OpenFile = std::function<Result<std::unique_ptr<plugin::MediaSource>>(const std::string& digest)>;

// The file that `url` names, for the delivery of that key; fetched first, if it has not been. Nothing: it is on its
// way, ask again. Kind::unavailable: it may be had later; another: never.
using FetchFile =
    std::function<std::optional<Result<open311::Attachment>>(const std::string& key, const std::string& url)>;

// What one delivery hands over, as the store has it.
struct Freight {
  std::optional<open311::AcceptedReport> report;  // of a create
  std::optional<open311::AcceptedUpdate> update;  // of an update
  std::optional<plugin::MediaItem> item;          // of media
  std::string media_url;                          // where the item's file must be fetched from; empty: it is here
};

// Fails with the store's error; Kind::corrupt or Kind::not_found: it will not get better.
Result<Freight> load_freight(store::Store& store, const store::Delivery& delivery);

// Has the file of `freight` at hand, if it must be fetched. False: it is on its way. An outcome other than ok: there is
// nothing to hand over, and the back end has no part in it.
bool fetch_file(Freight& freight, const FetchFile& fetch, const std::string& key, plugin::Verdict& verdict);

// Hands it over: the call that `handling` says. A file that can't be opened is no call.
plugin::Submitted hand_over(plugin::Adapter& adapter, const Freight& freight, const OpenFile& open,
                            const plugin::CallTerms& terms);
// Asks for it by its key.
plugin::Submitted look_up(plugin::Adapter& adapter, store::DeliveryKind kind, const plugin::CallTerms& terms);

}  // namespace r311::delivery
