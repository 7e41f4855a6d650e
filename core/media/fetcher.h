// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/network.h"
#include "base/result.h"
#include "media/media_files.h"

namespace r311::media {

struct FetchTerms {
  // Addresses that may be asked though they are not public (base/network.h), at any port. Others are asked at ports 80
  // and 443 only.
  std::vector<IpNetwork> allow;
  std::chrono::milliseconds within{30'000};  // from the first look-up to the last byte, redirects and all
  std::size_t largest = 10u << 20;           // bytes of the file
  long redirects = 5;
  std::string authorities;         // file of certificates in place of the system's; empty: the system's
  std::vector<std::string> known;  // "HOST:PORT:ADDRESS": what a name stands for, in place of asking for it
};

struct Fetched {
  std::string digest;        // in the media files
  std::string content_type;  // by its content
  std::int64_t size = 0;     // bytes
};

// Fetches photos and documents that reports name by http: and https: URLs (GeoReport v2, "media_url"). A URL is a
// stranger's: what may be asked is decided by the address that is connected to, when it is connected to, for the first
// request and each redirect. No proxy, cookie, password or client certificate is used. Any thread may call.
class Fetcher {
 public:
  // `files` must outlive it.
  Fetcher(FetchTerms terms, const MediaFiles& files);

  // Fetches `url` into the media files. Blocks, at most for `within`; ends early, with Kind::unavailable, once
  // `cancelled` says so, which it is asked about every second.
  // Kind::unavailable: try again later (no connection, a server's 5xx, 408, 425 or 429, too slow, a full disk).
  // Kind::forbidden: it leads to a server none of whose addresses may be asked. Kind::invalid: it will never be one: no
  // http: or https: URL, any other status than 200, too many redirects, a certificate that does not hold, too large, no
  // photo or document.
  Result<Fetched> fetch(const std::string& url, std::function<bool()> cancelled = {}) const;

 private:
  FetchTerms terms_;
  const MediaFiles& files_;
};

}  // namespace r311::media
