// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace r311 {

namespace {

using Bytes = std::array<unsigned char, 32>;

// OpenSSL fails only where it was built without SHA-256 or memory is gone: no answer would be safe.
void must(bool done) {
  if (!done) std::abort();
}

std::string hex_of(const Bytes& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Bytes digest{};
  unsigned int size = 0;
  must(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  must(size == digest.size());
  return hex_of(digest);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  must(context_ != nullptr && EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() { EVP_MD_CTX_free(context_); }

void Sha256::add(std::string_view bytes) { must(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1); }

std::string Sha256::hex() {
  Bytes digest{};
  unsigned int size = 0;
  must(EVP_DigestFinal_ex(context_, digest.data(), &size) == 1 && size == digest.size());
  return hex_of(digest);
}

PartsDigest& PartsDigest::add(std::string_view part) {
  text_ += std::to_string(part.size());
  text_ += ':';
  text_ += part;
  return *this;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace r311
