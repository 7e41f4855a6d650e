// SPDX-License-Identifier: Apache-2.0
#include "sound.h"

// As it was built with the first headers of r311.changes: structs that end where they ended then, with other memory
// behind them.
namespace early {

struct change {
  uint32_t size;
  uint32_t reserved;
  r311_text_view reference, idempotency_key, status, backend_status, note, update_id;
  int64_t changed;
};

struct change_sink {
  uint32_t size;
  uint32_t reserved;
  r311_sink_handle* self;
  int32_t (*add)(r311_sink_handle* self, const change* change);
  void (*more)(r311_sink_handle* self);
};

struct changes {
  uint32_t size;
  uint32_t reserved;
  r311_outcome (*tell)(r311_adapter_handle* adapter, r311_text_view cursor, const change_sink* changes,
                       const r311_cursor_sink* next, const r311_call* call);
  r311_outcome (*acknowledge)(r311_adapter_handle* adapter, r311_text_view cursor, const r311_call* call);
};

}  // namespace early

static r311_outcome tell(r311_adapter_handle*, r311_text_view, const early::change_sink* sink,
                         const r311_cursor_sink* next, const r311_call*) {
  struct {
    early::change change{};
    char behind[256];
  } place;
  std::memset(place.behind, 0x7f, sizeof place.behind);
  place.change.size = sizeof place.change;
  place.change.reference = sound::view("WO-1");
  place.change.status = sound::view("closed");
  place.change.note = sound::view("as ever");
  place.change.update_id = sound::view("1");
  place.change.changed = 1000;
  sink->add(sink->self, &place.change);
  sink->more(sink->self);
  next->cursor(next->self, sound::view("reached"));
  return R311_OK;
}
static const early::changes table{sizeof(early::changes), 0, &tell, nullptr};
static const void* get_interface(r311_adapter_handle* adapter, r311_text_view id) {
  return sound::is(id, R311_CHANGES_ID) ? static_cast<const void*>(&table) : sound::get_interface(adapter, id);
}

ZOO_ENTRY("early_changes", made.get_interface = &get_interface)
