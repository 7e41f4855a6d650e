// SPDX-License-Identifier: Apache-2.0
#include "base/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <vector>

namespace r311 {
namespace {

std::vector<IpNetwork> networks(std::initializer_list<const char*> texts) {
  std::vector<IpNetwork> all;
  for (const char* text : texts) all.push_back(IpNetwork::parse(text).value());
  return all;
}

bool in_any(const std::vector<IpNetwork>& networks, const IpAddress& address) {
  return std::any_of(networks.begin(), networks.end(), [&](const IpNetwork& one) { return one.holds(address); });
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  if (terminated.size() != std::strlen(terminated.c_str())) return std::nullopt;
  IpAddress address;
  address.v6 = text.find(':') != text.npos;
  if (::inet_pton(address.v6 ? AF_INET6 : AF_INET, terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

std::optional<IpAddress> IpAddress::of(const sockaddr& address) {
  IpAddress result;
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    std::memcpy(result.bytes.data(), &v4.sin_addr, sizeof v4.sin_addr);
    return result;
  }
  if (address.sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  result.v6 = true;
  std::memcpy(result.bytes.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
  return result;
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> written{};
  const char* const end = ::inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), written.data(), written.size());
  return end == nullptr ? std::string() : std::string(written.data());
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned bits = address->v6 ? 128 : 32;
  IpNetwork network{*address, bits};
  if (slash != text.npos) {
    const std::string_view number = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), network.prefix);
    if (error != std::errc() || end != number.data() + number.size() || network.prefix > bits) return std::nullopt;
  }
  for (unsigned bit = network.prefix; bit < bits; ++bit)
    if ((address->bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return std::nullopt;
  return network;
}

bool IpNetwork::holds(const IpAddress& other) const {
  if (other.v6 != address.v6) return false;
  const auto whole = static_cast<std::ptrdiff_t>(prefix / 8);
  if (!std::equal(address.bytes.begin(), address.bytes.begin() + whole, other.bytes.begin())) return false;
  const unsigned rest = prefix % 8;
  if (rest == 0) return true;
  const auto at = static_cast<std::size_t>(whole);
  return (address.bytes[at] ^ other.bytes[at]) >> (8 - rest) == 0;
}

bool is_public(const IpAddress& address) {
  static const auto special4 =
      networks({"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
                "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
                "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"});
  // Of IPv6 only this has been given out for everybody (RFC 4291, section 2.4); what else there is, is special.
  static const auto unicast6 = networks({"2000::/3"});
  static const auto special6 = networks({"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"});
  if (!address.v6) return !in_any(special4, address);
  return in_any(unicast6, address) && !in_any(special6, address);
}

}  // namespace r311
