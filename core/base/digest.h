// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <utility>

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

// What keys and repetitions are kept and compared as. Functions are pure; any thread may call.
namespace r311 {

// SHA-256 (FIPS 180-4) of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// The same of bytes that come in pieces. One thread at a time.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}
  Sha256& operator=(Sha256&&) = delete;

  void add(std::string_view bytes);
  // Of all that was added. The last call.
  std::string hex();

 private:
  evp_md_ctx_st* context_;
};

// Takes the digest of parts that can't run into each other: ("ab", "c") is not ("a", "bc"). One thread at a time.
class PartsDigest {
 public:
  PartsDigest& add(std::string_view part);
  // Of what was added so far, as sha256_hex. It is stored, so that it never changes.
  std::string hex() const { return sha256_hex(text_); }

 private:
  std::string text_;
};

// Whether `a` and `b` are the same bytes, in a time that depends on their lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace r311
