// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/exchange.h"
#include "open311/model.h"
#include "open311/render.h"

namespace r311::http {

// What a client is told when there is no room for its request now (503).
constexpr std::string_view overload_text = "The server has too much to do at the moment. Please try again soon.";

// The one answer to one call of the API on its way: in the format that the client asked for, with a trace id and a line
// in the log. Each is answered once, by any thread; a copy of the pointer holds it until then.
class Response {
 public:
  struct Terms {
    open311::Format format = open311::Format::xml;
    std::string trace;
    std::string method;
    std::string path;    // for the log; never the query, which may hold keys and names
    bool quiet = false;  // the line goes to debug
  };
  Response(Terms terms, const Clock& clock, Respond respond);

  open311::Format format() const { return terms_.format; }
  const std::string& trace() const { return terms_.trace; }

  // What is answered from now on is for a key that may see what is private: nobody may keep it for others.
  void keep_private() { private_ = true; }
  // Cache-Control for an answer that others may keep as `shared` says, unless it is private; and Vary.
  void add_cache_terms(Answer& answer, std::string_view shared) const;
  // A GeoReport document that belongs to this call alone. A `link` that is not empty tells where it goes on (RFC 8288).
  void document(std::string body, std::string link = {});
  // Every fault in one errors document, under the status that says most: 403 before 404, that before all else.
  void faults(const std::vector<open311::Fault>& faults);
  void fault(int code, std::string description);
  // What a client is told of a failure inside: 503 or 500, and nothing of the reason, which goes to the log.
  void failure(const Error& error);
  // No room for this call now: 503 with Retry-After.
  void overloaded();
  void send(Answer answer);

 private:
  void log(int status) const;

  Terms terms_;
  const Clock& clock_;
  std::chrono::steady_clock::time_point started_;
  Respond respond_;
  bool private_ = false;
};

using ResponsePointer = std::shared_ptr<Response>;

// The status of an answer that tells all of `faults`.
int status_of(const std::vector<open311::Fault>& faults);

// An errors document as an answer, with the headers that its status needs.
Answer errors(open311::Format format, const std::vector<open311::Fault>& faults);

}  // namespace r311::http
