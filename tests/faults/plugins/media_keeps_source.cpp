// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <string>
#include <thread>

#include "sound.h"

// Keeps the source of a file beyond its call: it reads from it on a thread of its own until that fails, which its next
// call waits for, and when it is probed.
static std::atomic<const r311_media_source*> kept{nullptr};
static std::thread reader;

static r311_outcome attach(r311_adapter_handle*, const r311_media_item*, const r311_media_source* source,
                           const r311_receipt_sink*, const r311_call*) {
  kept = source;
  reader = std::thread([source] {
    char piece[8];
    while (source->read(source->self, piece, sizeof piece) >= 0) continue;
  });
  return R311_OK;
}
static r311_outcome probe(r311_adapter_handle*, const r311_call* call) {
  reader.join();
  char piece[8];
  const r311_media_source* source = kept;
  const std::string told = "reads " + std::to_string(source->read(source->self, piece, sizeof piece));
  return call->fail(call->self, R311_UNAVAILABLE, {told.data(), told.size()});
}
static const r311_media table{sizeof(r311_media), 0, &attach, nullptr};
static const r311_probe probes{sizeof(r311_probe), 0, &probe};
static const void* get_interface(r311_adapter_handle* adapter, r311_text_view id) {
  if (sound::is(id, R311_PROBE_ID)) return &probes;
  return sound::is(id, R311_MEDIA_ID) ? &table : sound::get_interface(adapter, id);
}

ZOO_ENTRY("media_keeps_source", made.get_interface = &get_interface)
