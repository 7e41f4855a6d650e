// SPDX-License-Identifier: Apache-2.0
#include "plugin/change_intake.h"

#include <cmath>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "open311/shapes.h"
#include "open311/status_view.h"
#include "plugin/abi_view.h"

namespace r311::plugin {

namespace {

constexpr std::size_t most_told = 20;  // refusals logged one by one in a poll

// The years 1900 to 9999, which W3CDTF can show.
constexpr std::int64_t first_moment = -2'208'988'800'000;
constexpr std::int64_t last_moment = 253'402'300'799'999;

bool is_name(std::string_view name) { return name.size() <= R311_REFERENCE_MOST && text::clean(name) == name; }

std::size_t size_of(const open311::Change& change) {
  std::size_t size = sizeof change + change.reference.size() + change.key.size() + change.backend_status.size() +
                     change.note.size() + change.update_id.size() + change.update_key.size() +
                     (change.notice ? change.notice->size() : 0);
  for (const auto& url : change.media_urls) size += sizeof url + url.size();
  const auto& [duplicate_of, parent, related] = change.links;
  size += (duplicate_of ? duplicate_of->size() : 0) + (parent ? parent->size() : 0);
  if (related)
    for (const auto& reference : *related) size += sizeof reference + reference.size();
  return size;
}

std::size_t size_of(const open311::WorkOrder& order) {
  return sizeof order + order.reference.size() + order.backend_code.size() + order.description.size() +
         order.backend_status.size() + order.address_string.size() + order.notice.size() + order.zipcode.size();
}

bool is_http_url(std::string_view url) {
  return text::lower(url.substr(0, 4)) == "http" && open311::is_media_url(url) && text::clean(url) == url;
}

// Ends the reading of one change or work order; never leaves this file.
struct Wrong {
  std::string what;
};

std::string name(r311_text_view lent, const char* what) {
  const auto given = bytes(lent, R311_REFERENCE_MOST);
  if (!given || !is_name(*given))
    throw Wrong{std::string("has ") + what + " that is not clean text of at most " +
                std::to_string(R311_REFERENCE_MOST) + " bytes"};
  return std::string(*given);
}

std::optional<open311::Status> status(r311_text_view lent) {
  if (is_absent(lent)) return std::nullopt;
  const std::string word = readable(lent, R311_REFERENCE_MOST);
  auto known = open311::status_of(word);
  if (!known) known = open311::status_of_draft(word);
  if (!known) throw Wrong{"has the status '" + word + "', which is no status word"};
  return known;
}

Time moment(std::int64_t milliseconds) {
  if (milliseconds < first_moment || milliseconds > last_moment)
    throw Wrong{"has a time outside the years 1900 to 9999"};
  return Time(Milliseconds(milliseconds));
}

// Of nothing: nobody expects anything any more; absent: it is not said.
std::optional<std::optional<Time>> expected(std::int64_t milliseconds) {
  if (milliseconds == 0) return std::nullopt;
  if (milliseconds == R311_NO_TIME) return std::optional<Time>();
  return moment(milliseconds);
}

// A word that is not known yet may mean that it is private in a way of its own; it is not shown then.
std::optional<bool> privacy(std::uint32_t word) {
  if (word == 0) return std::nullopt;
  return word != R311_PRIVACY_PUBLIC;
}

std::vector<std::string> media_urls(const r311_change& lent) {
  const r311_text_view* urls = read(lent, &r311_change::media_urls);
  const std::uint64_t count = read(lent, &r311_change::media_url_count);
  if (count > 0 && urls == nullptr) throw Wrong{"has media URLs that are null"};
  if (count > R311_MEDIA_URLS_MOST)
    throw Wrong{"has more than " + std::to_string(R311_MEDIA_URLS_MOST) + " media URLs"};
  std::vector<std::string> taken;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto url = bytes(urls[i], R311_URL_MOST);
    if (url && is_http_url(*url)) taken.emplace_back(*url);
  }
  return taken;
}

std::optional<std::string> link(r311_text_view lent, const char* what) {
  if (is_absent(lent)) return std::nullopt;
  return name(lent, what);
}

open311::Links links(const r311_change& lent) {
  open311::Links links;
  links.duplicate_of = link(read(lent, &r311_change::duplicate_of), "a duplicate_of");
  links.parent = link(read(lent, &r311_change::parent), "a parent");
  const r311_text_view* related = read(lent, &r311_change::related);
  if (related == nullptr) return links;
  const std::uint64_t count = read(lent, &r311_change::related_count);
  if (count > R311_RELATED_MOST)
    throw Wrong{"has more than " + std::to_string(R311_RELATED_MOST) + " related work orders"};
  links.related.emplace();
  for (std::uint64_t i = 0; i < count; ++i) links.related->push_back(name(related[i], "a related reference"));
  return links;
}

open311::Change read_change(const r311_change& lent) {
  open311::Change change;
  change.reference = name(read(lent, &r311_change::reference), "a reference");
  change.key = name(read(lent, &r311_change::idempotency_key), "an idempotency key");
  change.update_id = name(read(lent, &r311_change::update_id), "an update id");
  change.update_key = name(read(lent, &r311_change::update_key), "an update key");
  if (change.reference.empty() && change.key.empty()) throw Wrong{"has neither reference nor idempotency key"};
  change.status = status(read(lent, &r311_change::status));
  change.backend_status = readable(read(lent, &r311_change::backend_status), R311_REFERENCE_MOST);
  change.note = readable(read(lent, &r311_change::note), R311_NOTE_MOST);
  change.changed = moment(read(lent, &r311_change::changed, first_moment - 1));
  change.media_urls = media_urls(lent);
  change.links = links(lent);
  change.non_public = privacy(read(lent, &r311_change::privacy));
  change.expected = expected(read(lent, &r311_change::expected));
  const r311_text_view notice = read(lent, &r311_change::notice, absent());
  if (!is_absent(notice)) change.notice = readable(notice, R311_NOTE_MOST);
  change.status_unknown =
      (read(lent, &r311_change::flags) & R311_CHANGE_STATUS_UNKNOWN) != 0 && !change.backend_status.empty();
  return change;
}

open311::WorkOrder read_work_order(const r311_work_order& lent) {
  open311::WorkOrder order;
  order.reference = name(read(lent, &r311_work_order::reference), "a reference");
  if (order.reference.empty()) throw Wrong{"has no reference"};
  order.backend_code = name(read(lent, &r311_work_order::backend_code), "a code");
  order.description = readable(read(lent, &r311_work_order::description), R311_TEXT_MOST);
  order.status = status(read(lent, &r311_work_order::status));
  order.backend_status = readable(read(lent, &r311_work_order::backend_status), R311_REFERENCE_MOST);
  order.address_string = readable(read(lent, &r311_work_order::address_string), R311_TEXT_MOST);
  if ((read(lent, &r311_work_order::flags) & R311_WORK_ORDER_HAS_POSITION) != 0) {
    const double beyond = 1000;  // what an absent member stands for
    const open311::Position position{read(lent, &r311_work_order::latitude, beyond),
                                     read(lent, &r311_work_order::longitude, beyond)};
    if (!(std::fabs(position.latitude) <= 90 && std::fabs(position.longitude) <= 180))
      throw Wrong{"has a position that is not on the earth"};
    order.position = position;
  }
  order.requested = moment(read(lent, &r311_work_order::requested, first_moment - 1));
  const std::uint32_t flags = read(lent, &r311_work_order::flags);
  order.non_public = (flags & R311_WORK_ORDER_PRIVATE) != 0;
  order.status_unknown = (flags & R311_WORK_ORDER_STATUS_UNKNOWN) != 0 && !order.backend_status.empty();
  order.expected = expected(read(lent, &r311_work_order::expected)).value_or(std::nullopt);
  order.notice = readable(read(lent, &r311_work_order::notice, absent()), R311_NOTE_MOST);
  order.zipcode = readable(read(lent, &r311_work_order::zipcode, absent()), R311_ZIPCODE_MOST);
  return order;
}

template <class Value, class Lent>
Result<Value> value_of(const Lent& lent, Value (*read)(const Lent&)) {
  try {
    return read(lent);
  } catch (Wrong& wrong) {
    return fail(Kind::invalid, std::move(wrong.what));
  }
}

}  // namespace

bool is_reference(std::string_view reference) { return !reference.empty() && is_name(reference); }

Result<open311::Change> change_of(const r311_change& lent) { return value_of(lent, &read_change); }

Result<open311::WorkOrder> work_order_of(const r311_work_order& lent) { return value_of(lent, &read_work_order); }

ChangeIntake::ChangeIntake(std::string_view backend, std::string_view trace, PollBounds bounds)
    : backend_(backend), trace_(trace), bounds_(bounds), abi_{sizeof(r311_change_sink),
                                                              0,
                                                              reinterpret_cast<r311_sink_handle*>(this),
                                                              &add,
                                                              &tell_more,
                                                              &add_work_order} {}

std::int32_t ChangeIntake::add(r311_sink_handle* self, const r311_change* change) noexcept {
  auto& intake = *reinterpret_cast<ChangeIntake*>(self);
  const std::size_t before = intake.changes_.size();
  const std::int32_t answer = intake.take_one(change, &change_of, intake.changes_, "change");
  if (intake.changes_.size() > before)
    intake.refused_urls_ += read(*change, &r311_change::media_url_count) - intake.changes_.back().media_urls.size();
  return answer;
}

std::int32_t ChangeIntake::add_work_order(r311_sink_handle* self, const r311_work_order* order) noexcept {
  auto& intake = *reinterpret_cast<ChangeIntake*>(self);
  return intake.take_one(order, &work_order_of, intake.work_orders_, "work order");
}

void ChangeIntake::tell_more(r311_sink_handle* self) noexcept { reinterpret_cast<ChangeIntake*>(self)->more_ = true; }

template <class Lent, class Value>
std::int32_t ChangeIntake::take_one(const Lent* lent, Result<Value> (*read)(const Lent&), std::vector<Value>& taken,
                                    std::string_view what) {
  overrun_ = overrun_ || full_;
  full_ = full_ || changes_.size() + work_orders_.size() + refused_ >= bounds_.changes || bytes_ >= bounds_.bytes;
  if (full_) return 0;
  auto value = lent == nullptr ? Result<Value>(fail(Kind::invalid, "is null")) : read(*lent);
  if (value) {
    bytes_ += size_of(*value);
    taken.push_back(std::move(*value));
    return 1;
  }
  if (refused_++ < most_told)
    log::warning("a " + std::string(what) + " told by a back end is left out, it breaks the plugin interface",
                 {{"backend", backend_}, {"trace", trace_}, {"reason", "it " + value.error().text}});
  return 1;
}

}  // namespace r311::plugin
