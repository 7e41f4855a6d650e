// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/offering.h"
#include "gateway/published.h"

namespace r311::gateway {

// What can be reported in one jurisdiction now: the services that the configuration lists, and behind them those that
// back ends define, in the order in which the configuration names these. A service that is listed wins over a fetched
// one of the same code. As long as the catalogue of one of the back ends was never had, the offering is not whole.
// Any thread may call any method; readers wait for nobody.
class CurrentServices {
 public:
  // `sources`: the back ends whose services belong to it.
  CurrentServices(Services listed, std::vector<std::string> sources);

  std::shared_ptr<const Offering> get() const { return offering_.get(); }

  // Takes the services that `source` defines now in place of those that were taken of it before. `keep` is called
  // before they are shown; if it fails nothing changes and its failure is the answer. Kind::conflict: another source
  // has one of the codes, nothing changes. Names that services share are told to the log.
  Result<void> take(const std::string& source, std::vector<open311::Service> services,
                    const std::function<Result<void>()>& keep);

 private:
  using Fetched = std::map<std::string, std::vector<open311::Service>>;
  Result<Services> merged(const Fetched& fetched) const;

  const Services listed_;
  const std::vector<std::string> sources_;
  std::mutex mutex_;  // of those who take
  Fetched fetched_;
  Published<Offering> offering_;
};

}  // namespace r311::gateway
