// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/network.h"
#include "config/finding.h"
#include "config/tree.h"

// The configuration file as types. Every key is named once, in fields.cpp's tables, which drive reading, checking and
// docs/configuration.md.
namespace r311::config {

using Milliseconds = std::chrono::milliseconds;

struct Server {
  std::string host = "127.0.0.1";
  int port = 3110;
  std::string public_url;            // what discovery tells; empty: http://HOST:PORT
  std::string test_url;              // the gateway for trying things, as discovery tells it; "same": this one
  std::size_t max_body = 20u << 20;  // bytes of a POST
  std::size_t max_connections = 20000;
  Milliseconds lease{60'000};  // for which a delivery in a call is this node's
};

// Photos and documents, as clients send or name them.
struct Media {
  std::size_t max_files = 10;
  std::size_t max_file = 10u << 20;    // bytes of one
  std::string other_files = "refuse";  // keep: files that are neither photos nor PDFs are for the back end
  std::string fetch = "off";           // on: what media_url names is fetched and handed over too
  std::vector<IpNetwork> allow;        // may be asked for a file though they are not public
  Milliseconds fetch_within{30'000};
};

struct Key {
  std::string name;
  std::string sha256;                      // lower-case hex of the secret; the secret itself is not kept
  std::vector<std::string> may;            // submit, update, private
  std::vector<std::string> jurisdictions;  // empty: all
  Place place;
};

// At most `count` in each span of `per`; count 0: no limit.
struct Rate {
  int count = 0;
  Milliseconds per{1'000};
};

struct Backend {
  std::string name;
  std::string adapter;
  Node options;
  bool duplicate_safe = false;    // a submit that is sent again makes no second work order
  int window = 8;                 // calls under way at a time, at most
  Rate rate;                      // of calls that begin
  Milliseconds deadline{30'000};  // for one call
  Milliseconds poll_every{60'000};
  Milliseconds catalog_every{600'000};
  Milliseconds retry_first{5'000};  // back-off after the first failure, doubled after each
  Milliseconds retry_most{900'000};
  std::string updates = "keep";                  // where the adapter takes none: keep or park
  std::string updates_to;                        // another back end that gets them instead; empty: none
  std::string files = "keep";                    // where the adapter takes none: keep or park
  std::string agency;                            // that answers for its services, where they name none
  Milliseconds give_up_after{7 * 86'400'000LL};  // total age after which a delivery parks
  Place place;                                   // of its name
  Place adapter_place;                           // of the adapter's name
};

struct ListValue {
  std::string key;
  std::string name;
};

struct Attribute {
  std::string code;
  std::string datatype;
  bool required = false;
  bool variable = true;
  std::optional<int> order;  // absent: its place in the list, from 1
  std::string description;
  std::string datatype_description;
  std::string automated;
  bool answers_private = false;  // `private: true`
  std::vector<ListValue> values;
  Place place;
};

struct Service {
  std::string code;
  std::string name;
  std::string description;
  std::string type = "realtime";
  std::string group;
  std::vector<std::string> keywords;
  bool non_public = false;   // its reports are private
  std::string backend;       // name of a back end
  std::string backend_code;  // what the back end calls it; the code where nothing else is given
  std::string agency;        // that answers for it; empty: its back end's
  std::string notice;        // service_notice
  std::vector<Attribute> attributes;
  Place place;
};

// When two reports are one.
struct Dedupe {
  std::vector<std::string> by;  // attribute codes, all of which must be equal; empty: never
  std::vector<Place> places;    // of each of them, where there are no findings
  Milliseconds window{3 * 86'400'000LL};
};

// A back end whose own catalogue belongs to a jurisdiction.
struct Catalog {
  std::string backend;
  Place place;
};

struct Jurisdiction {
  std::string id;
  std::string name;
  std::string time_zone = "UTC";
  std::string contact;                // discovery's
  std::string key_service;            // discovery's
  std::string statuses = "plain";     // by which words requests tell theirs
  bool backend_ids = false;           // `ids: backend`: clients get the back end's reference as id
  Milliseconds answer_within{5'000};  // for how long a POST waits for it
  Dedupe dedupe;
  std::vector<Service> services;
  std::vector<Catalog> services_from;  // with `services`, or in place of them
  Place place;
};

struct Configuration {
  std::filesystem::path file;  // absolute
  Server server;
  Media media;
  std::string store = "sqlite:relay311.db";
  Place store_place;                           // of what is written there; of the file's begin where nothing is
  std::filesystem::path data;                  // absolute; relative paths of state are below it
  std::vector<std::filesystem::path> plugins;  // absolute directories, searched in order
  std::vector<Place> plugin_places;            // of each of them, where there are no findings
  std::vector<std::string> anonymous_may;      // what a client without a key may do
  std::vector<Key> keys;
  std::vector<Backend> backends;
  std::vector<Jurisdiction> jurisdictions;
};

struct Loaded {
  Configuration configuration;  // usable only if there are no findings
  Findings findings;            // every mistake, in the order of the file
};

// What a configuration is read for: to serve it, or to look at what a gateway keeps, which calls no back end and takes
// no key. Then a ${...} below backends: and keys: may lead nowhere, and stays unresolved.
enum class Purpose { serve, look };

// Reads `file`, resolves ${env:NAME} and ${file:PATH}, checks all that can be known without a plugin (unknown and
// repeated keys, types, ranges, codes used twice, names that refer to nothing, zones). Never throws, never prints.
Loaded load(const std::filesystem::path& file, Purpose purpose = Purpose::serve);

// Reads another YAML document that an option names, for `backend`'s adapter; same resolution, same findings.
Node load_tree(const std::filesystem::path& file, Findings& findings);

// Every key that a configuration may hold, as the markdown page docs/configuration.md.
std::string reference_markdown();

}  // namespace r311::config
