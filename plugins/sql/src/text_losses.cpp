// SPDX-License-Identifier: Apache-2.0
#include "text_losses.h"

#include "status_map.h"

namespace sql {

using relay311::Level;

void TextLosses::tell(const ParameterValues& values, const relay311::Call& call) {
  for (const Misfit& misfit : values.misfits()) {
    const std::uint64_t count = ++texts_[misfit.parameter];
    if (!worth_telling(count)) continue;
    host_.log(Level::info, &call,
              misfit.parameter + " had characters that " + std::string(name_of(misfit.charset)) + " has not, " +
                  std::to_string(misfit.count) + " this time, so it was changed for the back end, as " + times(count) +
                  " so far");
  }
  for (const Cut& cut : values.cuts())
    host_.log(Level::info, &call,
              cut.parameter + " was cut from " + std::to_string(cut.from) + " to " + std::to_string(cut.to) +
                  " characters for the back end");
}

}  // namespace sql
