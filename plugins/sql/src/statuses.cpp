// SPDX-License-Identifier: Apache-2.0
#include "statuses.h"

#include <utility>

#include "relay311/outcome.hpp"
#include "settings.h"

namespace sql {
namespace {

using relay311::Level;
using relay311::Node;
using relay311::Options;

// All below `node` as one text, the same for the same content only.
std::string written(const Options& node) {
  if (node.kind() == Node::scalar) {
    const std::string text = node.text();
    return std::to_string(text.size()) + ":" + text;
  }
  std::string all = node.kind() == Node::list ? "[" : "{";
  for (const std::string& name : node.names())
    all += std::to_string(name.size()) + ":" + name + written(node.member(name));
  return all + (node.kind() == Node::list ? "]" : "}");
}

std::string all_but_statuses(const Options& file) {
  std::string all;
  for (const std::string& name : file.names())
    if (name != "statuses") all += name + written(file.member(name));
  return all;
}

}  // namespace

Statuses::Statuses(StatusSettings first, relay311::Host& host)
    : now_(std::move(first)),
      rest_(all_but_statuses(host.options().at("statements"))),
      map_(now_.from_backend, now_.unknown),
      codes_(now_.to_backend),
      host_(host) {}

void Statuses::refresh(const relay311::Call& call) {
  if (!host_.reload()) return;
  StatusSettings read;
  try {
    read = read_settings(host_).statuses;  // the whole, so that a file that no start would take is not taken now
  } catch (const relay311::Failure& failure) {
    host_.log(Level::warning, &call, std::string("the changed statements file is not used: ") + failure.what());
    return;
  }
  if (host_.mistakes()) return;
  // A file that is cut off is one that somebody is about to write: never take what is left of it.
  const bool other = all_but_statuses(host_.options().at("statements")) != rest_;
  const bool emptied = read.from_backend.empty() && !now_.from_backend.empty();
  if (other && !rest_told_)
    host_.log(Level::warning, &call,
              "the statements file was changed beside its statuses: all of it counts from the next start on");
  if (emptied)
    host_.log(Level::warning, &call, "the changed statements file has no statuses any more: those that it had stay");
  rest_told_ = other;
  if (other || emptied) return;
  if (!(read == now_)) {
    map_.replace(read.from_backend, read.unknown);
    codes_.replace(read.to_backend);
    now_ = std::move(read);
    host_.log(Level::info, &call,
              "statuses were taken anew from the changed statements file: " + std::to_string(now_.from_backend.size()) +
                  " codes in from_backend, " + std::to_string(now_.to_backend.size()) + " words in to_backend");
  }
}

}  // namespace sql
