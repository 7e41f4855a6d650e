// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>

namespace r311::delivery {

// Whose turn it is to try whether a destination in trouble works again.
enum class Candidate {
  oldest,     // the delivery that has waited longest
  neighbour,  // one of those behind it that was tried least
  newest      // one of the last that was tried least: all of a page may fail for good
};

// Tells a back end that fails from a report at which it fails, as far as the calls of this process can show it. Not for
// several threads at once.
//
// While a destination is in trouble the report that has waited longest tries whether it works again, so that reports
// come in in the order of acceptance. If that report is the trouble, only another one can show it: after every second
// try in vain it is another's turn. A report that failed, and failed again after others had gone in,
// and again after further ones, is to blame itself.
class Suspicion {
 public:
  // Tries are forgotten beyond so many reports that fail; those begin anew.
  static constexpr std::size_t most = 1'000;

  // The back end took this delivery, or said that it never will.
  void answered(std::int64_t delivery);
  // It failed; `alone`: no other call tells the same. Says whether it is to blame itself.
  bool failed(std::int64_t delivery, bool alone);
  // The back end says itself that it can't be used: that explains what was tried in vain.
  void explained() { in_vain_ = 0; }

  bool blames(std::int64_t delivery) const;
  // Of use while the destination is in trouble.
  Candidate candidate() const;

 private:
  struct Record {
    std::int64_t answered = 0;  // others, when it failed last
    int relapses = 0;           // it failed, others were answered, it failed
  };

  std::map<std::int64_t, Record> records_;
  std::int64_t answered_ = 0;
  int in_vain_ = 0;
};

}  // namespace r311::delivery
