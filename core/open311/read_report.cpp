// SPDX-License-Identifier: Apache-2.0
#include "open311/read_report.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "open311/read_attributes.h"
#include "open311/shapes.h"

namespace r311::open311 {
namespace {

constexpr std::size_t most_media = 20;

// A field that is taken as text. Values that a machine made are trimmed; what a person wrote stays as it is.
struct TextField {
  std::string_view name;
  std::string_view other_name;
  std::string Report::*member;
  std::size_t longest;  // code points
  bool trimmed;
};

constexpr std::array<TextField, 9> text_fields{{
    {"description", "", &Report::description, 4000, false},
    {"address_string", "", &Report::address_string, 1000, false},
    {"address_id", "", &Report::address_id, 255, true},
    {"email", "", &Report::email, 254, true},
    {"device_id", "deviceid", &Report::device_id, 255, true},  // FixMyStreet writes deviceid
    {"account_id", "", &Report::account_id, 255, true},
    {"first_name", "", &Report::first_name, 255, false},
    {"last_name", "", &Report::last_name, 255, false},
    {"phone", "", &Report::phone, 255, true},
}};

class Reading {
 public:
  explicit Reading(const Parameters& sent) : sent_(sent) {}

  void check_encoding() {
    std::set<std::string_view> told;
    for (const auto& [name, value] : sent_.items()) {
      if ((text::is_utf8(name) && text::is_utf8(value)) || !told.insert(name).second) continue;
      // In front, so that the fault begins with the name also where it is an attribute's.
      fault(plain_name(name) + " is not valid UTF-8 text.");
    }
  }

  void read_texts() {
    for (const TextField& field : text_fields) {
      std::string value = text::clean(first(field));
      if (text::is_blank(value)) continue;
      if (field.trimmed) value = std::string(text::trim(value));
      const std::size_t length = text::length(value);
      if (length > field.longest) {
        fault(std::string(field.name) + " has " + std::to_string(length) + " characters; at most " +
              std::to_string(field.longest) + " can be taken.");
        continue;
      }
      read_.report.*field.member = std::move(value);
    }
    std::string& email = read_.report.email;
    if (!email.empty() && !is_email(email))
      fault("email must be one address such as ana@example.org, not " + shown(email) + ".");
  }

  // Behind the texts: an address may stand for the coordinates.
  void read_location() {
    const auto lat = sent_.get("lat");
    const auto lng = sent_.get("long");
    if (!lat && !lng) {
      if (read_.report.address_string.empty() && read_.report.address_id.empty() && !sent_.get("address_string") &&
          !sent_.get("address_id"))
        fault("A location is required: lat and long, or address_string, or address_id.");
      return;
    }
    if (!lng) fault("long is missing: lat and long are needed together.");
    if (!lat) fault("lat is missing: lat and long are needed together.");
    const auto latitude = read_degrees("lat", lat, 90);
    const auto longitude = read_degrees("long", lng, 180);
    if (latitude && longitude) read_.report.position = Position{*latitude, *longitude};
  }

  void read_media() {
    auto& urls = read_.report.media_urls;
    std::size_t count = 0;
    for (const auto& [name, value] : sent_.items()) {
      if ((name != "media_url" && name != "media_url[]") || text::is_blank(value)) continue;
      if (++count > most_media) return fault("media_url: at most " + std::to_string(most_media) + " can be taken.");
      const std::string_view url = text::trim(value);
      if (!text::is_utf8(url) || !is_media_url(url)) {
        fault("media_url must be an absolute http or https URL, or a data URL of an image, not " + shown(url) + ".");
      } else if (std::find(urls.begin(), urls.end(), url) == urls.end()) {
        urls.push_back(text::clean(url));
      }
    }
  }

  void read_answers(const Service& service, const Zone& zone) {
    read_.report.attributes = read_attributes(sent_, service, zone, read_.faults);
  }

  ReadReport take() { return std::move(read_); }

 private:
  void fault(std::string sentence) { read_.faults.push_back({400, std::move(sentence)}); }

  // The first value that is not blank, as it came.
  std::string_view first(const TextField& field) const {
    for (const auto& [name, value] : sent_.items())
      if ((name == field.name || (!field.other_name.empty() && name == field.other_name)) && !text::is_blank(value))
        return value;
    return {};
  }

  // "attribute[CODE]" is told as CODE, as all faults of attributes are.
  static std::string plain_name(std::string_view name) {
    constexpr std::string_view begin = "attribute[";
    if (name.starts_with(begin)) name = name.substr(begin.size(), name.find(']') - begin.size());
    return beginning(name);
  }

  std::optional<double> read_degrees(std::string_view name, const std::optional<std::string>& sent, double most) {
    if (!sent) return std::nullopt;
    const auto degrees = decimal(*sent);
    if (degrees && *degrees >= -most && *degrees <= most) return degrees;
    const std::string range = std::to_string(static_cast<int>(most));
    fault(std::string(name) + " must be a decimal number from -" + range + " to " + range + ", not " + shown(*sent) +
          ".");
    return std::nullopt;
  }

  const Parameters& sent_;
  ReadReport read_;
};

}  // namespace

ReadReport read_report(const Parameters& sent, const Service& service, const Zone& zone) {
  Reading reading(sent);
  reading.check_encoding();
  reading.read_texts();
  reading.read_location();
  reading.read_media();
  reading.read_answers(service, zone);
  return reading.take();
}

}  // namespace r311::open311
