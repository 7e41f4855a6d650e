// SPDX-License-Identifier: Apache-2.0
#include "config/forms.h"

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "base/time_text.h"

namespace r311::config {
namespace {

// Names to suggest for a misspelt zone; none where the system keeps no list.
std::vector<std::string> zone_names() {
  std::vector<std::string> names = {"UTC"};
  std::ifstream table("/usr/share/zoneinfo/tzdata.zi");  // "L TARGET NAME" is a link, "Z NAME ..." a zone
  for (std::string line; std::getline(table, line);) {
    const auto words = text::split(line, ' ');
    if (words.size() >= 3 && (words[0] == "Z" || words[0] == "L")) names.emplace_back(words[words[0] == "Z" ? 1 : 2]);
  }
  return names;
}

// "berlin" is meant as "Europe/Berlin": people leave the first part of a zone's name out.
std::string meant_zone(const std::string& text) {
  const auto names = zone_names();
  const auto last_part = [](const std::string& name) { return name.substr(name.rfind('/') + 1); };
  const auto same = [&](const std::string& name) { return text::lower(last_part(name)) == text::lower(text); };
  if (const auto named = std::find_if(names.begin(), names.end(), same); named != names.end()) return *named;
  if (const auto near = text::nearest(text, names)) return *near;
  std::vector<std::string> parts;
  for (const auto& name : names) parts.push_back(last_part(name));
  const auto part = text::nearest(text, parts);
  if (!part) return "";
  return names[static_cast<std::size_t>(std::find(parts.begin(), parts.end(), *part) - parts.begin())];
}

template <class V>
Form<V> ranged_form(const std::string& kind, const std::string& example, V low, V high,
                    std::function<std::optional<V>(std::string_view)> parse, std::function<std::string(V)> show) {
  Form<V> form;
  form.value = kind + " from " + show(low) + " to " + show(high);
  form.show = [show](const V& value) { return show(value); };
  form.read = [=, expected = form.value + example](Reading& reading, const Node& node, V& to) {
    const std::string* text = scalar_text(reading, node, expected);
    if (!text) return false;
    const auto value = parse(*text);
    if (!value || *value < low || *value > high) {
      const auto in_seconds = kind == "duration" ? parse(*text + "s") : std::nullopt;
      const bool meant_seconds = in_seconds && *in_seconds >= low && *in_seconds <= high;
      return tell_form(reading, node, expected, meant_seconds ? *text + "s" : "");
    }
    to = *value;
    return true;
  };
  return form;
}

template <class V>
Form<V> number_form(V low, V high) {
  return ranged_form<V>(
      "number", "", low, high,
      [](std::string_view text) -> std::optional<V> {
        const auto number = parse_integer(text);
        if (!number || !std::in_range<V>(*number)) return std::nullopt;
        return static_cast<V>(*number);
      },
      [](V value) { return std::to_string(value); });
}

}  // namespace

std::string tell_unknown_key(Reading& reading, const Place& at, const std::string& key,
                             const std::vector<std::string>& known) {
  const std::string meant = text::nearest(key, known).value_or("");
  reading.tell(at, "unknown key " + in_quotes(key), one_of(known), meant);
  return meant;
}

const std::string* scalar_text(Reading& reading, const Node& node, const std::string& expected) {
  if (node.broken) return nullptr;
  if (node.kind == Node::Kind::scalar) return &node.text;
  reading.tell(node.place, kind_of(node), expected);
  return nullptr;
}

bool tell_form(Reading& reading, const Node& node, const std::string& expected, std::string suggestion) {
  reading.tell(node.place, shown(node), expected, node.secret ? "" : std::move(suggestion));
  return false;
}

bool check_word(Reading& reading, const Node& node, const std::vector<std::string>& words) {
  const std::string* text = scalar_text(reading, node, one_of(words));
  if (!text) return false;
  if (std::find(words.begin(), words.end(), *text) != words.end()) return true;
  return tell_form(reading, node, one_of(words), text::nearest(*text, words).value_or(""));
}

bool check_zone(Reading& reading, const Node& node) {
  const std::string expected = "a time zone of the IANA database, such as Europe/London";
  const std::string* text = scalar_text(reading, node, expected);
  if (!text) return false;
  if (Zone::find(*text)) return true;
  return tell_form(reading, node, expected, meant_zone(*text));
}

Form<std::string> text_form(TextRule rule) {
  Form<std::string> form;
  form.value = rule.what;
  form.show = [](const std::string& text) { return text; };
  form.read = [rule](Reading& reading, const Node& node, std::string& to) {
    const std::string limit = rule.what + " of 1 to " + std::to_string(rule.most) + " characters";
    const std::string* text = scalar_text(reading, node, rule.what);
    if (!text) return false;
    const auto control = [&](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte == 0x7F || (byte < 0x20 && !(rule.lines && (c == '\n' || c == '\t' || c == '\r')));
    };
    if (text::trim(*text).empty()) return tell_form(reading, node, limit);
    if (const std::size_t length = text::length(*text); length > rule.most) {
      reading.tell(node.place, "text of " + std::to_string(length) + " characters", limit);
      return false;
    }
    if (std::any_of(text->begin(), text->end(), control)) {
      reading.tell(node.place, "control characters or line ends", rule.what + " without them");
      return false;
    }
    if (!rule.signs.empty() && text->find_first_not_of(rule.signs) != std::string::npos)
      return tell_form(reading, node, rule.what);
    to = *text;
    return true;
  };
  return form;
}

TextRule code_rule(std::string what) { return {100, false, {}, std::move(what)}; }

TextRule name_rule(std::string what) {
  return {100, false, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-", std::move(what)};
}

Form<std::string> agency_form() {
  auto form = text_form({200, false, {}, "text without |"});
  form.read = [text = form.read, what = form.value](Reading& reading, const Node& node, std::string& to) {
    if (!text(reading, node, to)) return false;
    if (to.find('|') != std::string::npos) return tell_form(reading, node, what);  // it parts agencies in a filter
    to = text::trim(to);
    return true;
  };
  return form;
}

Form<std::string> word_form(const std::vector<std::string>& words) {
  return {words.size() == 1 ? words.front() : one_of(words),
          [words](Reading& reading, const Node& node, std::string& to) {
            if (!check_word(reading, node, words)) return false;
            to = node.text;
            return true;
          },
          [](const std::string& word) { return word; },
          {}};
}

Form<bool> boolean_form() {
  return {"true or false",
          [](Reading& reading, const Node& node, bool& to) {
            const std::string* text = scalar_text(reading, node, "true or false");
            if (!text) return false;
            const auto value = parse_boolean(*text);
            if (!value) return tell_form(reading, node, "true or false", meant_boolean(*text));
            to = *value;
            return true;
          },
          [](const bool& value) { return std::string(value ? "true" : "false"); },
          {}};
}

Form<int> integer_form(int low, int high) { return number_form<int>(low, high); }

Form<std::size_t> count_form(std::size_t low, std::size_t high) { return number_form<std::size_t>(low, high); }

Form<std::size_t> size_form(std::size_t low, std::size_t high) {
  return ranged_form<std::size_t>("size", ", such as 20MB", low, high, parse_size, show_size);
}

Form<Milliseconds> duration_form(Milliseconds low, Milliseconds high) {
  return ranged_form<Milliseconds>("duration", ", such as 500ms, 30s, 5m, 2h or 1d", low, high, parse_duration,
                                   show_duration);
}

Form<Rate> rate_form() {
  const std::string form = "rate, such as 10/s, 30/m or 600/h";
  return {form,
          [form](Reading& reading, const Node& node, Rate& to) {
            const std::string* text = scalar_text(reading, node, form);
            if (!text) return false;
            const std::size_t slash = text->find('/');
            const auto count = parse_integer(std::string_view(*text).substr(0, slash));
            const auto per = slash == std::string::npos ? std::nullopt : parse_duration("1" + text->substr(slash + 1));
            const bool unit =
                per == std::chrono::seconds(1) || per == std::chrono::minutes(1) || per == std::chrono::hours(1);
            if (!count || *count < 1 || *count > 1'000'000 || !unit) return tell_form(reading, node, form);
            to = {static_cast<int>(*count), *per};
            return true;
          },
          [](const Rate& rate) {
            return rate.count == 0 ? std::string()
                                   : std::to_string(rate.count) + "/" + show_duration(rate.per).substr(1);
          },
          {}};
}

Form<std::string> zone_form() {
  return {"time zone",
          [](Reading& reading, const Node& node, std::string& to) {
            if (!check_zone(reading, node)) return false;
            to = node.text;
            return true;
          },
          [](const std::string& zone) { return zone; },
          {}};
}

}  // namespace r311::config
