// SPDX-License-Identifier: Apache-2.0
#include <initializer_list>

#include "sound.h"

// Tells work orders that lie about their size or break a rule, and good ones between them.
static r311_outcome changes(r311_adapter_handle*, r311_text_view, const r311_change_sink* sink,
                            const r311_cursor_sink* next, const r311_call*) {
  r311_work_order good{};
  good.size = sizeof good;
  good.reference = sound::view("good");
  r311_work_order too_short = good;
  too_short.size = 8;
  r311_work_order nameless = good;
  nameless.reference = {nullptr, 0};
  r311_work_order dirty = good;
  dirty.reference = {"WO\xff", 3};
  r311_work_order status = good;
  status.status = sound::view("sort of done");
  r311_work_order when = good;
  when.requested = INT64_MAX;
  r311_work_order where = good;
  where.flags = R311_WORK_ORDER_HAS_POSITION;
  where.latitude = 91;
  r311_work_order expected = good;
  expected.expected = INT64_MAX;
  for (const r311_work_order* order : {&good, &too_short, &nameless, &dirty, &status, &when, &where, &expected, &good})
    sink->work_order(sink->self, order);
  sink->work_order(sink->self, nullptr);
  next->cursor(next->self, sound::view("reached"));
  return R311_OK;
}
static const r311_changes table{sizeof(r311_changes), 0, &changes, nullptr};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_CHANGES_ID) ? &table : nullptr;
}

ZOO_ENTRY("lying_work_orders", made.get_interface = &get_interface)
