// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "open311/model.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace r311::store::sqlite {

// Writes a report and its create delivery, unless it is a repeated one.
class Acceptance final : public Job {
 public:
  Acceptance(open311::AcceptedReport report, std::string destination, std::vector<Repeat> repeats, Written written)
      : report_(std::move(report)),
        destination_(std::move(destination)),
        repeats_(std::move(repeats)),
        written_(std::move(written)) {}
  void write(Desk& desk) override;
  void done(Result<void> result) override;

 private:
  const open311::AcceptedReport report_;
  const std::string destination_;
  const std::vector<Repeat> repeats_;
  const Written written_;
  Accepted accepted_;
};

// The row of a request without what stands in other tables; answers its number.
std::int64_t add_request(Desk& desk, const open311::AcceptedReport& accepted, std::int64_t jurisdiction,
                         std::int64_t destination);

}  // namespace r311::store::sqlite
