// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "open311/model.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace r311::store::sqlite {

// Writes a report and its create delivery.
class Acceptance final : public Job {
 public:
  Acceptance(open311::AcceptedReport report, std::string destination, Written written)
      : report_(std::move(report)), destination_(std::move(destination)), written_(std::move(written)) {}
  void write(Desk& desk) override;
  void done(Result<void> result) override { written_(std::move(result)); }

 private:
  const open311::AcceptedReport report_;
  const std::string destination_;
  const Written written_;
};

// The report with the store's number `request`. Throws Failure with Kind::not_found.
open311::AcceptedReport read_report(Connection& connection, std::int64_t request);

}  // namespace r311::store::sqlite
