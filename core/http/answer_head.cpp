// SPDX-License-Identifier: Apache-2.0
#include "http/answer_head.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace r311::http {
namespace {

constexpr std::string_view for_any_page =
    "\r\nAccess-Control-Allow-Origin: *"
    "\r\nAccess-Control-Expose-Headers: ETag, Link, Retry-After, X-Request-Id";

struct Reason {
  int status;
  std::string_view phrase;
};

// RFC 9110, section 15, as far as we use them.
constexpr Reason reasons[] = {
    {200, "OK"},
    {204, "No Content"},
    {206, "Partial Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

std::string_view reason(int status) {
  for (const Reason& known : reasons)
    if (known.status == status) return known.phrase;
  return "Status";
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_value(std::string& out, std::string_view value) {
  for (const char c : value) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
}

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string answer_head(const Answer& answer, const AnswerTerms& terms) {
  std::string head;
  head.reserve(512);
  head += "HTTP/1.1 ";
  append_number(head, static_cast<std::size_t>(answer.status));
  head += ' ';
  head += reason(answer.status);
  head += "\r\nDate: ";
  head += terms.date;
  if (!answer.content_type.empty() && has_body(answer.status)) {
    head += "\r\nContent-Type: ";
    head += answer.content_type;
  }
  if (has_body(answer.status)) {
    head += "\r\nContent-Length: ";
    append_number(head, terms.length);
  }
  for (const auto& [name, value] : answer.headers) {
    head += "\r\n";
    head += name;
    head += ": ";
    append_value(head, value);
  }
  if (answer.for_any_page) head += for_any_page;
  if (!terms.keep_alive)
    head += "\r\nConnection: close";
  else if (terms.http_1_0)
    head += "\r\nConnection: keep-alive";
  head += "\r\n\r\n";
  return head;
}

std::string http_date(std::time_t moment) {
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  ::gmtime_r(&moment, &utc);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday, months[static_cast<std::size_t>(utc.tm_mon)],
                utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text.data();
}

}  // namespace r311::http
