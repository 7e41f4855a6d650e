// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/copy_ends.h"
#include "store/store.h"

namespace r311::store {

// Whether several gateways may use the store of `address` at once. Then deliveries need leases, and every node a name.
bool is_shared(const std::string& address);

// Kind::invalid, with what is wrong and without a secret, for an address that no store can have. Contacts nothing.
Result<void> check_address(const std::string& address);

// Opens the store of `address`, as the configuration writes it: sqlite:PATH, a relative path being one below `data`
// (open_sqlite), or postgresql://... (open_postgres). `clock` must outlive the store. Fails as these do;
// Kind::invalid: neither of both.
Result<std::unique_ptr<Store>> open_store(const std::string& address, const std::filesystem::path& data,
                                          const Clock& clock);

// The same for a command beside a gateway that may be running (open_sqlite_for_operators). Kind::not_found: no gateway
// has made the store yet.
Result<std::unique_ptr<Store>> open_store_for_operators(const std::string& address, const std::filesystem::path& data,
                                                        const Clock& clock);

// The ends of a copy (copy.h), each of which keeps gateways away until it is destroyed. A target is made where there is
// none; a source has to be there and to have this program's schema.
Result<std::unique_ptr<CopySource>> open_copy_source(const std::string& address, const std::filesystem::path& data);
Result<std::unique_ptr<CopyTarget>> open_copy_target(const std::string& address, const std::filesystem::path& data,
                                                     const Clock& clock);

}  // namespace r311::store
