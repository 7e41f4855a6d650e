// SPDX-License-Identifier: Apache-2.0
#include "plugin/change_intake.h"

#include "base/log.h"
#include "base/text.h"
#include "plugin/abi_view.h"

namespace r311::plugin {

namespace {

constexpr std::size_t most_told = 20;  // refusals logged one by one in a poll

// The years 1900 to 9999, which W3CDTF can show.
constexpr std::int64_t first_moment = -2'208'988'800'000;
constexpr std::int64_t last_moment = 253'402'300'799'999;

bool is_name(std::string_view name) { return name.size() <= R311_REFERENCE_MOST && text::clean(name) == name; }

std::size_t size_of(const open311::Change& change) {
  return sizeof change + change.reference.size() + change.key.size() + change.backend_status.size() +
         change.note.size() + change.update_id.size();
}

}  // namespace

bool is_reference(std::string_view reference) { return !reference.empty() && is_name(reference); }

Result<open311::Change> change_of(const r311_change& lent) {
  const auto wrong = [](std::string what) { return fail(Kind::invalid, std::move(what)); };
  const auto no_name = [&](const std::string& what) {
    return wrong("has " + what + " that is not clean text of at most " + std::to_string(R311_REFERENCE_MOST) +
                 " bytes");
  };
  const auto reference = bytes(read(lent, &r311_change::reference), R311_REFERENCE_MOST);
  const auto key = bytes(read(lent, &r311_change::idempotency_key), R311_REFERENCE_MOST);
  const auto update_id = bytes(read(lent, &r311_change::update_id), R311_REFERENCE_MOST);
  if (!reference || !is_name(*reference)) return no_name("a reference");
  if (!key || !is_name(*key)) return no_name("an idempotency key");
  if (!update_id || !is_name(*update_id)) return no_name("an update id");
  if (reference->empty() && key->empty()) return wrong("has neither reference nor idempotency key");
  open311::Change change;
  change.reference = *reference;
  change.key = *key;
  change.update_id = *update_id;
  const r311_text_view status = read(lent, &r311_change::status);
  if (!is_absent(status)) {
    const std::string word = readable(status, R311_REFERENCE_MOST);
    change.status = open311::status_of(word);
    if (!change.status) return wrong("has the status '" + word + "', which is no status word");
  }
  change.backend_status = readable(read(lent, &r311_change::backend_status), R311_REFERENCE_MOST);
  change.note = readable(read(lent, &r311_change::note), R311_NOTE_MOST);
  const std::int64_t changed = read(lent, &r311_change::changed, first_moment - 1);
  if (changed < first_moment || changed > last_moment) return wrong("has a time outside the years 1900 to 9999");
  change.changed = Time(Milliseconds(changed));
  return change;
}

ChangeIntake::ChangeIntake(std::string_view backend, std::string_view trace, PollBounds bounds)
    : backend_(backend),
      trace_(trace),
      bounds_(bounds),
      abi_{sizeof(r311_change_sink), 0, reinterpret_cast<r311_sink_handle*>(this), &add, &tell_more} {}

std::int32_t ChangeIntake::add(r311_sink_handle* self, const r311_change* change) noexcept {
  return reinterpret_cast<ChangeIntake*>(self)->take_one(change);
}

void ChangeIntake::tell_more(r311_sink_handle* self) noexcept { reinterpret_cast<ChangeIntake*>(self)->more_ = true; }

std::int32_t ChangeIntake::take_one(const r311_change* lent) {
  overrun_ = overrun_ || full_;
  full_ = full_ || changes_.size() + refused_ >= bounds_.changes || bytes_ >= bounds_.bytes;
  if (full_) return 0;
  auto change = lent == nullptr ? Result<open311::Change>(fail(Kind::invalid, "is null")) : change_of(*lent);
  if (change) {
    bytes_ += size_of(*change);
    changes_.push_back(std::move(*change));
    return 1;
  }
  if (refused_++ < most_told)
    log::warning("a change told by a back end is left out, it breaks the plugin interface",
                 {{"backend", backend_}, {"trace", trace_}, {"reason", "it " + change.error().text}});
  return 1;
}

}  // namespace r311::plugin
