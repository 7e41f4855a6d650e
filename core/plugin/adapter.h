// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "open311/model.h"
#include "open311/update.h"

// The port to one back end, whatever body carries the plugin.
namespace r311::plugin {

// How a call ended (sdk/include/relay311/abi/types.h), and the two that only the host can tell.
enum class Outcome {
  ok,
  invalid,
  refused,
  not_found,
  unauthorized,
  unsupported,
  rate_limited,
  unavailable,
  deadline,
  cancelled,
  internal,
  crashed,
  protocol
};

std::string_view word(Outcome outcome);

// Whether nobody knows if what was asked for was done.
bool may_have_happened(Outcome outcome);

struct Verdict {
  Outcome outcome = Outcome::ok;
  std::string reason;  // one sentence for an operator; empty if all is well
};

// The terms of one call. `cancelled` outlives the call.
struct CallTerms {
  Time deadline{};
  std::string trace;
  std::string key;
  int attempt = 0;
  const std::atomic<bool>* cancelled = nullptr;
};

// What became of something that was handed over, or of the search for it. `reference` is the back end's own: of a work
// order never empty if the outcome is ok, of an update or a file empty where the back end told none.
struct Submitted {
  Verdict verdict;
  std::string reference;
};

struct Polled {
  Verdict verdict;
  std::vector<open311::Change> changes;
  std::string cursor;                             // where the next poll begins; the old one if the adapter gave none
  bool more = false;                              // it was cut short: the next poll would bring more at once
  std::vector<open311::WorkOrder> work_orders{};  // made known before any of `changes`, which may be theirs
};

// A file of a report or an update that is there already, to be attached to its work order.
struct MediaItem {
  std::string request;    // the service_request_id
  std::string reference;  // the back end's, of the work order
  std::string update;     // the update_id that it came with; empty: it came with the report
  int position = 1;       // among the files of its report or update, from 1
  open311::Attachment file;
};

// The content of a MediaItem, read once from its beginning. For one thread at a time.
class MediaSource {
 public:
  virtual ~MediaSource() = default;
  // Copies the next bytes, at most `capacity` (above 0), to `buffer`; how many, 0 at the end.
  virtual Result<std::size_t> read(char* buffer, std::size_t capacity) = 0;
};

// The services that a back end defines: all of them, or none and why.
struct Cataloged {
  Verdict verdict;
  std::vector<open311::Service> services;  // not empty if the outcome is ok
};

// What an instance can do.
enum class Ability { submit, find, changes, catalog, probe, update, find_update, media, find_media };

std::string_view word(Ability ability);

// Thread rule: any thread may call; calls of one instance run one after another, in no promised order. No call throws.
class Adapter {
 public:
  virtual ~Adapter() = default;
  virtual bool can(Ability ability) const = 0;
  // These answer Outcome::unsupported where can() is false.
  virtual Submitted submit(const open311::AcceptedReport& report, const CallTerms& terms) = 0;
  // Looks for the work order of terms.key: ok with its reference, or not_found if it is certainly not there. Anything
  // else says nothing about it.
  virtual Submitted find(const CallTerms& terms);
  virtual Polled changes(const std::string& cursor, const CallTerms& terms) = 0;
  // The changes up to `cursor` are stored for good. Ok, without a call, where the adapter does not ask for it.
  virtual Verdict acknowledge(const std::string& cursor, const CallTerms& terms);
  virtual Cataloged catalog(const CallTerms& terms);
  virtual Verdict probe(const CallTerms& terms) = 0;
  // Adds `update` to the work order update.reference.
  virtual Submitted update(const open311::AcceptedUpdate& update, const CallTerms& terms);
  // Looks for the update, or the file, of terms.key, as find() does for work orders.
  virtual Submitted find_update(const CallTerms& terms);
  // Attaches a file, whose content is read as a stream while the call runs. With a source that fails, or that ends
  // before item.file.size bytes, the outcome is never ok.
  virtual Submitted attach(const MediaItem& item, MediaSource& source, const CallTerms& terms);
  virtual Submitted find_media(const CallTerms& terms);
};

}  // namespace r311::plugin
