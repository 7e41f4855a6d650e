/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_FIND_H
#define RELAY311_ABI_DRAFT_FIND_H
#include "../types.h"
#include "submit.h"

/* Adapter interface: find the work order that a submit made, by its idempotency key. With it the host settles a submit
 * of which nobody knows whether it happened, without sending it blindly again. */
#define R311_FIND_ID "r311.find/1-draft"

/* Growable. */
typedef struct r311_find {
  uint32_t size;
  uint32_t reserved;
  /* [serial] Looks for the work order that was submitted with `idempotency_key`; changes nothing in the back end.
   * R311_OK: it is there, and `receipt` was given its reference.
   * R311_NOT_FOUND: it is certainly not there and no submit of it is under way; the host sends the report again.
   * Anything else: it could not be found out; the host asks again later. */
  r311_outcome (*find)(r311_adapter_handle* adapter, r311_text_view idempotency_key, const r311_receipt_sink* receipt,
                       const r311_call* call);
} r311_find;

#endif
