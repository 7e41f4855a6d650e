// SPDX-License-Identifier: Apache-2.0
#include "report_values.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace sql {
namespace {

constexpr std::string_view attribute_prefix = "attribute.";
// FixMyStreet says it with every comment; it is no answer, and nothing for a clerk to read.
constexpr std::string_view alerts = "email_alerts_requested";

// One line a parameter that is read off the report, the update or the file alone. An empty required text is one that
// was left out.
template <class Source>
struct Field {
  std::string_view name;
  Value (*read)(const Source& source);
};

using Report = relay311::Report;
const Field<Report> report_fields[] = {
    {"id", [](const Report& r) { return unless_empty(r.id); }},
    {"jurisdiction_id", [](const Report& r) { return unless_empty(r.jurisdiction_id); }},
    {"service_code", [](const Report& r) { return unless_empty(r.service_code); }},
    {"service_name", [](const Report& r) { return unless_empty(r.service_name); }},
    {"service_group", [](const Report& r) { return unless_empty(r.service_group); }},
    {"backend_code", [](const Report& r) { return unless_empty(r.backend_code); }},
    {"description", [](const Report& r) { return unless_empty(r.description); }},
    {"address_string", [](const Report& r) { return or_null(r.address_string); }},
    {"address_id", [](const Report& r) { return or_null(r.address_id); }},
    {"email", [](const Report& r) { return or_null(r.email); }},
    {"first_name", [](const Report& r) { return or_null(r.first_name); }},
    {"last_name", [](const Report& r) { return or_null(r.last_name); }},
    {"phone", [](const Report& r) { return or_null(r.phone); }},
    {"device_id", [](const Report& r) { return or_null(r.device_id); }},
    {"account_id", [](const Report& r) { return or_null(r.account_id); }},
    {"latitude", [](const Report& r) { return r.latitude ? Value(*r.latitude) : Value(); }},
    {"longitude", [](const Report& r) { return r.longitude ? Value(*r.longitude) : Value(); }},
    {"non_public", [](const Report& r) { return Value(std::int64_t{r.non_public}); }},
    {"media_url", [](const Report& r) { return r.media_urls.empty() ? Value() : Value(r.media_urls.front()); }},
};

using Update = relay311::Update;
const Field<Update> update_fields[] = {
    {"update_id", [](const Update& u) { return unless_empty(u.id); }},
    {"request_id", [](const Update& u) { return unless_empty(u.request_id); }},
    {"reference", [](const Update& u) { return unless_empty(u.reference); }},
    {"jurisdiction_id", [](const Update& u) { return unless_empty(u.jurisdiction_id); }},
    {"service_code", [](const Update& u) { return unless_empty(u.service_code); }},
    {"backend_code", [](const Update& u) { return unless_empty(u.backend_code); }},
    {"description", [](const Update& u) { return unless_empty(u.description); }},
    {"title", [](const Update& u) { return or_null(u.title); }},
    {"email", [](const Update& u) { return or_null(u.email); }},
    {"first_name", [](const Update& u) { return or_null(u.first_name); }},
    {"last_name", [](const Update& u) { return or_null(u.last_name); }},
    {"phone", [](const Update& u) { return or_null(u.phone); }},
    {"account_id", [](const Update& u) { return or_null(u.account_id); }},
    {"media_url", [](const Update& u) { return u.media_urls.empty() ? Value() : Value(u.media_urls.front()); }},
};

using Item = relay311::MediaItem;
const Field<Item> media_fields[] = {
    {"request_id", [](const Item& i) { return unless_empty(i.request_id); }},
    {"reference", [](const Item& i) { return unless_empty(i.reference); }},
    {"update_id", [](const Item& i) { return or_null(i.update_id); }},
    {"position", [](const Item& i) { return Value(std::int64_t{i.position}); }},
    {"file_name", [](const Item& i) { return or_null(i.file_name); }},
    {"content_type", [](const Item& i) { return unless_empty(i.content_type); }},
    {"digest", [](const Item& i) { return unless_empty(i.digest); }},
    {"size", [](const Item& i) { return Value(static_cast<std::int64_t>(i.size)); }},
};

template <class Source, std::size_t N>
const Field<Source>* field(const Field<Source> (&fields)[N], std::string_view name) {
  const auto found =
      std::find_if(std::begin(fields), std::end(fields), [&](const Field<Source>& each) { return each.name == name; });
  return found == std::end(fields) ? nullptr : found;
}

// The fields, and those that need more than the source.
template <class Source, std::size_t N>
ParameterNames names(const Field<Source> (&fields)[N], std::vector<std::string> others) {
  std::vector<std::string> all;
  for (const Field<Source>& each : fields) all.emplace_back(each.name);
  all.insert(all.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  return ParameterNames(std::move(all));
}

}  // namespace

const ParameterNames& report_parameters() {
  static const ParameterNames all =
      names(report_fields, {"idempotency_key", "requested.local", "requested.utc", "requested.epoch",
                            "requested.epoch_ms", "media_urls", "attributes", "reference", "status", "attribute."});
  return all;
}

Value ReportValues::raw(const std::string& name) const {
  if (const auto* known = field(report_fields, name)) return known->read(report_);
  if (name == "idempotency_key") return std::string(key_);
  if (name == "media_urls") return or_null(urls(report_.media_urls));
  if (name == "reference") return or_null(reference_);
  if (name == "status") return or_null(status_);
  if (name == "attributes") return or_null(attribute_lines(report_.values));
  if (name.rfind("requested.", 0) == 0) return moment(name, report_.requested);
  return or_null(attribute(report_.values, std::string_view(name).substr(attribute_prefix.size())));
}

const ParameterNames& update_parameters() {
  static const ParameterNames all =
      names(update_fields, {"idempotency_key", "status", "updated.local", "updated.utc", "updated.epoch",
                            "updated.epoch_ms", "media_urls", "attributes", "attribute."});
  return all;
}

Value UpdateValues::raw(const std::string& name) const {
  if (const auto* known = field(update_fields, name)) return known->read(update_);
  if (name == "idempotency_key") return std::string(key_);
  if (name == "media_urls") return or_null(urls(update_.media_urls));
  if (name == "status") return or_null(status_);
  if (name == "attributes") {
    auto answers = update_.values;
    answers.erase(std::remove_if(answers.begin(), answers.end(), [](const auto& one) { return one.code == alerts; }),
                  answers.end());
    return or_null(attribute_lines(answers));
  }
  if (name.rfind("updated.", 0) == 0) return moment(name, update_.updated);
  return or_null(attribute(update_.values, std::string_view(name).substr(attribute_prefix.size())));
}

const ParameterNames& media_parameters(bool in_files) {
  static const ParameterNames files = names(media_fields, {"idempotency_key", "path", "stored_as"});
  static const ParameterNames rows = names(media_fields, {"idempotency_key", "content"});
  return in_files ? files : rows;
}

Value MediaValues::raw(const std::string& name) const {
  if (const auto* known = field(media_fields, name)) return known->read(item_);
  if (name == "idempotency_key") return std::string(key_);
  if (name == "content") return Blob{content_};
  return unless_empty(name == "path" ? path_ : stored_as_);
}

}  // namespace sql
