// SPDX-License-Identifier: Apache-2.0
#include "contract/store/details_contract.h"
#include "contract/store/merging_contract.h"
#include "contract/store/postgres_place.h"
#include "contract/store/private_contract.h"
#include "contract/store/search_contract.h"
#include "contract/store/set_aside_contract.h"

namespace r311::test {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract,
                         testing::Values(StoreKind{"postgres", [] { return std::make_unique<PostgresPlace>(); }, true}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Postgres, PrivateRequests,
                         testing::Values(StoreKind{"postgres", [] { return std::make_unique<PostgresPlace>(); }, true}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Postgres, Merging,
                         testing::Values(StoreKind{"postgres", [] { return std::make_unique<PostgresPlace>(); }, true}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Postgres, Search,
                         testing::Values(StoreKind{"postgres", [] { return std::make_unique<PostgresPlace>(); }, true}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Postgres, Details,
                         testing::Values(StoreKind{"postgres", [] { return std::make_unique<PostgresPlace>(); }, true}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Postgres, SetAside,
                         testing::Values(StoreKind{"postgres", [] { return std::make_unique<PostgresPlace>(); }, true}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace r311::test
