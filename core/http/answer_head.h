// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

#include "http/exchange.h"

namespace r311::http {

// What the connection adds to an answer.
struct AnswerTerms {
  bool http_1_0 = false;  // what the client spoke
  bool keep_alive = true;
  std::size_t length = 0;  // of the body, sent or (HEAD) not
  std::string_view date;   // RFC 9110, section 5.6.7
};

// Status line and headers of `answer` up to the blank line. Line ends and NUL in a header's value become blanks.
std::string answer_head(const Answer& answer, const AnswerTerms& terms);

// Whether an answer of that status has a body (RFC 9110, sections 15.3.5 and 15.4.5).
bool has_body(int status);

// "Sun, 01 Mar 2026 12:00:00 GMT".
std::string http_date(std::time_t moment);

}  // namespace r311::http
