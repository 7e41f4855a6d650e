// SPDX-License-Identifier: Apache-2.0
#include "contract/store/details_contract.h"
#include "contract/store/merging_contract.h"
#include "contract/store/private_contract.h"
#include "contract/store/search_contract.h"
#include "contract/store/set_aside_contract.h"
#include "contract/store/store_contract.h"
#include "store/sqlite/sqlite_store.h"
#include "support/folder.h"

namespace r311::test {
namespace {

class SqlitePlace final : public StorePlace {
 public:
  std::unique_ptr<store::Store> open(const Clock& clock) override {
    auto opened = store::open_sqlite(folder_.path() / "relay311.db", clock);
    if (!opened) throw std::runtime_error(opened.error().text);
    return std::move(*opened);
  }

 private:
  Folder folder_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         testing::Values(StoreKind{"sqlite", [] { return std::make_unique<SqlitePlace>(); }}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Sqlite, PrivateRequests,
                         testing::Values(StoreKind{"sqlite", [] { return std::make_unique<SqlitePlace>(); }}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Sqlite, Merging,
                         testing::Values(StoreKind{"sqlite", [] { return std::make_unique<SqlitePlace>(); }}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Sqlite, Search,
                         testing::Values(StoreKind{"sqlite", [] { return std::make_unique<SqlitePlace>(); }}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Sqlite, Details,
                         testing::Values(StoreKind{"sqlite", [] { return std::make_unique<SqlitePlace>(); }}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Sqlite, SetAside,
                         testing::Values(StoreKind{"sqlite", [] { return std::make_unique<SqlitePlace>(); }}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace r311::test
