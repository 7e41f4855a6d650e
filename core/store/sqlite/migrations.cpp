// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/migrations.h"

#include <array>
#include <string>

#include "store/shown_media.h"
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {
namespace {

// "R311", in the header of every file that is ours.
constexpr std::int64_t kApplicationId = 0x52333131;

std::int64_t number_of(Connection& connection, const char* sql) {
  Query query = connection.query(sql);
  return query.step() ? query.row().number() : 0;
}

Result<void> check_ours(Connection& connection, const std::string& file) {
  const bool empty = number_of(connection, "SELECT count(*) FROM sqlite_schema") == 0;
  if (empty || number_of(connection, "PRAGMA application_id") == kApplicationId) return {};
  return fail(Kind::corrupt,
              "the store " + file + " is a SQLite database of another program; name a file of its own for the store");
}

}  // namespace

std::span<const Migration> migrations() {
  static const auto steps = std::to_array<Migration>({
      {1, kFirstSchema},
      {2, kQueueSchema},
      {3, kNodesSchema},
      {4, kUpdatesSchema},
      {5, kShownMediaSchema},
      {6, kSearchSchema},
      {7, kIndexAnew},  // words are folded as Unicode does
      {8, kExtensionsSchema},
      {9, kPrivacySchema},
      {10, kMergingSchema},
      {11, kSaidSchema},
      {12, kOrderSchema},
      {13, kToldSchema},
      {14, kSetAsideSchema},
      {15, kStorySchema},
  });
  return steps;
}

Result<void> check_newest(Connection& connection, const std::string& file) {
  try {
    if (auto ours = check_ours(connection, file); !ours) return ours;
    const std::int64_t present = number_of(connection, "PRAGMA user_version");
    const int newest = migrations().back().number;
    if (present == newest) return {};
    return fail(Kind::conflict, "the store " + file + " has schema " + std::to_string(present) +
                                    ", this program works with schema " + std::to_string(newest) +
                                    ": use the relay311 that serves it; a gateway that is newer than its store brings "
                                    "it up to date when it starts");
  } catch (const Failure& failed) {
    return fail(failed.error.kind, "the store " + file + " can't be read: " + failed.error.text);
  }
}

Result<void> migrate(Connection& connection, const std::string& file, int target) {
  try {
    Transaction transaction(connection, Transaction::Kind::write);
    if (auto ours = check_ours(connection, file); !ours) return ours;
    const std::int64_t present = number_of(connection, "PRAGMA user_version");
    const int newest = migrations().back().number;
    if (present > newest) {
      return fail(Kind::corrupt, "the store " + file + " has schema " + std::to_string(present) +
                                     ", this gateway knows schemas up to " + std::to_string(newest) +
                                     ": start the newer gateway that wrote it, or restore the copy of the store that "
                                     "was made before the upgrade");
    }
    for (const Migration& step : migrations()) {
      if (step.number <= present || step.number > target) continue;
      connection.script(step.sql);
      connection.script(("PRAGMA user_version = " + std::to_string(step.number)).c_str());
    }
    connection.script(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
    transaction.commit();
    return {};
  } catch (const Failure& failed) {
    return fail(failed.error.kind, "the schema of the store " + file + " could not be made: " + failed.error.text);
  }
}

}  // namespace r311::store::sqlite
