// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "open311/model.h"

// What clients read of a request beyond GeoReport's own fields, where they ask for it (`extensions=true`). Values;
// nothing here does anything. Empty text is absent.
namespace r311::open311 {

// Something that happened to a request.
struct Note {
  std::string who;  // an agency, or the name of the key that sent it; never a person
  Time at{};
  std::string description;
  std::optional<Status> status;  // that was set by it; absent: it is a comment
};

// What was answered to a question.
struct Answer {
  std::string code;
  std::vector<ListValue> values;  // the names are those of a value list, as it is now
};

// A file or a URL that came with a request.
struct ShownMedia {
  std::string url;           // of a file that was uploaded a path below shown_files, unless it was made absolute
  std::string content_type;  // known of what was uploaded only, as is its size
  std::optional<std::int64_t> size;  // bytes
};

// Another request that clients can read.
struct LinkedRequest {
  std::string id;
  Status status = Status::open;
};

struct Extension {
  std::string title;
  std::string detail;
  std::string interface_used;
  std::int64_t comment_count = 0;  // of all notes, also of those that are left out below
  std::string requestor_name;      // only where the reporter allowed it
  std::optional<Time> agency_sent;
  std::string backend_reference;
  std::vector<Answer> attributes;
  std::vector<ShownMedia> media;
  std::vector<Note> notes;  // the newest, oldest first
  std::optional<LinkedRequest> duplicate_of;
  std::optional<LinkedRequest> parent;
  std::vector<LinkedRequest> children;
  std::vector<LinkedRequest> related;
};

}  // namespace r311::open311
