// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace r311::http {

// One HTTP request (RFC 9110), whole: method, target and headers as sent, body without its framing. Views point into
// the connection's buffer and die when handle() returns; keep copies of what is needed later.
struct Request {
  std::string_view method;
  std::string_view target;  // origin form; of an absolute URI, its path and query
  std::string_view path;    // of the target, still percent-encoded
  std::string_view query;   // of the target, without "?"
  std::string_view body;
  std::vector<std::pair<std::string_view, std::string_view>> headers;

  // The first header of that name, in any case; empty if there is none.
  std::string_view header(std::string_view name) const;
};

// What is sent back. A body that many answers share is lent by a shared pointer, not copied.
struct Answer {
  int status = 200;
  std::string_view content_type;  // static text
  std::vector<std::pair<std::string_view, std::string>> headers;  // names are static text
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of `body`
};

// Sends the one answer to a request. Movable; may be called from any thread, once; if it is dropped without a call,
// the client gets 500. Answering after the client has gone is harmless.
using Respond = std::function<void(Answer)>;

// Decides what a request gets. handle() runs on an event loop: it must answer from memory or pass the work on
// (`Respond` is copyable for that), and must not block.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void handle(const Request& request, Respond respond) = 0;
  // The answer to what never became a request (malformed, too large, too slow, overload): 400, 408, 413, 414, 431, 503.
  // `path` may be empty.
  virtual Answer refuse(int status, std::string_view path) = 0;
};

}  // namespace r311::http
