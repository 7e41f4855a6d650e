// SPDX-License-Identifier: Apache-2.0
#include "store/open.h"

#include <string_view>

#include "store/postgres/address.h"
#include "store/postgres/copying.h"
#include "store/postgres/postgres_store.h"
#include "store/sqlite/copying.h"
#include "store/sqlite/sqlite_store.h"

namespace r311::store {
namespace {

constexpr std::string_view kFile = "sqlite:";

bool is_file(const std::string& address) { return address.starts_with(kFile); }

std::filesystem::path file_of(const std::string& address, const std::filesystem::path& data) {
  return data / address.substr(kFile.size());
}

tl::unexpected<Error> neither() {
  return fail(Kind::invalid, "a store is sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/DATABASE");
}

}  // namespace

bool is_shared(const std::string& address) { return address.starts_with("postgresql://"); }

Result<void> check_address(const std::string& address) {
  if (is_file(address)) return {};
  if (!is_shared(address)) return neither();
  const auto read = postgres::read_address(address);
  if (!read) return tl::unexpected<Error>(read.error());
  return {};
}

Result<std::unique_ptr<Store>> open_store(const std::string& address, const std::filesystem::path& data,
                                          const Clock& clock) {
  if (is_file(address)) return open_sqlite(file_of(address, data), clock);
  if (is_shared(address)) return open_postgres(address, clock);
  return neither();
}

Result<std::unique_ptr<Store>> open_store_for_operators(const std::string& address, const std::filesystem::path& data,
                                                        const Clock& clock) {
  if (is_file(address)) return open_sqlite_for_operators(file_of(address, data), clock);
  if (is_shared(address)) {
    PostgresOptions options;
    options.connections = 2;
    options.migrate = false;
    options.index = false;
    return open_postgres(address, clock, options);
  }
  return neither();
}

Result<std::unique_ptr<CopySource>> open_copy_source(const std::string& address, const std::filesystem::path& data) {
  if (is_file(address)) return open_sqlite_source(file_of(address, data));
  if (is_shared(address)) return open_postgres_source(address);
  return neither();
}

Result<std::unique_ptr<CopyTarget>> open_copy_target(const std::string& address, const std::filesystem::path& data,
                                                     const Clock& clock) {
  if (is_file(address)) return open_sqlite_target(file_of(address, data), clock);
  if (is_shared(address)) return open_postgres_target(address);
  return neither();
}

}  // namespace r311::store
