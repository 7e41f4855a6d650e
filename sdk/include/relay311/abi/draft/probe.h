/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_PROBE_H
#define RELAY311_ABI_DRAFT_PROBE_H
#include "../types.h"

/* Adapter interface: can we reach the back end and log in? */
#define R311_PROBE_ID "r311.probe/1-draft"

/* Growable. */
typedef struct r311_probe {
  uint32_t size;
  uint32_t reserved;
  /* [serial] R311_OK if a submit could be tried now; changes nothing in the back end. */
  r311_outcome (*probe)(r311_adapter_handle* adapter, const r311_call* call);
} r311_probe;

#endif
