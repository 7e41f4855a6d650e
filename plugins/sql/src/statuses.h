// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "relay311/host.hpp"
#include "status_map.h"

namespace sql {

// What the status codes of the back end mean, both ways, as the statements file says now: councils add codes while the
// gateway runs. A file that was changed elsewhere too counts from the next start on. Not for several threads at once.
class Statuses {
 public:
  // `host` outlives it and has the options that `first` was read from.
  Statuses(StatusSettings first, relay311::Host& host);

  // To be asked before a call uses codes: looks whether the file was changed, and if so takes its statuses, all or
  // none. A file with a mistake, wherever it stands, that was changed elsewhere, or that has no statuses any more,
  // changes nothing, and the log says so once.
  void refresh(const relay311::Call& call);

  StatusMap& map() { return map_; }
  StatusCodes& codes() { return codes_; }
  bool refuse_without_code() const { return now_.refuse_without_code; }

 private:
  StatusSettings now_;
  std::string rest_;  // all else of the file, as it was at the start
  bool rest_told_ = false;
  StatusMap map_;
  StatusCodes codes_;
  relay311::Host& host_;
};

}  // namespace sql
