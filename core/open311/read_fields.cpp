// SPDX-License-Identifier: Apache-2.0
#include "open311/read_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "open311/shapes.h"

namespace r311::open311 {
namespace {

constexpr std::size_t most_media = 20;

constexpr std::array<std::pair<std::string_view, bool>, 4> truths{
    {{"true", true}, {"false", false}, {"1", true}, {"0", false}}};

// "attribute[CODE]" is told as CODE, as all faults of attributes are.
std::string plain_name(std::string_view name) {
  constexpr std::string_view begin = "attribute[";
  if (name.starts_with(begin)) name = name.substr(begin.size(), name.find(']') - begin.size());
  return beginning(name);
}

// A client that does not escape the "+" of an offset sends a blank.
std::string with_plus(std::string text) {
  const auto blank = text.rfind(' ');
  if (text.find('T') != text.npos && blank != text.npos && blank > text.find('T')) text[blank] = '+';
  return text;
}

}  // namespace

void check_encoding(const Parameters& sent, std::vector<Fault>& faults) {
  std::set<std::string_view> told;
  for (const auto& [name, value] : sent.items()) {
    if ((text::is_utf8(name) && text::is_utf8(value)) || !told.insert(name).second) continue;
    // In front, so that the fault begins with the name also where it is an attribute's.
    faults.push_back({400, plain_name(name) + " is not valid UTF-8 text."});
  }
}

std::string read_text_field(const Parameters& sent, std::string_view name, std::string_view other_name,
                            std::size_t longest, bool trimmed, std::vector<Fault>& faults) {
  const auto& items = sent.items();
  const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) {
    return (item.first == name || (!other_name.empty() && item.first == other_name)) && !text::is_blank(item.second);
  });
  if (found == items.end()) return {};
  std::string value = text::clean(found->second);
  if (text::is_blank(value)) return {};
  if (trimmed) value = std::string(text::trim(value));
  const std::size_t length = text::length(value);
  if (length <= longest) return value;
  faults.push_back({400, std::string(name) + " has " + std::to_string(length) + " characters; at most " +
                             std::to_string(longest) + " can be taken."});
  return {};
}

void check_email(const std::string& email, std::vector<Fault>& faults) {
  if (!email.empty() && !is_email(email))
    faults.push_back({400, "email must be one address such as ana@example.org, not " + shown(email) + "."});
}

std::vector<std::string> read_media_urls(const Parameters& sent, std::vector<Fault>& faults) {
  std::vector<std::string> urls;
  std::size_t count = 0;
  for (const auto& [name, value] : sent.items()) {
    if ((name != "media_url" && name != "media_url[]") || text::is_blank(value)) continue;
    if (++count > most_media) {
      faults.push_back({400, "media_url: at most " + std::to_string(most_media) + " can be taken."});
      return urls;
    }
    const std::string_view url = text::trim(value);
    if (!text::is_utf8(url) || !is_media_url(url)) {
      faults.push_back(
          {400, "media_url must be an absolute http or https URL, or a data URL of an image, not " + shown(url) + "."});
    } else if (std::find(urls.begin(), urls.end(), url) == urls.end()) {
      urls.push_back(text::clean(url));
    }
  }
  return urls;
}

std::optional<bool> read_truth(const Parameters& sent, std::string_view name, std::vector<Fault>& faults) {
  const auto value = sent.get(name);
  if (!value) return std::nullopt;
  for (const auto& [word, truth] : truths)
    if (text::same_in_any_case(word, text::trim(*value))) return truth;
  faults.push_back({400, std::string(name) + " must be true or false, not " + shown(*value) + "."});
  return std::nullopt;
}

std::optional<std::size_t> read_number(const Parameters& sent, std::string_view name, std::optional<std::size_t> most,
                                       std::vector<Fault>& faults) {
  constexpr std::size_t largest = std::size_t{1} << 40U;
  const auto value = sent.get(name);
  if (!value) return std::nullopt;
  std::size_t number = 0;
  const char* const last = value->data() + value->size();
  const auto [end, error] = std::from_chars(value->data(), last, number);
  if (end == last) {
    if (error == std::errc() && number > 0 && number <= most.value_or(number)) return number;
    if (error == std::errc::result_out_of_range && !most) return largest;
  }
  faults.push_back({400, std::string(name) + " must be a whole number from 1" +
                             (most ? " to " + std::to_string(*most) : std::string()) + ", not " + shown(*value) + "."});
  return std::nullopt;
}

std::optional<Time> read_window_end(const Parameters& sent, std::string_view name, WindowEnd end, const Zone& zone,
                                    std::vector<Fault>& faults) {
  const auto value = sent.get(name);
  if (!value) return std::nullopt;
  const std::string text = with_plus(*value);
  const auto moment = parse_w3c(text, zone);
  if (!moment) {
    faults.push_back(
        {400, std::string(name) + " must be a date and time such as 2026-03-01T14:30:00Z, not " + shown(*value) + "."});
    return std::nullopt;
  }
  if (end == WindowEnd::first) return moment;
  constexpr std::size_t bare_date = 10;
  if (text.size() == bare_date) return parse_w3c(text + "T23:59:59.999", zone);
  return std::chrono::floor<std::chrono::seconds>(*moment) + Milliseconds{999};
}

}  // namespace r311::open311
