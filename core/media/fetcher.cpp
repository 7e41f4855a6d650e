// SPDX-License-Identifier: Apache-2.0
#include "media/fetcher.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "media/media_types.h"

namespace r311::media {
namespace {

constexpr std::array<unsigned, 2> open_ports{80, 443};

unsigned port_of(const sockaddr& address) {
  // The port stands at the same place in both.
  sockaddr_in v4{};
  std::memcpy(&v4, &address, sizeof v4);
  return ntohs(v4.sin_port);
}

// One fetch under way.
struct Fetch {
  const FetchTerms& terms;
  Incoming file;
  std::string beginning{};            // what tells the type
  std::string_view type{};            // empty: not known yet
  std::optional<Error> failure{};     // found on the way, and better than what libcurl would say
  bool may_connect = false;           // to an address of the server that is asked now
  std::string kept_from{};            // the last of its addresses that may not be connected to
  std::function<bool()> cancelled{};  // may be empty
};

bool allowed(const FetchTerms& terms, const sockaddr& address) {
  const auto ip = IpAddress::of(address);
  if (!ip) return false;
  const bool named =
      std::any_of(terms.allow.begin(), terms.allow.end(), [&](const IpNetwork& n) { return n.holds(*ip); });
  if (named) return true;
  return is_public(*ip) && std::find(open_ports.begin(), open_ports.end(), port_of(address)) != open_ports.end();
}

// libcurl is about to connect: whatever name led here, this is the address that the socket is for.
curl_socket_t open_socket(void* to, curlsocktype, curl_sockaddr* address) {
  auto& fetch = *static_cast<Fetch*>(to);
  if (!allowed(fetch.terms, address->addr)) {
    const auto ip = IpAddress::of(address->addr);
    fetch.kept_from =
        (ip ? ip->text() : "an address of another kind") + " port " + std::to_string(ip ? port_of(address->addr) : 0);
    return CURL_SOCKET_BAD;
  }
  fetch.may_connect = true;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take(char* bytes, std::size_t, std::size_t count, void* to) {
  auto& fetch = *static_cast<Fetch*>(to);
  const auto stop = [&](Error error) {
    fetch.failure = std::move(error);
    return CURL_WRITEFUNC_ERROR;
  };
  const std::string_view piece(bytes, count);
  if (fetch.beginning.size() < telling_bytes) {
    fetch.beginning += piece.substr(0, telling_bytes - fetch.beginning.size());
    fetch.type = media_type_of(fetch.beginning);
    if (fetch.type.empty() && fetch.beginning.size() == telling_bytes)
      return stop({Kind::invalid, "what is there is no " + std::string(taken_images) + " and no PDF"});
  }
  if (fetch.file.size() + count > fetch.terms.largest) return stop({Kind::invalid, "what is there is too large"});
  if (auto added = fetch.file.add(piece); !added) return stop(added.error());
  return count;
}

// A server that answers has been reached; what is connected to from then on is another.
std::size_t reached(char*, std::size_t, std::size_t count, void* to) {
  auto& fetch = *static_cast<Fetch*>(to);
  fetch.may_connect = false;
  fetch.kept_from.clear();
  return count;
}

int go_on(void* to, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& fetch = *static_cast<const Fetch*>(to);
  return fetch.cancelled && fetch.cancelled() ? 1 : 0;
}

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

List list_of(const std::vector<std::string>& lines) {
  List list(nullptr, &curl_slist_free_all);
  for (const std::string& line : lines) list.reset(curl_slist_append(list.release(), line.c_str()));
  return list;
}

// False: this libcurl can't keep one of the rules.
bool set_rules(CURL* curl, const std::string& url, Fetch& fetch, curl_slist* known) {
  const FetchTerms& terms = fetch.terms;
  bool all = true;
  const auto set = [&](CURLoption option, auto value) {
    all = curl_easy_setopt(curl, option, value) == CURLE_OK && all;
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, terms.redirects);
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, &fetch);
  set(CURLOPT_WRITEFUNCTION, &take);
  set(CURLOPT_WRITEDATA, &fetch);
  set(CURLOPT_HEADERFUNCTION, &reached);
  set(CURLOPT_HEADERDATA, &fetch);
  set(CURLOPT_XFERINFOFUNCTION, &go_on);
  set(CURLOPT_XFERINFODATA, &fetch);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_PROXY, "");  // also against the environment's
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_FAILONERROR, 1L);  // the text of a refusal is no photo
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(terms.within.count()));
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(terms.largest));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_USERAGENT, "Relay311");
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!terms.authorities.empty()) set(CURLOPT_CAINFO, terms.authorities.c_str());
  if (known != nullptr) set(CURLOPT_RESOLVE, known);
  return all;
}

bool worth_another_try(long status) { return status >= 500 || status == 408 || status == 425 || status == 429; }

// libcurl would take a name without a scheme for a host.
bool is_web_url(const std::string& url) {
  const auto begins = [&](std::string_view with) {
    return text::same_in_any_case(std::string_view(url).substr(0, with.size()), with);
  };
  return (begins("http://") || begins("https://")) && url.find('\0') == url.npos;
}

long status_of(CURL* curl) {
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

Error refusal(long status) {
  return {worth_another_try(status) ? Kind::unavailable : Kind::invalid,
          "its server answers " + std::to_string(status)};
}

Error explained(CURL* curl, CURLcode code, const Fetch& fetch) {
  const std::string reason = curl_easy_strerror(code);
  switch (code) {
    case CURLE_HTTP_RETURNED_ERROR:
      return refusal(status_of(curl));
    case CURLE_FILESIZE_EXCEEDED:
      return {Kind::invalid, "what is there is too large"};
    case CURLE_COULDNT_CONNECT:
      if (!fetch.may_connect && !fetch.kept_from.empty())
        return {Kind::forbidden, "it leads to " + fetch.kept_from + ", which may not be asked"};
      return {Kind::unavailable, reason};
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_LOGIN_DENIED:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_WEIRD_SERVER_REPLY:
      return {Kind::invalid, reason};
    default:
      return {Kind::unavailable, reason};
  }
}

}  // namespace

Fetcher::Fetcher(FetchTerms terms, const MediaFiles& files) : terms_(std::move(terms)), files_(files) {
  curl_global_init(CURL_GLOBAL_DEFAULT);  // counts its calls, and any thread may make them (since 7.84)
}

Result<Fetched> Fetcher::fetch(const std::string& url, std::function<bool()> cancelled) const {
  if (!is_web_url(url)) return fail(Kind::invalid, "it is no http: or https: URL");
  auto file = files_.receive();
  if (!file) return tl::unexpected(file.error());
  Fetch fetch{terms_, std::move(*file)};
  fetch.cancelled = std::move(cancelled);
  const Curl curl(curl_easy_init(), &curl_easy_cleanup);
  const List known = list_of(terms_.known);
  if (!curl || !set_rules(curl.get(), url, fetch, known.get()))
    return fail(Kind::unavailable, "files of other servers can't be fetched with this libcurl");
  const CURLcode code = curl_easy_perform(curl.get());
  if (fetch.failure) return tl::unexpected(*fetch.failure);
  if (code != CURLE_OK) return tl::unexpected(explained(curl.get(), code, fetch));
  // Of all successes only this one says that it is the whole file.
  constexpr long ok = 200;
  if (const long status = status_of(curl.get()); status != ok) return tl::unexpected(refusal(status));
  if (fetch.type.empty()) return fail(Kind::invalid, "what is there is no photo or document");
  const auto size = static_cast<std::int64_t>(fetch.file.size());
  auto digest = fetch.file.keep();
  if (!digest) return tl::unexpected(digest.error());
  return Fetched{std::move(*digest), std::string(fetch.type), size};
}

}  // namespace r311::media
