// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

// GeoReport v2's words as values. Nothing here does anything; who parses, validates and renders them stands beside.
namespace r311::open311 {

struct Extension;  // extension.h

// GeoReport v2, "service type": what a POST answers. realtime: an id; batch: a token that becomes an id later;
// blackbox: neither, the report can't be followed.
enum class ServiceType { realtime, batch, blackbox };

// GeoReport v2, "attribute datatype".
enum class Datatype { string, number, datetime, text, singlevaluelist, multivaluelist };

// One choice of a value list: `key` is what a client sends, `name` what a person sees.
struct ListValue {
  std::string key;
  std::string name;
};

// A question of a service definition.
struct Attribute {
  std::string code;
  Datatype datatype = Datatype::string;
  bool required = false;
  bool variable = true;  // false: a notice that is shown and not asked
  int order = 0;
  std::string description;
  std::string datatype_description;
  std::string automated;         // FixMyStreet's extension: "hidden_field" or "server_set"; empty: asked
  bool answers_private = false;  // not shown to the public
  std::vector<ListValue> values;
};

struct Service {
  std::string code;
  std::string name;
  std::string description;
  ServiceType type = ServiceType::realtime;
  std::vector<std::string> keywords;
  std::string group;
  std::vector<Attribute> attributes;
  std::string backend_code;  // the back end's own code; empty: `code`
  bool non_public = false;   // its reports are private
  std::string notice;        // service_notice of its requests, as long as they have none of their own

  // GeoReport's `metadata`: whether there is a service definition to fetch.
  bool metadata() const { return !attributes.empty(); }
};

// FixMyStreet's word for a service whose reports are private, and whether it is one of the service's keywords. They must
// be cleaned before (gateway/offering.cpp): it may have been written in another case, or with blanks around it.
inline constexpr std::string_view private_keyword = "private";
bool names_private(const Service& service);

// The model's own set: GeoReport's open and closed, the words that FixMyStreet and its peers tell apart, and the two of
// the early Open311 draft that none of these say. Which of them a client sees is the renderer's matter.
enum class Status {
  open,
  closed,
  fixed,
  in_progress,
  planned,
  action_scheduled,
  investigating,
  duplicate,
  not_councils_responsibility,
  no_further_action,
  internal_referral,
  cancelled,
  for_triage,
  incomplete,
  more_info
};

// The word of `status` ("in_progress"), and the status of a word in any case, with blanks or hyphens for underscores.
std::string_view word(Status status);
std::optional<Status> status_of(std::string_view word);
// GeoReport's two: whether work on it has ended.
bool is_closed(Status status);
// What `status` tells of it: GeoReport's two, unless the finer words are wanted.
inline Status shown_status(Status status, bool extended) {
  if (extended) return status;
  return is_closed(status) ? Status::closed : Status::open;
}
// Every status, in the order of the enumeration.
const std::vector<Status>& all_statuses();

// GeoReport's words ("realtime", "singlevaluelist"), and what such a word stands for, written exactly so; nothing for
// any other.
std::string_view word(ServiceType type);
std::optional<ServiceType> service_type_of(std::string_view word);
std::string_view word(Datatype datatype);
std::optional<Datatype> datatype_of(std::string_view word);

// What a citizen answered to one question. More than one value for a multivaluelist only.
struct AttributeValue {
  std::string code;
  std::vector<std::string> values;
};

// WGS 84 degrees.
struct Position {
  double latitude = 0;
  double longitude = 0;
};

// What a client sends (GeoReport v2, "POST Service Request"), after validation: text is clean UTF-8 (text::clean), what
// was sent empty is absent, attributes stand in the order of the definition and then as they came.
struct Report {
  std::optional<Position> position;
  std::string address_string;
  std::string address_id;
  std::string description;
  std::string email;
  std::string device_id;
  std::string account_id;
  std::string first_name;
  std::string last_name;
  std::string phone;
  std::vector<std::string> media_urls;
  std::vector<AttributeValue> attributes;
  std::string title;         // where the client sent one apart from the description
  std::string detail;        // likewise
  bool name_public = false;  // the reporter allowed that the name be shown
  bool non_public = false;   // it is not for the public
};

// A file that a client uploaded with its report. The bytes lie in the store's media files under `digest` (lower-case
// hexadecimal SHA-256).
struct Attachment {
  std::string digest;
  std::string file_name;  // as the client named it; to show, never a path to open
  std::string content_type;
  std::int64_t size = 0;  // bytes
};

// The type of a file that is no photo and no document that clients are shown: the back end alone has it.
inline constexpr std::string_view other_file = "application/octet-stream";
inline bool is_shown(const Attachment& file) { return file.content_type != other_file; }

// The path at which the gateway shows an uploaded file, before its own address: "/media/DIGEST".
inline constexpr std::string_view shown_files = "/media/";

// A report with all that intake has decided about it: what is stored, and what an adapter gets.
struct AcceptedReport {
  std::string jurisdiction;
  std::string id;              // service_request_id; also the idempotency key of its create
  std::string token;           // empty: the POST answered an id
  std::string interface_used;  // name of the key that sent it
  std::string trace;           // of the POST that brought it; its delivery bears the same
  std::string service_code;
  std::string service_name;
  std::string service_group;
  std::string backend_code;
  std::string agency;  // that is responsible, as clients are told
  ServiceType type = ServiceType::realtime;
  Time requested{};
  bool non_public = false;  // its service or the app asks for it; read from the store: also the back end
  bool backend_id = false;  // clients are to know it by the back end's reference, once it has one
  std::string reference;    // the back end's, once the create was delivered; not stored by accepting
  Report report;
  std::vector<Attachment> attachments;
  bool fetch_media = false;  // the files that media_urls name are handed over too; not stored, its deliveries tell
};

// A request as a client reads it (GeoReport v2, "GET Service Requests"). Empty text is absent.
struct ServiceRequest {
  std::string id;
  Status status = Status::open;
  std::string status_notes;
  std::string service_name;
  std::string service_code;
  std::string description;
  std::string agency_responsible;
  std::string service_notice;
  Time requested{};
  Time updated{};
  std::optional<Time> expected;
  std::string address;
  std::string address_id;
  std::string zipcode;
  std::optional<Position> position;
  std::string media_url;                         // of an uploaded file a path below shown_files
  std::vector<std::string> further_photos{};     // those behind it, likewise; only where they were asked for
  bool non_public = false;                       // only who may see private ones reads it
  std::int64_t number = 0;                       // the store's own of it, by which those of one moment are in order
  std::shared_ptr<const Extension> extension{};  // null: it was not asked for
};

// Which other work orders of the same back end a work order belongs to, by their references. What is absent is
// unchanged; what is empty is no more.
struct Links {
  std::optional<std::string> duplicate_of;
  std::optional<std::string> parent;
  std::optional<std::vector<std::string>> related;

  bool told() const { return duplicate_of || parent || related; }
};

// What a back end says of one work order. At least one of `reference` and `key` names it.
struct Change {
  std::string reference;
  std::string key;               // idempotency key of the create, where the back end keeps it
  std::optional<Status> status;  // absent: unchanged
  std::string backend_status;
  std::string note;
  std::string update_id;  // the back end's own id of this change; empty: it has none
  Time changed{};
  std::string update_key;               // idempotency key of the update of ours that this echoes, where it is kept
  std::vector<std::string> media_urls;  // absolute http or https URLs
  Links links{};
  std::optional<bool> non_public;  // whether its request is private; absent: unchanged
  // When the work is to be done, and what to know about it. Absent: unchanged; of nothing, or empty: no more.
  std::optional<std::optional<Time>> expected{};
  std::optional<std::string> notice{};
  bool status_unknown = false;  // backend_status is a code that the adapter has no word for
};

// One mistake of a client's request, told to a person. `code` is the HTTP status that it alone would have.
struct Fault {
  int code = 400;
  std::string description;
};

}  // namespace r311::open311
