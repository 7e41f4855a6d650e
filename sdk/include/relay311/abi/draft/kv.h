/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_KV_H
#define RELAY311_ABI_DRAFT_KV_H
#include "../types.h"

/* Host interface: durable state of a back end's adapter, such as a session token. It survives restarts and is seen by
 * no other back end. A key has 1 to R311_KV_KEY_MOST bytes of UTF-8, a value at most R311_KV_VALUE_MOST bytes. */
#define R311_KV_ID "r311.kv/1-draft"

#define R311_KV_KEY_MOST 256u
#define R311_KV_VALUE_MOST 65536u

/* Receives the value if there is one. Growable. */
typedef struct r311_value_sink {
  uint32_t size;
  uint32_t reserved;
  r311_sink_handle* self;
  /* [serial] The value, once. */
  void (*value)(r311_sink_handle* self, r311_text_view value);
} r311_value_sink;

/* Growable. */
typedef struct r311_kv {
  uint32_t size;
  uint32_t reserved;
  /* [any] Calls sink->value once if the key is there. R311_OK, R311_NOT_FOUND, R311_INVALID or R311_UNAVAILABLE. */
  r311_outcome (*get)(r311_host_handle* host, r311_text_view key, const r311_value_sink* sink);
  /* [any] Durable once it returns R311_OK. An absent value removes the key. */
  r311_outcome (*put)(r311_host_handle* host, r311_text_view key, r311_text_view value);
} r311_kv;

#endif
