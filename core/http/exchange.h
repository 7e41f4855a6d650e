// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "media/open_file.h"

namespace r311::http {

class RequestMemory;
class Spool;

// One HTTP request (RFC 9110), whole: method, target and headers as sent, body without its framing. Views point into
// the connection's memory and die when handle() returns; keep() what is needed later.
struct Request {
  std::string_view method;
  std::string_view target;  // origin form; of an absolute URI, its path and query
  std::string_view path;    // of the target, still percent-encoded
  std::string_view query;   // of the target, without "?"
  std::string_view body;
  const Spool* spool = nullptr;  // a large body lies here instead of in `body`
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  bool pressed = false;             // more than half of Limits::buffered is held: what makes large answers should wait
  RequestMemory* memory = nullptr;  // where the views point; null: memory that is not the server's

  // The first header of that name, in any case; empty if there is none.
  std::string_view header(std::string_view name) const;
  // The same request for longer than handle(), with its memory and its spool. A large one is handed over without a
  // copy, and counts within Limits::buffered, or spooled, until it is dropped. Call it at most once, from within
  // handle(); any thread may use and drop the result.
  std::shared_ptr<const Request> keep() const;
};

// The server's side of Request::keep().
class RequestMemory {
 public:
  virtual ~RequestMemory() = default;
  virtual std::shared_ptr<const Request> keep(const Request& request) = 0;
};

// A copy of `request` in memory of its own.
std::shared_ptr<const Request> copy_of(const Request& request);

// A piece of a file as the body of an answer. The file is held open until it is sent.
struct FileSlice {
  media::OpenFilePointer file;
  std::size_t from = 0;
  std::size_t size = 0;
};

// What is sent back. A body that many answers share is lent by a shared pointer, not copied.
struct Answer {
  int status = 200;
  std::string_view content_type;                                  // static text; empty: none is told
  std::vector<std::pair<std::string_view, std::string>> headers;  // names are static text
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of `body`
  std::optional<FileSlice> file;                   // instead of either
  bool for_any_page = false;  // a script of any origin may read it, its own headers too (Fetch, CORS)
};

// Sends the one answer to a request. Movable; may be called from any thread, once; if it is dropped without a call, the
// client gets 500. Answering after the client has gone, or the server, is harmless.
using Respond = std::function<void(Answer)>;

// Decides what a request gets. handle() runs on an event loop: it must answer from memory or pass the work on
// (`Respond` is copyable for that), and must not block. Several loops call at once.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void handle(const Request& request, Respond respond) = 0;
  // The answer to what never became a request (malformed, too large, too slow, overload): 400, 408, 413, 414, 417, 431,
  // 501, 503, 505; and 500 where handle() did not answer. `path` may be empty.
  virtual Answer refuse(int status, std::string_view path) = 0;
};

}  // namespace r311::http
