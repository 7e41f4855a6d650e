// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/address.h"

#include <libpq-fe.h>

#include <memory>
#include <string_view>
#include <unordered_map>

namespace r311::store::postgres {
namespace {

bool is_url(std::string_view text) { return text.starts_with("postgresql://") || text.starts_with("postgres://"); }

}  // namespace

Result<Address> read_address(const std::string& url) {
  if (!is_url(url) || url.find('\0') != std::string::npos) {
    return fail(Kind::invalid, "the store's address is no postgresql://USER:PASSWORD@HOST:PORT/DATABASE");
  }
  // libpq's own words about a URL that it can't read repeat the URL.
  char* words = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &words),
                                                                             &PQconninfoFree);
  if (words != nullptr) PQfreemem(words);
  std::unordered_map<std::string_view, std::string> found;
  if (options) {
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
      if (option->val != nullptr) found[option->keyword] = option->val;
    }
  }
  // An @ in an unescaped password ends up in the host, and hosts are shown.
  if (!options || found["host"].find('@') != std::string::npos) {
    return fail(Kind::invalid,
                "the store's address can't be read: it is postgresql://USER:PASSWORD@HOST:PORT/DATABASE, where special"
                " characters of the password are written as %XX");
  }
  Address address{url, found["host"].empty() ? "local socket" : found["host"]};
  if (!found["port"].empty()) address.shown += ":" + found["port"];
  if (!found["dbname"].empty()) address.shown += "/" + found["dbname"];
  return address;
}

}  // namespace r311::store::postgres
