// SPDX-License-Identifier: Apache-2.0
#include "open311/read_update.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "open311/read_attributes.h"
#include "open311/read_fields.h"
#include "open311/shapes.h"
#include "open311/status_view.h"

namespace r311::open311 {
namespace {

constexpr std::array<TextField<Update>, 8> text_fields{{
    {"update_id", "", &Update::update_id, 255, true},
    {"description", "", &Update::description, 4000, false},
    {"title", "", &Update::title, 255, false},
    {"email", "", &Update::email, 254, true},
    {"first_name", "", &Update::first_name, 255, false},
    {"last_name", "", &Update::last_name, 255, false},
    {"phone", "", &Update::phone, 255, true},
    {"account_id", "", &Update::account_id, 255, true},
}};

// Words that apps send and that are no state of ours; what each stands for.
struct Word {
  std::string_view word;
  std::optional<Status> status;
  bool reopens;
};
constexpr std::array<Word, 2> further_words{{{"reopen", Status::open, true}, {"unchanged", std::nullopt, false}}};

void read_status(const Parameters& sent, ReadUpdate& read) {
  const auto word = sent.get("status");
  if (!word) return;
  read.update.status = status_of(*word);
  if (read.update.status) return;
  const std::string plain = text::lower(text::trim(*word));
  for (const Word& known : further_words) {
    if (known.word != plain) continue;
    read.update.status = known.status;
    read.update.reopens = known.reopens;
    return;
  }
  read.update.status = status_of_draft(*word);
  if (read.update.status) return;
  read.faults.push_back(
      {400, "status must be a word such as OPEN, CLOSED, FIXED or IN_PROGRESS, not " + shown(*word) + "."});
}

void read_time(const Parameters& sent, const Zone& zone, ReadUpdate& read) {
  const auto word = sent.get("updated_datetime");
  if (!word) return;
  read.updated = parse_w3c(*word, zone);
  if (!read.updated)
    read.faults.push_back(
        {400, "updated_datetime must be a date and time such as 2026-03-01T14:30:00Z, not " + shown(*word) + "."});
}

// FixMyStreet's word of whether its author wants to hear more, which is the back end's to keep.
void keep_alerts(const Parameters& sent, ReadUpdate& read) {
  constexpr std::string_view name = "email_alerts_requested";
  std::string word = read_text_field(sent, name, "", 255, true, read.faults);
  auto& all = read.update.attributes;
  const bool told = std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.code == name; });
  if (!word.empty() && !told) all.push_back({std::string(name), {std::move(word)}});
}

ReadUpdate read(const Parameters& sent, const Service& service, const Zone& zone) {
  ReadUpdate read;
  check_encoding(sent, read.faults);
  read_text_fields<Update>(sent, text_fields, read.update, read.faults);
  check_email(read.update.email, read.faults);
  read_status(sent, read);
  read_time(sent, zone, read);
  read.update.media_urls = read_media_urls(sent, read.faults);
  read.update.attributes = read_later_attributes(sent, service, zone, read.faults);
  return read;
}

// What was sent wrong counts: it is told as such.
void refuse_nothing(const Parameters& sent, bool has_files, ReadUpdate& read) {
  const Update& update = read.update;
  if (has_files || !update.description.empty() || !update.attributes.empty() || !update.media_urls.empty() ||
      sent.get("status") || !read.faults.empty())
    return;
  read.faults.push_back(
      {400, "description, status, attribute[CODE] or media_url is needed: nothing was sent to tell."});
}

}  // namespace

ReadUpdate read_update(const Parameters& sent, const Service& service, const Zone& zone, bool has_files) {
  ReadUpdate update = read(sent, service, zone);
  update.request = read_text_field(sent, "service_request_id", "", 255, true, update.faults);
  if (update.request.empty() && !sent.get("service_request_id"))
    update.faults.insert(update.faults.begin(), {400, "service_request_id was not provided."});
  refuse_nothing(sent, has_files, update);
  keep_alerts(sent, update);
  return update;
}

ReadUpdate read_later_details(const Parameters& sent, std::string request, const Service& service, const Zone& zone,
                              bool has_files) {
  ReadUpdate details = read(sent, service, zone);
  details.request = std::move(request);
  refuse_nothing(sent, has_files, details);
  keep_alerts(sent, details);
  return details;
}

bool has_answers(const Parameters& sent) {
  const auto& all = sent.items();
  return std::any_of(all.begin(), all.end(), [](const auto& one) { return one.first.starts_with("attribute["); });
}

}  // namespace r311::open311
