// SPDX-License-Identifier: Apache-2.0
#include "database_url.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "mysql_database.h"
#include "odbc_database.h"
#include "postgresql_database.h"
#include "sqlite_database.h"

namespace sql {
namespace {

constexpr const char* forms =
    "sqlite:FILE, postgresql://USER:PASSWORD@HOST/DATABASE, mysql://USER:PASSWORD@HOST/DATABASE or "
    "odbc:CONNECTION STRING";

struct Url {
  std::string user, password, host, port, path;
  std::map<std::string, std::string> query;
};

std::optional<std::string> decode(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = static_cast<unsigned char>(text[i]);
    if (text[i] == '%') {
      if (i + 3 > text.size()) return std::nullopt;
      const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
      if (error != std::errc() || end != text.data() + i + 3) return std::nullopt;
      i += 2;
    }
    if (byte == 0) return std::nullopt;
    plain += static_cast<char>(byte);
  }
  return plain;
}

std::string_view take_until(std::string_view& rest, char mark) {
  const std::size_t at = std::min(rest.find(mark), rest.size());
  const std::string_view head = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return head;
}

bool decode_into(std::string& place, std::string_view text) {
  const auto plain = decode(text);
  if (plain) place = *plain;
  return plain.has_value();
}

// The part behind "SCHEME://".
std::optional<Url> read_url(std::string_view rest) {
  Url url;
  std::string_view before_query = take_until(rest, '?');
  std::string_view path = before_query;
  std::string_view authority = take_until(path, '/');
  // The last "@": a password that was not encoded may hold one.
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    std::string_view login = authority.substr(0, at);
    authority.remove_prefix(at + 1);
    if (!decode_into(url.user, take_until(login, ':')) || !decode_into(url.password, login)) return std::nullopt;
  }
  if (!authority.empty() && authority.front() == '[') {
    authority.remove_prefix(1);
    url.host = take_until(authority, ']');
    if (!authority.empty()) authority.remove_prefix(1);
  } else if (!decode_into(url.host, take_until(authority, ':'))) {
    return std::nullopt;
  }
  url.port = authority;
  if (!decode_into(url.path, path)) return std::nullopt;
  while (!rest.empty()) {
    std::string_view pair = take_until(rest, '&');
    const std::string name(take_until(pair, '='));
    if (name.empty() || !decode_into(url.query[name], pair)) return std::nullopt;
  }
  return url;
}

std::optional<unsigned> port_of(const std::string& text, unsigned standard) {
  if (text.empty()) return standard;
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535) return std::nullopt;
  return port;
}

Address wrong(std::string found, std::string expected) {
  return {nullptr, {}, {std::move(found), std::move(expected)}};
}

Address sqlite(std::string_view rest, const std::string& data_directory) {
  if (rest.empty()) return wrong("sqlite: without a file", "sqlite:FILE");
  const std::filesystem::path file{std::string(rest)};
  for (const auto& step : file)
    if (file.is_relative() && step == "..")
      return wrong("a file outside the data directory", "a file below the data directory, or an absolute path");
  const auto path = file.is_absolute() ? file : std::filesystem::path(data_directory) / file;
  return {std::make_unique<SQLite>(path.lexically_normal().string()), {}, {}};
}

Address postgresql(std::string_view rest) {
  const auto url = read_url(rest);
  if (!url) return wrong("a URL with a wrong %-sequence or option", forms);
  const auto port = port_of(url->port, 5432);
  if (!port) return wrong("a port that is none", "1 to 65535");
  // Only what can't turn against us: no passfile of others, no service file, no replication.
  const std::vector<std::string> understood{"sslmode",         "sslrootcert",      "sslcert",  "sslkey",
                                            "connect_timeout", "application_name", "passfile", "target_session_attrs"};
  std::map<std::string, std::string> keywords = url->query;
  for (const auto& [name, value] : keywords)
    if (std::find(understood.begin(), understood.end(), name) == understood.end())
      return wrong("the option " + name,
                   "sslmode|sslrootcert|sslcert|sslkey|connect_timeout|application_name|passfile|target_session_attrs");
  keywords["port"] = std::to_string(*port);
  const std::pair<const char*, const std::string*> parts[] = {
      {"host", &url->host}, {"user", &url->user}, {"password", &url->password}, {"dbname", &url->path}};
  for (const auto& [name, value] : parts)
    if (!value->empty()) keywords[name] = *value;
  return {std::make_unique<PostgreSQL>(std::move(keywords)), url->password, {}};
}

Address mysql(std::string_view rest) {
  auto url = read_url(rest);
  if (!url) return wrong("a URL with a wrong %-sequence or option", forms);
  const auto port = port_of(url->port, 3306);
  if (!port) return wrong("a port that is none", "1 to 65535");
  if (url->user.empty()) return wrong("no user", forms);
  MySQL::Address address{url->host.empty() ? "localhost" : url->host, *port, url->user, url->password, url->path, {}};
  for (const auto& [name, value] : url->query) {
    if (name != "ssl_ca") return wrong("the option " + name, "ssl_ca");
    address.ca_file = value;
  }
  return {std::make_unique<MySQL>(std::move(address)), url->password, {}};
}

// The value of PWD or Password in an ODBC connection string.
std::string odbc_password(std::string_view rest) {
  while (!rest.empty()) {
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return {};
    std::string name(rest.substr(0, equals));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    rest.remove_prefix(equals + 1);
    const bool braced = !rest.empty() && rest.front() == '{';
    if (braced) rest.remove_prefix(1);
    const std::string_view value = take_until(rest, braced ? '}' : ';');
    if (braced && !rest.empty() && rest.front() == ';') rest.remove_prefix(1);
    if (name == "pwd" || name == "password") return std::string(value);
  }
  return {};
}

}  // namespace

Address read_database_url(std::string_view text, const std::string& data_directory) {
  const auto rest_of = [&](std::string_view scheme) -> std::optional<std::string_view> {
    if (text.substr(0, scheme.size()) != scheme) return std::nullopt;
    return text.substr(scheme.size());
  };
  if (const auto rest = rest_of("sqlite:")) return sqlite(*rest, data_directory);
  for (const std::string_view scheme : {"postgresql://", "postgres://"})
    if (const auto rest = rest_of(scheme)) return postgresql(*rest);
  for (const std::string_view scheme : {"mysql://", "mariadb://"})
    if (const auto rest = rest_of(scheme)) return mysql(*rest);
  if (const auto rest = rest_of("odbc:")) {
    if (rest->find('=') == std::string_view::npos)
      return wrong("odbc: without KEY=VALUE", "odbc:DSN=NAME;UID=USER;PWD=PASSWORD");
    return {std::make_unique<Odbc>(std::string(*rest)), odbc_password(*rest), {}};
  }
  return wrong("no database that is known", forms);
}

}  // namespace sql
