/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_SUBMIT_H
#define RELAY311_ABI_DRAFT_SUBMIT_H
#include "../types.h"

/* Adapter interface: create a work order from a report. */
#define R311_SUBMIT_ID "r311.submit/1-draft"

#define R311_REPORT_HAS_POSITION 1u
#define R311_REPORT_PRIVATE 2u /* only clients that may see private requests read it */

/* A report as it was accepted (GeoReport v2, "POST Service Request"). Absent text: the citizen did not say.
 * Growable. */
typedef struct r311_report {
  uint32_t size;
  uint32_t flags;    /* R311_REPORT_... */
  r311_text_view id; /* the service_request_id that the citizen was told */
  r311_text_view jurisdiction_id;
  r311_text_view service_code;
  r311_text_view service_name;
  r311_text_view service_group;
  r311_text_view backend_code; /* the back end's own code of the service; the service code if none is configured */
  r311_text_view description;
  r311_text_view address_string;
  r311_text_view address_id;
  r311_text_view email;
  r311_text_view first_name;
  r311_text_view last_name;
  r311_text_view phone;
  r311_text_view device_id;
  r311_text_view account_id;
  double latitude; /* WGS 84 degrees, with R311_REPORT_HAS_POSITION */
  double longitude;
  int64_t requested;             /* when it was accepted */
  const r311_value_view* values; /* answers to the service's questions, in the order of the definition */
  uint64_t value_count;
  const r311_text_view* media_urls;
  uint64_t media_url_count;
} r311_report;

/* Bytes of a reference, of an idempotency key and of a change's id. */
#define R311_REFERENCE_MOST 1024u

/* Where the result goes. Growable. */
typedef struct r311_receipt_sink {
  uint32_t size;
  uint32_t reserved;
  r311_sink_handle* self;
  /* [serial] The back end's own reference of the work order: 1 to R311_REFERENCE_MOST bytes of text without control
   * characters other than tab and LF. The last one stands. Required for R311_OK. */
  void (*reference)(r311_sink_handle* self, r311_text_view reference);
} r311_receipt_sink;

/* Growable. */
typedef struct r311_submit {
  uint32_t size;
  uint32_t reserved;
  /* [serial] Creates one work order. R311_OK only after the back end has it for good. An "already exists" for the
   * call's idempotency key is R311_OK with the existing reference. */
  r311_outcome (*submit)(r311_adapter_handle* adapter, const r311_report* report, const r311_receipt_sink* receipt,
                         const r311_call* call);
} r311_submit;

#endif
