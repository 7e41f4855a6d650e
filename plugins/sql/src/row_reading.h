// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "relay311/changes.hpp"
#include "relay311/host.hpp"
#include "row.h"
#include "settings.h"
#include "unknown_codes.h"

namespace sql {

// What a row tells, and when it happened.
struct Told {
  Time at;
  std::variant<relay311::Change, relay311::WorkOrder> what;
  std::optional<relay311::Change> also{};  // to be told right behind it
};

// What `change` says of the status, and nothing else.
relay311::Change status_of(const relay311::Change& change);

// Turns the rows of one query into what the gateway takes. A row that can't be one is left out and counted. All that it
// is made with is kept by reference and must outlive it. Not for several threads at once.
class RowReading {
 public:
  RowReading(const LocalTime& local, StatusMap& statuses, const relay311::Host& host)
      : local_(local), statuses_(statuses), host_(host) {}
  virtual ~RowReading() = default;
  RowReading(const RowReading&) = delete;
  RowReading& operator=(const RowReading&) = delete;

  virtual std::optional<Told> read(const Row& row, const relay311::Call& call) = 0;
  // Logs how many rows, or parts of them, were left out since it was called last.
  void tell_left_out(const PollQuery& query, const relay311::Call& call);

 protected:
  // The row's time; nothing, and counted, if it can't be read.
  std::optional<Time> time(const Row& row, const PollQuery& query);
  void without_name() { ++without_name_; }
  // When the work is to be done: of nothing where the row says so, absent where there is no such column, or, counted,
  // where it can't be read.
  std::optional<std::optional<Time>> expected(const Row& row, const std::string& column);
  // Puts the back end's code and its meaning in place, and whether the code is unknown; false: such a row is not told at
  // all.
  bool apply_status(const Row& row, const PollQuery& query, std::string& code, std::optional<std::string>& status,
                    bool& unknown, const relay311::Call& call);
  const StatusMap& statuses() const { return statuses_; }

 private:
  const LocalTime& local_;
  StatusMap& statuses_;
  const relay311::Host& host_;
  std::size_t without_time_ = 0;
  std::size_t without_name_ = 0;
  std::size_t odd_expected_ = 0;
};

// A row that may have been told before there was a word for its code is told as it was then, for the gateway to know it
// again, and behind it what the code means now.
class ChangeReading : public RowReading {
 public:
  ChangeReading(const ChangesQuery& query, const LocalTime& local, StatusMap& statuses, UnknownCodes& codes,
                const relay311::Host& host)
      : RowReading(local, statuses, host), query_(query), codes_(codes) {}
  std::optional<Told> read(const Row& row, const relay311::Call& call) override;

 private:
  const ChangesQuery& query_;
  UnknownCodes& codes_;
};

class WorkOrderReading : public RowReading {
 public:
  WorkOrderReading(const WorkOrdersQuery& query, const LocalTime& local, StatusMap& statuses,
                   const relay311::Host& host)
      : RowReading(local, statuses, host), query_(query) {}
  std::optional<Told> read(const Row& row, const relay311::Call& call) override;

 private:
  const WorkOrdersQuery& query_;
};

}  // namespace sql
