// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "characters.h"
#include "length_limit.h"
#include "local_time.h"
#include "relay311/report.hpp"
#include "value.h"

namespace sql {

// How a parameter is bound where text is not what its column wants.
enum class Type { text, number, integer, boolean, local_time };

// What the configuration says of single parameters. A text is brought to its characters first, then to its length.
struct ParameterRules {
  // The rule of a parameter; null: none.
  const CharacterRule* characters_of(const std::string& name) const;

  std::map<std::string, CharacterRule> characters;
  std::optional<CharacterRule> other_characters{};  // of all texts that are not named there
  std::map<std::string, LengthLimit> limits;
  std::map<std::string, Type> types;
  std::string separator = ", ";  // between several values of one attribute, and several media URLs
};

// A parameter that a limit has shortened; lengths in characters.
struct Cut {
  std::string parameter;
  std::size_t from;
  std::size_t to;
};

// A parameter of which characters were not among those of its column, and how many.
struct Misfit {
  std::string parameter;
  Charset charset;
  std::size_t count;
};

// The parameters that one use of the statements knows: names in full, and "X." for all names that go on behind it.
class ParameterNames {
 public:
  explicit ParameterNames(std::vector<std::string> names) : names_(std::move(names)) {}

  bool has(std::string_view name) const;
  // All of them for people, each led by `before` (":" in SQL), parted by "|"; "X." as "X.CODE".
  std::string all(std::string_view before) const;

 private:
  std::vector<std::string> names_;
};

// What the parameters of one call's statements stand for. Lives no longer than what it is made of.
class ParameterValues {
 public:
  virtual ~ParameterValues() = default;
  ParameterValues(const ParameterValues&) = delete;
  ParameterValues& operator=(const ParameterValues&) = delete;

  // The value of a known parameter; NULL where nothing was said. Throws relay311::Failure(invalid) if the text is not of
  // the configured type.
  Value value(const std::string& name);
  // What was shortened so far, each parameter once.
  const std::vector<Cut>& cuts() const { return cuts_; }
  // What was brought to the characters of its column so far, likewise.
  const std::vector<Misfit>& misfits() const { return misfits_; }

 protected:
  ParameterValues(const LocalTime& local, const ParameterRules& rules) : local_(local), rules_(rules) {}

  // The value of "STEM.local", "STEM.utc", "STEM.epoch" or "STEM.epoch_ms".
  Value moment(std::string_view name, Time time) const;
  // One answer, with the separator between several values; all of them as lines "CODE: value"; several URLs as one.
  std::optional<std::string> attribute(const std::vector<relay311::Value>& values, std::string_view code) const;
  static std::optional<std::string> attribute_lines(const std::vector<relay311::Value>& values);
  std::optional<std::string> urls(const std::vector<std::string>& urls) const;

 private:
  // Before rules are applied.
  virtual Value raw(const std::string& name) const = 0;
  Value typed(const std::string& name, const std::string& text) const;
  void bring_to_charset(const std::string& name, std::string& text);
  void limit(const std::string& name, std::string& text);

  const LocalTime& local_;
  const ParameterRules& rules_;
  std::vector<Cut> cuts_;
  std::vector<Misfit> misfits_;
};

// NULL for an empty text, which stands for one that was left out.
Value unless_empty(const std::string& text);
Value or_null(std::optional<std::string> text);

}  // namespace sql
