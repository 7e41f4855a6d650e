// SPDX-License-Identifier: Apache-2.0
#include "delivery/surroundings.h"

#include <random>

namespace r311::delivery {

Random system_random() {
  return [] {
    thread_local std::minstd_rand engine{std::random_device{}()};
    return std::uniform_real_distribution<double>{0.0, 1.0}(engine);
  };
}

}  // namespace r311::delivery
