// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "open311/list_filter.h"
#include "store/search.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

// Walks through the requests of a jurisdiction in the order of answers, each one range of an index. Throw Failure.
namespace r311::store::sqlite {

// The first of those that service codes, open or closed and the time of request decide upon alone, in order.
std::vector<open311::ListPlace> first_requested(Connection& connection, std::int64_t jurisdiction,
                                                const RequestQuery& query, std::size_t most);

// By time of update, a step at a time; with `privates` those that everybody reads and those that are private in one.
class UpdatedWalk {
 public:
  UpdatedWalk(Connection& connection, std::int64_t jurisdiction, const Stretch& stretch, bool ascending, bool privates);
  std::optional<open311::ListPlace> next();

 private:
  struct Side {
    Side(Connection& connection, const char* sql) : query(connection.query(sql)) {}
    Query query;
    std::optional<open311::ListPlace> next;
    void step();
  };

  const bool ascending_;
  Side public_;
  std::optional<Side> veiled_;
};

// The statements, for the proof that they sort nothing.
extern const char* const kNewest;
extern const char* const kNewestOfService;
extern const char* const kLastUpdated;
extern const char* const kNewestVeiled;
extern const char* const kNewestVeiledOfService;
extern const char* const kLastUpdatedVeiled;

}  // namespace r311::store::sqlite
