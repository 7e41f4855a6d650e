// SPDX-License-Identifier: Apache-2.0
#include "http/response.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "http/client_key.h"

namespace r311::http {
namespace {

constexpr std::string_view retry_after_seconds = "5";

}  // namespace

int status_of(const std::vector<open311::Fault>& faults) {
  for (const int telling : {403, 404, 409, 413, 415, 416, 500, 503})
    if (std::any_of(faults.begin(), faults.end(), [&](const open311::Fault& fault) { return fault.code == telling; }))
      return telling;
  return faults.empty() ? 500 : faults.front().code;
}

Answer errors(open311::Format format, const std::vector<open311::Fault>& faults) {
  Answer answer;
  answer.status = status_of(faults);
  answer.content_type = open311::media_type(format);
  answer.body = open311::render_faults(format, faults);
  answer.headers.emplace_back("Cache-Control", "no-store");
  if (answer.status == 503) answer.headers.emplace_back("Retry-After", retry_after_seconds);
  return answer;
}

Response::Response(Terms terms, const Clock& clock, Respond respond)
    : terms_(std::move(terms)), clock_(clock), started_(clock.steady()), respond_(std::move(respond)) {}

void Response::add_cache_terms(Answer& answer, std::string_view shared) const {
  answer.headers.emplace_back("Cache-Control", private_ ? "private, no-cache" : shared);
  answer.headers.emplace_back("Vary", key_headers);
}

void Response::document(std::string body, std::string link) {
  Answer answer;
  answer.content_type = open311::media_type(terms_.format);
  add_cache_terms(answer, "no-cache");
  if (!link.empty()) answer.headers.emplace_back("Link", std::move(link));
  answer.body = std::move(body);
  send(std::move(answer));
}

void Response::faults(const std::vector<open311::Fault>& faults) { send(errors(terms_.format, faults)); }

void Response::fault(int code, std::string description) { faults({{code, std::move(description)}}); }

void Response::failure(const Error& error) {
  log::error("a request could not be answered", {{"trace", terms_.trace}, {"reason", error.text}});
  if (error.kind == Kind::unavailable) return fault(503, "The data can't be reached at the moment. Please try again.");
  fault(500, "The server could not answer this. Its log tells why under the trace " + terms_.trace + ".");
}

void Response::overloaded() { fault(503, std::string(overload_text)); }

void Response::send(Answer answer) {
  answer.for_any_page = true;
  answer.headers.emplace_back("X-Request-Id", terms_.trace);
  log(answer.status);
  respond_(std::move(answer));
}

void Response::log(int status) const {
  const auto level = terms_.quiet && status < 400 ? log::Level::debug : log::Level::info;
  if (!log::enabled(level)) return;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady() - started_);
  log::write(level, "request",
             {{"method", terms_.method},
              {"path", terms_.path},
              {"status", std::to_string(status)},
              {"ms", std::to_string(took.count())},
              {"trace", terms_.trace}});
}

}  // namespace r311::http
