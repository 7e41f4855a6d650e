// SPDX-License-Identifier: Apache-2.0
#include "open311/read_attributes.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "open311/shapes.h"

namespace r311::open311 {
namespace {

constexpr std::size_t longest_value = 4'000;
constexpr std::size_t longest_code = 100;
constexpr std::size_t most_unknown = 200;
constexpr std::size_t longest_shown_description = 200;

// Fields of a report that answer a question of that code, if it takes a text.
constexpr std::array<std::string_view, 7> answering_fields{"first_name", "last_name", "email", "phone",
                                                           "account_id", "device_id", "title"};

// CODE of "attribute[CODE]" and of "attribute[CODE][]"; nothing for another name.
std::optional<std::string_view> code_of(std::string_view name) {
  constexpr std::string_view begin = "attribute[";
  if (!name.starts_with(begin)) return std::nullopt;
  name.remove_prefix(begin.size());
  if (name.ends_with("][]")) name.remove_suffix(2);
  if (!name.ends_with(']') || name.size() < 2) return std::nullopt;
  name.remove_suffix(1);
  return name;
}

// What was sent for one code, not blank, in the order in which it came; the bytes belong to the parameters.
struct Answer {
  std::string_view code;
  std::vector<std::string_view> values;
  bool known = false;
};

class Answers {
 public:
  explicit Answers(const Parameters& sent) {
    for (const auto& [name, value] : sent.items()) {
      const auto code = code_of(name);
      if (!code || text::is_blank(value)) continue;
      const auto [found, is_new] = places_.try_emplace(*code, all_.size());
      if (is_new) all_.push_back({*code, {}});
      all_[found->second].values.emplace_back(value);
    }
  }

  // Takes the report's fields in for those of the questions that they answer and that have no answer of their own.
  void add_fields(const Parameters& sent, const std::vector<Attribute>& questions) {
    for (const auto& [name, value] : sent.items()) {
      if (std::find(answering_fields.begin(), answering_fields.end(), name) == answering_fields.end()) continue;
      const bool asked = std::any_of(questions.begin(), questions.end(), [&](const Attribute& question) {
        return question.code == name && (question.datatype == Datatype::string || question.datatype == Datatype::text);
      });
      if (!asked || text::is_blank(value) || !places_.try_emplace(name, all_.size()).second) continue;
      all_.push_back({name, {value}});
    }
  }

  // The answer to a question of the definition; null if there is none.
  const Answer* to(std::string_view code) {
    const auto found = places_.find(code);
    if (found == places_.end()) return nullptr;
    all_[found->second].known = true;
    return &all_[found->second];
  }
  const std::vector<Answer>& all() const { return all_; }

 private:
  std::vector<Answer> all_;
  std::map<std::string_view, std::size_t> places_;
};

// Checks and keeps the answers to one service's questions.
class Reading {
 public:
  Reading(bool later, const Zone& zone, std::vector<Fault>& faults) : later_(later), zone_(zone), faults_(faults) {}

  std::vector<AttributeValue> take() { return std::move(kept_); }

  void read(const Attribute& attribute, const Answer* answer) {
    if (answer == nullptr) {
      // What the server itself sets is never asked for.
      if (!later_ && attribute.required && attribute.automated != "server_set") missing(attribute);
      return;
    }
    if (attribute.datatype != Datatype::multivaluelist && answer->values.size() > 1)
      return fault(attribute.code, " takes one value, and " + std::to_string(answer->values.size()) + " were sent.");
    AttributeValue value{attribute.code, {}};
    for (std::string_view one : answer->values) {
      auto read = read_value(attribute, one);
      if (read && std::find(value.values.begin(), value.values.end(), *read) == value.values.end())
        value.values.push_back(std::move(*read));
    }
    if (!value.values.empty()) kept_.push_back(std::move(value));
  }

  void keep_unknown(const Answer& answer) {
    if (too_many_told_) return;
    unknown_ += answer.values.size();
    if (unknown_ > most_unknown) {
      too_many_told_ = true;
      return fault("attribute", ": at most " + std::to_string(most_unknown) +
                                    " values that the service does not ask for can be taken.");
    }
    AttributeValue value{text::clean(answer.code), {}};
    if (text::length(value.code) > longest_code)
      return fault(shown(answer.code),
                   ": the code of an attribute has at most " + std::to_string(longest_code) + " characters.");
    for (std::string_view one : answer.values)
      if (auto read = read_text(value.code, one)) value.values.push_back(std::move(*read));
    if (!value.values.empty()) kept_.push_back(std::move(value));
  }

 private:
  void fault(std::string_view code, const std::string& sentence) {
    faults_.push_back({400, std::string(code) + sentence});
  }

  void missing(const Attribute& attribute) {
    const std::string_view whole = attribute.description;
    const std::string_view start = text::first(whole, longest_shown_description);
    if (start.empty()) return fault(attribute.code, " required");
    fault(attribute.code, " required: " + std::string(start) + (start.size() < whole.size() ? "..." : ""));
  }

  std::optional<std::string> read_value(const Attribute& attribute, std::string_view sent) {
    switch (attribute.datatype) {
      case Datatype::string:
      case Datatype::text:
        return read_text(attribute.code, sent);
      case Datatype::number:
        return read_number(attribute.code, sent);
      case Datatype::datetime:
        return read_datetime(attribute.code, sent);
      case Datatype::singlevaluelist:
      case Datatype::multivaluelist:
        return read_key(attribute, sent);
    }
    return std::nullopt;
  }

  std::optional<std::string> read_text(std::string_view code, std::string_view sent) {
    std::string value = text::clean(sent);
    const std::size_t length = text::length(value);
    if (length > longest_value) {
      fault(code, " has " + std::to_string(length) + " characters; at most " + std::to_string(longest_value) +
                      " can be taken.");
      return std::nullopt;
    }
    if (text::is_blank(value)) return std::nullopt;
    return value;
  }

  std::optional<std::string> read_number(std::string_view code, std::string_view sent) {
    const std::string_view trimmed = text::trim(sent);
    if (trimmed.size() > longest_value || !decimal(trimmed)) {
      fault(code, " must be a number such as 12 or 3.5, not " + shown(trimmed) + ".");
      return std::nullopt;
    }
    return std::string(trimmed);
  }

  std::optional<std::string> read_datetime(std::string_view code, std::string_view sent) {
    const auto moment = parse_w3c(text::trim(sent), zone_);
    if (!moment) {
      fault(code, " must be a date and time such as 2026-03-01T14:30:00Z, not " + shown(text::trim(sent)) + ".");
      return std::nullopt;
    }
    return format_w3c(*moment, zone_);
  }

  std::optional<std::string> read_key(const Attribute& attribute, std::string_view sent) {
    const std::string_view trimmed = text::trim(sent);
    std::vector<std::string> keys;
    for (const ListValue& known : attribute.values) {
      if (known.key == trimmed) return known.key;
      keys.push_back(known.key);
    }
    fault(attribute.code, " has no value " + shown(trimmed) + meant(attribute, trimmed, keys));
    return std::nullopt;
  }

  // The end of the sentence on a key that is not known: the key whose name was sent, or the nearest one.
  static std::string meant(const Attribute& attribute, std::string_view sent, const std::vector<std::string>& keys) {
    for (const ListValue& known : attribute.values)
      if (text::same_in_any_case(known.name, sent)) return "; its key is '" + known.key + "'.";
    if (const auto near = text::nearest(sent, keys)) return "; did you mean '" + *near + "'?";
    return ".";
  }

  const bool later_;
  const Zone& zone_;
  std::vector<Fault>& faults_;
  std::vector<AttributeValue> kept_;
  std::size_t unknown_ = 0;
  bool too_many_told_ = false;
};

std::vector<AttributeValue> read_all(Answers answers, const Service& service, Reading reading) {
  for (const Attribute& attribute : service.attributes)
    if (attribute.variable) reading.read(attribute, answers.to(attribute.code));
  for (const Answer& answer : answers.all())
    if (!answer.known) reading.keep_unknown(answer);
  return reading.take();
}

}  // namespace

std::vector<AttributeValue> read_attributes(const Parameters& sent, const Service& service, const Zone& zone,
                                            std::vector<Fault>& faults) {
  Answers answers(sent);
  answers.add_fields(sent, service.attributes);
  return read_all(std::move(answers), service, Reading(false, zone, faults));
}

std::vector<AttributeValue> read_later_attributes(const Parameters& sent, const Service& service, const Zone& zone,
                                                  std::vector<Fault>& faults) {
  return read_all(Answers(sent), service, Reading(true, zone, faults));
}

}  // namespace r311::open311
