// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

// IP addresses as what may be connected to. Pure functions and plain values, any thread.
namespace r311 {

struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // the first four of an IPv4 address

  // "192.0.2.1", "2001:db8::1"; only the forms that inet_pton(3) takes, so no octal and no short ones.
  static std::optional<IpAddress> parse(std::string_view text);
  // Nothing: of another family.
  static std::optional<IpAddress> of(const sockaddr& address);
  std::string text() const;
};

// An address range in CIDR form (RFC 4632, section 3.1).
struct IpNetwork {
  IpAddress address;
  unsigned prefix = 0;

  // "10.0.0.0/8", "fd00::/8", or one address. Nothing: another form, or bits set behind the prefix.
  static std::optional<IpNetwork> parse(std::string_view text);
  bool holds(const IpAddress& other) const;
};

// Whether anybody may be expected there: globally reachable by IANA's special-purpose registries (RFC 6890). False for
// private, loopback, link-local, shared (CGNAT), multicast, documentation, benchmarking and reserved addresses, and for
// IPv6 addresses that stand for IPv4 ones (mapped, compatible, 6to4, Teredo, NAT64), whatever these are.
bool is_public(const IpAddress& address);

}  // namespace r311
