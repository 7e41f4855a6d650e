/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_UPDATE_H
#define RELAY311_ABI_DRAFT_UPDATE_H
#include "../types.h"
#include "submit.h"

/* Adapter interface: add what a citizen or an app says later to a work order that is there. */
#define R311_UPDATE_ID "r311.update/1-draft"

/* A flag of an update: its status is open, and its author says that it was closed too early. */
#define R311_UPDATE_REOPENS 1u

/* An update of a service request as it was accepted (mySociety's extension of GeoReport v2, "POST Service Request
 * Update"). Absent text: its author did not say. Growable. */
typedef struct r311_update {
  uint32_t size;
  uint32_t reserved;
  r311_text_view id;         /* the update_id that its author was told */
  r311_text_view request_id; /* the service_request_id that it belongs to */
  r311_text_view reference;  /* the back end's own, of the work order */
  r311_text_view jurisdiction_id;
  r311_text_view service_code;
  r311_text_view backend_code; /* the back end's own code of the service; the service code if none is configured */
  /* As its author sees it, which is no command: open, closed or a word of the extended set, lower case; absent: says
   * nothing of it. */
  r311_text_view status;
  r311_text_view description; /* may be empty */
  r311_text_view title;
  r311_text_view email;
  r311_text_view first_name;
  r311_text_view last_name;
  r311_text_view phone;
  r311_text_view account_id;
  int64_t updated;               /* when, as its author says */
  const r311_value_view* values; /* attributes, as they came */
  uint64_t value_count;
  const r311_text_view* media_urls;
  uint64_t media_url_count;
  uint32_t flags; /* R311_UPDATE_*; of others that come later, nothing need be known */
  uint32_t reserved_2;
  r311_text_view draft_status; /* the early Open311 draft's word for `status` where the extended set has no such word:
                                  submitted, incomplete, rejected, assigned or more info; absent: it has */
} r311_update;

/* Growable. */
typedef struct r311_updates {
  uint32_t size;
  uint32_t reserved;
  /* [serial] Adds one update to the work order `update->reference`. R311_OK only after the back end has it for good; an
   * "already exists" for the call's idempotency key is R311_OK. `receipt` may be given the back end's own id of it, by
   * the rules of a reference: a change that bears it as update_id is known as the echo of this update. */
  r311_outcome (*update)(r311_adapter_handle* adapter, const r311_update* update, const r311_receipt_sink* receipt,
                         const r311_call* call);
  /* [serial] May be NULL. Looks for the update that was handed over with `idempotency_key`; changes nothing in the back
   * end. Outcomes are those of r311.find; `receipt` may be given its id, as above. */
  r311_outcome (*find)(r311_adapter_handle* adapter, r311_text_view idempotency_key, const r311_receipt_sink* receipt,
                       const r311_call* call);
} r311_updates;

#endif
