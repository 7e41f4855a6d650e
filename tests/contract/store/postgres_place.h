// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "contract/store/store_contract.h"
#include "store/postgres/postgres_store.h"
#include "support/database_server.h"

namespace r311::test {

// The PostgreSQL of this program, started when first asked for and stopped at its end.
PostgreSQLServer& postgresql();

// An empty database of that server, dropped when destroyed.
class PostgresPlace final : public StorePlace {
 public:
  // `index`: stores opened here make requests searchable.
  explicit PostgresPlace(bool index = true);
  ~PostgresPlace() override;
  PostgresPlace(const PostgresPlace&) = delete;
  PostgresPlace& operator=(const PostgresPlace&) = delete;

  std::unique_ptr<store::Store> open(const Clock& clock) override;
  void pass(Milliseconds by) override;
  const std::string& name() const { return name_; }
  std::string url() const;
  // Runs `sql` in the database and answers the first field of its first row, if there is one.
  std::string ask(const std::string& sql) const;

 private:
  const bool index_;
  std::string name_;
};

}  // namespace r311::test
