// SPDX-License-Identifier: Apache-2.0
#include "open311/read_report.h"

#include <array>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "open311/read_attributes.h"
#include "open311/read_fields.h"
#include "open311/shapes.h"

namespace r311::open311 {
namespace {

constexpr std::array<TextField<Report>, 11> text_fields{{
    {"description", "", &Report::description, 4000, false},
    {"address_string", "", &Report::address_string, 1000, false},
    {"address_id", "", &Report::address_id, 255, true},
    {"email", "", &Report::email, 254, true},
    {"device_id", "deviceid", &Report::device_id, 255, true},  // FixMyStreet writes deviceid
    {"account_id", "", &Report::account_id, 255, true},
    {"first_name", "", &Report::first_name, 255, false},
    {"last_name", "", &Report::last_name, 255, false},
    {"phone", "", &Report::phone, 255, true},
    {"title", "", &Report::title, 255, false},
    {"detail", "", &Report::detail, 4000, false},
}};

// FixMyStreet's own word, of which "FALSE" is the reporter's leave; its configurations send it in either place.
bool allows_name(const Parameters& sent) {
  const auto word = sent.get("public_anonymity_required");
  return text::same_in_any_case(word ? *word : sent.get("attribute[public_anonymity_required]").value_or(""), "false");
}

class Reading {
 public:
  explicit Reading(const Parameters& sent) : sent_(sent) { check_encoding(sent_, read_.faults); }

  void read_texts() {
    read_text_fields<Report>(sent_, text_fields, read_.report, read_.faults);
    check_email(read_.report.email, read_.faults);
    read_.report.name_public = allows_name(sent_);
    if (read_.report.description.empty()) describe();
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

  void read_media() { read_.report.media_urls = read_media_urls(sent_, read_.faults); }

  // FixMyStreet's rule: every text but "" and "0" is private, since who says anything of it means that.
  void read_privacy() {
    const auto sent = sent_.get("non_public");
    read_.report.non_public = sent && *sent != "0";
  }

  void read_answers(const Service& service, const Zone& zone) {
    read_.report.attributes = read_attributes(sent_, service, zone, read_.faults);
  }

  ReadReport take() { return std::move(read_); }

 private:
  // The back end gets a description only.
  void describe() {
    Report& report = read_.report;
    report.description = report.title;
    if (!report.title.empty() && !report.detail.empty()) report.description += "\n\n";
    report.description += report.detail;
  }

  void fault(std::string sentence) { read_.faults.push_back({400, std::move(sentence)}); }

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
  reading.read_texts();
  reading.read_location();
  reading.read_media();
  reading.read_privacy();
  reading.read_answers(service, zone);
  return reading.take();
}

}  // namespace r311::open311
