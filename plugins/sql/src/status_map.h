// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sql {

// What is done with a status code of the back end that the configuration does not know.
enum class UnknownStatus { keep, open, closed };

// What the configuration says of statuses.
struct StatusSettings {
  std::map<std::string, std::string> from_backend{};
  UnknownStatus unknown = UnknownStatus::keep;
  std::map<std::string, std::string> to_backend{};  // the back end's code of a status word
  bool refuse_without_code = false;
  bool operator==(const StatusSettings&) const = default;
};

// The back end's status codes as GeoReport's words. Not for several threads at once.
class StatusMap {
 public:
  StatusMap(std::map<std::string, std::string> from_backend, UnknownStatus unknown)
      : words_(std::move(from_backend)), unknown_(unknown) {}

  struct Meaning {
    std::optional<std::string> status;  // absent: the status stays as it is
    bool ignored = false;               // the change is not to be told at all
    std::uint64_t unknown_count = 0;    // how often this unknown code was seen, this time included; 0: it is known
  };
  // `code` without the blanks around it, which columns of fixed width add.
  Meaning read(std::string_view code);
  bool knows(const std::string& code) const { return words_.count(code) != 0; }
  // What a code that is not known does to the status.
  std::optional<std::string> of_unknown() const;
  void replace(std::map<std::string, std::string> from_backend, UnknownStatus unknown) {
    words_ = std::move(from_backend);
    unknown_ = unknown;
  }

 private:
  std::map<std::string, std::string> words_;
  UnknownStatus unknown_;
  std::map<std::string, std::uint64_t> seen_;  // bounded: a column of free text must not fill the memory
};

// What an app may say besides: that a report was closed too early. No state of a work order.
inline constexpr const char* reopen_word = "reopen";

// A word as the codes are kept by: the draft's with a blank ("more info") as one with an underscore.
std::string spelled(std::string word);

// GeoReport's words, and those of the early draft, as the back end's codes. Not for several threads at once.
class StatusCodes {
 public:
  // The words as spelled() has them.
  explicit StatusCodes(std::map<std::string, std::string> to_backend) : codes_(std::move(to_backend)) {}

  struct Code {
    std::optional<std::string> code;  // absent: the back end has none for it
    std::uint64_t lacking_count = 0;  // how often a code for this word was asked for in vain, this time included
  };
  // `draft`: the early draft's word for it, if the extended set has no such. It says more than open does, and less than
  // the other words.
  Code of(const std::string& word, const std::optional<std::string>& draft = {});
  // Of a word that need have none.
  std::optional<std::string> given(const std::string& word) const;
  void replace(std::map<std::string, std::string> to_backend) { codes_ = std::move(to_backend); }

 private:
  std::map<std::string, std::string> codes_;
  std::map<std::string, std::uint64_t> lacking_;  // bounded by the gateway: it knows a dozen words
};

// Whether the `count`th time is told: the 1st, 10th, 100th ..., for what comes again in every poll is not told each
// time. "once", "10 times".
bool worth_telling(std::uint64_t count);
std::string times(std::uint64_t count);

}  // namespace sql
