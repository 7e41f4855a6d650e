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
  Time published{};                       // as ServiceUpdate::updated
  std::optional<open311::Status> status;  // that the back end told with it; of an app's none
  std::string text;                       // may be empty where there is a status
  std::string interface_used;             // empty: the back end's
};

// Another request of the same back end, which clients can read.
struct Linked {
  std::string id;
  open311::Status status = open311::Status::open;
  friend bool operator==(const Linked&, const Linked&) = default;
};

// A photo of a request.
struct Photo {
  std::int64_t request = 0;  // ServiceRequest::number
  std::string url;           // of an uploaded file its path (open311::shown_files)
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
  std::string title;                                // these two where they were sent apart from the description
  std::string detail;
  bool name_public = false;  // the reporter allowed that the name be shown
  std::string first_name;
  std::string last_name;
  std::optional<Linked> duplicate_of;  // of several with one reference the first, as of `parent`
  std::optional<Linked> parent;
  std::vector<Linked> children;  // whose parent it is, the newest first
  std::vector<Linked> related;
};

// Which of them, and how much.
struct DetailQuery {
  std::vector<std::int64_t> requests;  // ServiceRequest::number, each once
  std::size_t notes = 100;             // of each history
  std::size_t links = 100;             // of each kind
};

}  // namespace r311::store
