/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_LOG_H
#define RELAY311_ABI_DRAFT_LOG_H
#include "../types.h"

/* Host interface: a line in the gateway's log, with the back end's name and the trace id. */
#define R311_LOG_ID "r311.log/1-draft"

#define R311_LOG_DEBUG 0u /* may hold personal data; the others may not */
#define R311_LOG_INFO 1u
#define R311_LOG_WARNING 2u
#define R311_LOG_ERROR 3u

/* Growable. */
typedef struct r311_log {
  uint32_t size;
  uint32_t reserved;
  /* [any] */
  void (*write)(r311_host_handle* host, uint32_t level, r311_text_view trace_id, r311_text_view text);
} r311_log;

#endif
