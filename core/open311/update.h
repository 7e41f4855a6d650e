// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "open311/model.h"

// Service request updates: mySociety's extension of GeoReport v2. Values; nothing here does anything.
namespace r311::open311 {

// What an app says of a request that is there already, after validation as of a Report.
struct Update {
  std::string update_id;         // the app's own number of it; empty: it has none
  std::optional<Status> status;  // the state as its author sees it, which is no command; absent: says nothing
  bool reopens = false;          // with open: its author says that it was closed too early
  std::string description;       // may be empty
  std::string title;
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string phone;
  std::string account_id;
  std::vector<std::string> media_urls;
  std::vector<AttributeValue> attributes;
};

// An update with all that intake has decided about it: what is stored, and what an adapter gets.
struct AcceptedUpdate {
  std::string jurisdiction;
  std::string request;         // service_request_id as the app named it; from the store the gateway's own
  std::string id;              // the update_id that is answered; also the idempotency key of its delivery
  std::string interface_used;  // name of the key that sent it
  std::string trace;           // of the POST that brought it
  Time updated{};              // as the app says
  Time received{};
  Update update;
  std::vector<Attachment> attachments;
  bool fetch_media = false;  // as a report's

  // Of the request, as an adapter needs it; not stored by accepting.
  std::string reference;  // the back end's
  std::string service_code;
  std::string backend_code;
};

// An update as a client reads it ("GET Service Request Updates"), whoever made it.
struct ServiceUpdate {
  std::string id;
  std::string request;           // as clients know it
  Status status = Status::open;  // of the request, as the back end told it or as it stood; never an app's word
  std::string description;
  Time updated{};                       // never long before it could be read first
  std::vector<std::string> media_urls;  // absolute
  std::vector<Attachment> attachments;
  std::string external_status_code;  // the back end's own code
  std::string interface_used;        // empty: the back end's
  std::int64_t number = 0;           // the store's, by which those of one moment are ordered
  std::string reference{};           // the back end's, of the request; empty: it has none
};

// A work order that came about in the back end by other means than through the gateway, to be a request like others.
struct WorkOrder {
  std::string reference;  // never empty
  std::string backend_code;
  std::string description;
  std::optional<Status> status;  // absent: open
  std::string backend_status;
  std::string address_string;
  std::optional<Position> position;
  Time requested{};
  bool non_public = false;
  std::optional<Time> expected{};  // when the work is to be done
  std::string notice{};            // service_notice
  std::string zipcode{};
  bool status_unknown = false;  // as of a Change
};

}  // namespace r311::open311
