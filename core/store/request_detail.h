// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "open311/model.h"

namespace r311::store {

// One entry of a request's history: what the back end told of it, or what an app said.
struct HistoryEntry {
  Time published{};  // as ServiceUpdate::updated
  std::optional<open311::Status> status;
  std::string text;            // may be empty where there is a status
  std::string interface_used;  // empty: the back end's
};

// What is known of a request beyond ServiceRequest, also what the public is not to read.
struct RequestDetail {
  std::string interface_used;
  std::string reference;              // the back end's
  std::optional<Time> delivered;      // when its create was
  std::int64_t comments = 0;          // entries of its history that have text
  std::vector<HistoryEntry> history;  // the newest, oldest first; without those that say nothing to a reader
  std::vector<std::string> media_urls;
  std::vector<open311::Attachment> attachments;
  std::vector<open311::AttributeValue> attributes;  // all, as sent
};

// Which of them, and how much.
struct DetailQuery {
  std::vector<std::int64_t> requests;  // ServiceRequest::number, each once
  std::size_t notes = 100;             // of each history
};

}  // namespace r311::store
