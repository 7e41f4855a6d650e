// SPDX-License-Identifier: Apache-2.0
#include <initializer_list>

#include "sound.h"

// Tells changes that lie about their size or break a rule, and good ones between them.
static r311_outcome changes(r311_adapter_handle*, r311_text_view, const r311_change_sink* sink,
                            const r311_cursor_sink* next, const r311_call*) {
  r311_change good{};
  good.size = sizeof good;
  good.reference = sound::view("good");
  good.status = sound::view("closed");
  r311_change too_short = good;
  too_short.size = 8;
  r311_change status = good;
  status.status = sound::view("sort of done");
  r311_change when = good;
  when.changed = INT64_MIN;
  r311_change nameless = good;
  nameless.reference = {nullptr, 0};
  r311_change expected = good;
  expected.expected = INT64_MAX;
  for (const r311_change* change : {&good, &too_short, &status, &when, &nameless, &expected, &good})
    sink->add(sink->self, change);
  sink->add(sink->self, nullptr);
  next->cursor(next->self, sound::view("reached"));
  return R311_OK;
}
static const r311_changes table{sizeof(r311_changes), 0, &changes, nullptr};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_CHANGES_ID) ? &table : nullptr;
}

ZOO_ENTRY("lying_changes", made.get_interface = &get_interface)
