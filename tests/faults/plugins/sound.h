// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <relay311/abi/draft/changes.h>
#include <relay311/abi/draft/find.h>
#include <relay311/abi/draft/media.h>
#include <relay311/abi/draft/probe.h>
#include <relay311/abi/draft/submit.h>
#include <relay311/abi/draft/update.h>
#include <relay311/abi/plugin.h>

#include <cstring>

// A plugin that keeps every rule, of which each file of this folder breaks one.
namespace sound {

inline r311_text_view view(const char* text) { return {text, std::strlen(text)}; }

inline bool is(r311_text_view text, const char* word) {
  return text.size == std::strlen(word) && std::memcmp(text.data, word, text.size) == 0;
}

inline r311_outcome submit(r311_adapter_handle*, const r311_report* report, const r311_receipt_sink* receipt,
                           const r311_call*) {
  receipt->reference(receipt->self, report->id);
  return R311_OK;
}

inline const r311_submit submits{sizeof(r311_submit), 0, &submit};

inline r311_adapter_handle* create(const r311_host*, const r311_call*) {
  static char instance;
  return reinterpret_cast<r311_adapter_handle*>(&instance);
}

inline void destroy(r311_adapter_handle*) {}

inline const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return is(id, R311_SUBMIT_ID) ? &submits : nullptr;
}

inline r311_plugin plugin(const char* id) {
  return {sizeof(r311_plugin), R311_ABI_MAJOR, R311_ABI_MINOR, 0,       nullptr,  view(id),
          view("1.0.0"),       view("Zoo"),    view("breaks"), &create, &destroy, &get_interface};
}

}  // namespace sound

// The entry of a plugin that is sound but for what `change` does to its description.
#define ZOO_ENTRY(id, change)                          \
  R311_EXPORT const r311_plugin* r311_plugin_entry();  \
  R311_EXPORT const r311_plugin* r311_plugin_entry() { \
    static const r311_plugin plugin = [] {             \
      r311_plugin made = sound::plugin(id);            \
      change;                                          \
      return made;                                     \
    }();                                               \
    return &plugin;                                    \
  }
