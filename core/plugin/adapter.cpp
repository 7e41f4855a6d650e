// SPDX-License-Identifier: Apache-2.0
#include "plugin/adapter.h"

namespace r311::plugin {

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::invalid:
      return "invalid";
    case Outcome::refused:
      return "refused";
    case Outcome::not_found:
      return "not_found";
    case Outcome::unauthorized:
      return "unauthorized";
    case Outcome::unsupported:
      return "unsupported";
    case Outcome::rate_limited:
      return "rate_limited";
    case Outcome::unavailable:
      return "unavailable";
    case Outcome::deadline:
      return "deadline";
    case Outcome::cancelled:
      return "cancelled";
    case Outcome::internal:
      return "internal";
    case Outcome::crashed:
      return "crashed";
    case Outcome::protocol:
      return "protocol";
  }
  return "internal";
}

bool may_have_happened(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
    case Outcome::invalid:
    case Outcome::refused:
    case Outcome::not_found:
    case Outcome::unauthorized:
    case Outcome::unsupported:
    case Outcome::rate_limited:
    case Outcome::unavailable:
      return false;
    case Outcome::deadline:
    case Outcome::cancelled:
    case Outcome::internal:
    case Outcome::crashed:
    case Outcome::protocol:
      return true;
  }
  return true;
}

namespace {

Verdict unsupported(const char* what) { return {Outcome::unsupported, std::string("the adapter can't ") + what}; }

}  // namespace

Submitted Adapter::find(const CallTerms&) { return {unsupported("find"), {}}; }

Verdict Adapter::acknowledge(const std::string&, const CallTerms&) { return {}; }

Cataloged Adapter::catalog(const CallTerms&) { return {unsupported("tell services"), {}}; }

Submitted Adapter::update(const open311::AcceptedUpdate&, const CallTerms&) {
  return {unsupported("take updates"), {}};
}

Submitted Adapter::find_update(const CallTerms&) { return {unsupported("find updates"), {}}; }

Submitted Adapter::attach(const MediaItem&, MediaSource&, const CallTerms&) { return {unsupported("take files"), {}}; }

Submitted Adapter::find_media(const CallTerms&) { return {unsupported("find files"), {}}; }

std::string_view word(Ability ability) {
  switch (ability) {
    case Ability::submit:
      return "submit";
    case Ability::find:
      return "find";
    case Ability::changes:
      return "changes";
    case Ability::catalog:
      return "catalog";
    case Ability::probe:
      return "probe";
    case Ability::update:
      return "update";
    case Ability::find_update:
      return "find_update";
    case Ability::media:
      return "media";
    case Ability::find_media:
      return "find_media";
  }
  return "submit";
}

}  // namespace r311::plugin
