/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_MEDIA_H
#define RELAY311_ABI_DRAFT_MEDIA_H
#include "../types.h"
#include "submit.h"

/* Adapter interface: attach a photo or another file to a work order that is there. */
#define R311_MEDIA_ID "r311.media/1-draft"

/* A file that a citizen or an app sent with a report or an update. Its bytes come from an r311_media_source. Growable. */
typedef struct r311_media_item {
  uint32_t size;
  uint32_t position;           /* among the files of its report or update, from 1 */
  r311_text_view request_id;   /* the service_request_id */
  r311_text_view reference;    /* the back end's own, of the work order */
  r311_text_view update_id;    /* the update that it came with; absent: it came with the report */
  r311_text_view file_name;    /* as its sender named it: to show, never a path to open; may be absent */
  r311_text_view content_type; /* as the host found it in the content, such as "image/jpeg" */
  r311_text_view digest;       /* SHA-256 of the content, lower-case hexadecimal */
  uint64_t content_size;       /* bytes */
} r311_media_item;

typedef struct r311_source_handle r311_source_handle;

/* The content of one file, from its beginning, once. It dies with the call: a read after that fails. Growable. */
typedef struct r311_media_source {
  uint32_t size;
  uint32_t reserved;
  r311_source_handle* self;
  /* [any] Copies the next bytes, at most `capacity`, to `buffer`, and returns how many. 0: the end, after content_size
   * bytes; or `capacity` is 0. Below 0: the host can't read on. What was read is then not the file; end without it, with
   * R311_UNAVAILABLE if the back end has kept nothing. */
  int64_t (*read)(r311_source_handle* self, void* buffer, uint64_t capacity);
} r311_media_source;

/* Growable. */
typedef struct r311_media {
  uint32_t size;
  uint32_t reserved;
  /* [serial] Attaches one file. R311_OK only after the back end has it for good; an "already exists" for the call's
   * idempotency key is R311_OK, with nothing read. `receipt` may be given the back end's own id of it, by the rules of a
   * reference. */
  r311_outcome (*attach)(r311_adapter_handle* adapter, const r311_media_item* item, const r311_media_source* source,
                         const r311_receipt_sink* receipt, const r311_call* call);
  /* [serial] May be NULL. Looks for the file that was attached with `idempotency_key`; changes nothing in the back end.
   * Outcomes are those of r311.find; `receipt` may be given its id, as above. */
  r311_outcome (*find)(r311_adapter_handle* adapter, r311_text_view idempotency_key, const r311_receipt_sink* receipt,
                       const r311_call* call);
} r311_media;

#endif
