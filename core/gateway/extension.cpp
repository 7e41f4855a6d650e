// SPDX-License-Identifier: Apache-2.0
#include "gateway/extension.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "open311/description_parts.h"

namespace r311::gateway {
namespace {

// Questions whose answers tell who reported, whatever their definition says: clients send these fields of a report as
// attributes too.
constexpr std::array<std::string_view, 7> contact_codes{"email",      "first_name", "last_name", "name",
                                                        "account_id", "device_id",  "phone"};

bool is_public(const open311::Attribute& question) {
  return question.variable && !question.answers_private && question.automated.empty() &&
         std::find(contact_codes.begin(), contact_codes.end(), question.code) == contact_codes.end();
}

const open311::Attribute* question_of(const Offer* offer, const std::string& code) {
  if (offer == nullptr) return nullptr;
  const auto& questions = offer->service.attributes;
  const auto found =
      std::find_if(questions.begin(), questions.end(), [&](const auto& each) { return each.code == code; });
  return found == questions.end() ? nullptr : &*found;
}

std::string name_of(const open311::Attribute* question, const std::string& key) {
  if (question == nullptr) return {};
  const auto& known = question->values;
  const auto found = std::find_if(known.begin(), known.end(), [&](const auto& each) { return each.key == key; });
  return found == known.end() ? std::string() : found->name;
}

std::vector<open311::Answer> answers_of(std::vector<open311::AttributeValue>& sent, const Offer* offer,
                                        bool private_too) {
  std::vector<open311::Answer> answers;
  for (open311::AttributeValue& attribute : sent) {
    const open311::Attribute* question = question_of(offer, attribute.code);
    if (!private_too && (question == nullptr || !is_public(*question))) continue;
    open311::Answer& answer = answers.emplace_back();
    answer.code = std::move(attribute.code);
    for (std::string& key : attribute.values) {
      std::string name = name_of(question, key);
      answer.values.push_back({std::move(key), std::move(name)});
    }
  }
  return answers;
}

open311::Note note_of(store::HistoryEntry entry, const std::string& agency) {
  open311::Note note;
  note.who = entry.interface_used.empty() ? agency : std::move(entry.interface_used);
  note.at = entry.published;
  note.status = entry.status;
  note.description = std::move(entry.text);
  return note;
}

const std::string& agency_of(const open311::ServiceRequest& request, const JurisdictionPlan& plan) {
  if (!request.agency_responsible.empty()) return request.agency_responsible;
  return plan.name.empty() ? plan.id : plan.name;
}

std::string requestor_of(const store::RequestDetail& detail) {
  std::string name(text::trim(detail.first_name));
  const std::string_view last = text::trim(detail.last_name);
  if (last.empty() || last == "-") return name;  // as of somebody who gave one word
  if (!name.empty()) name += ' ';
  return name.append(last);
}

open311::LinkedRequest linked_of(store::Linked& linked) { return {std::move(linked.id), linked.status}; }

void add_links(open311::Extension& more, store::RequestDetail& detail) {
  if (detail.duplicate_of) more.duplicate_of = linked_of(*detail.duplicate_of);
  if (detail.parent) more.parent = linked_of(*detail.parent);
  for (store::Linked& child : detail.children) more.children.push_back(linked_of(child));
  for (store::Linked& other : detail.related) more.related.push_back(linked_of(other));
}

std::vector<open311::ShownMedia> media_of(store::RequestDetail& detail, const std::string& public_url) {
  std::vector<open311::ShownMedia> media;
  for (std::string& url : detail.media_urls) media.push_back({std::move(url), {}, {}});
  for (open311::Attachment& file : detail.attachments) {
    if (!open311::is_shown(file)) continue;
    media.push_back(
        {public_url + std::string(open311::shown_files) + file.digest, std::move(file.content_type), file.size});
  }
  return media;
}

}  // namespace

open311::Extension extension_of(const open311::ServiceRequest& request, store::RequestDetail detail,
                                const Readership& readership) {
  open311::Extension more;
  const auto parts = open311::parts_of(request.description);
  // FixMyStreet's `title`, where it sends one, is how its reporter is addressed.
  if (parts) {
    more.title = parts->title;
    more.detail = parts->detail;
  } else {
    more.title = std::move(detail.title);
    more.detail = detail.detail.empty() ? request.description : std::move(detail.detail);
  }
  if (detail.name_public) more.requestor_name = requestor_of(detail);
  more.interface_used = std::move(detail.interface_used);
  more.comment_count = detail.comments;
  more.agency_sent = detail.delivered;
  more.backend_reference = std::move(detail.reference);
  more.media = media_of(detail, readership.public_url);
  add_links(more, detail);
  const std::string& agency = agency_of(request, readership.jurisdiction->plan());
  for (store::HistoryEntry& entry : detail.history) more.notes.push_back(note_of(std::move(entry), agency));
  more.attributes =
      answers_of(detail.attributes, readership.offering->offer(request.service_code), readership.private_too);
  return more;
}

}  // namespace r311::gateway
