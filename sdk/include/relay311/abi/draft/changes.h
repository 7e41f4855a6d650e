/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_CHANGES_H
#define RELAY311_ABI_DRAFT_CHANGES_H
#include "../types.h"
#include "submit.h"

/* Adapter interface: what changed in the back end since a cursor, and which work orders came about there. */
#define R311_CHANGES_ID "r311.changes/1-draft"

#define R311_NOTE_MOST 65536u     /* bytes of a note or a notice; the host cuts what is longer */
#define R311_CURSOR_MOST 4096u    /* bytes of a cursor */
#define R311_MEDIA_URLS_MOST 100u /* URLs of a change */
#define R311_URL_MOST 2000u       /* bytes of one */
#define R311_RELATED_MOST 100u    /* other work orders that one belongs to */
#define R311_TEXT_MOST 65536u     /* bytes of a work order's text; the host cuts what is longer */
#define R311_ZIPCODE_MOST 100u    /* bytes of a zipcode; the host cuts what is longer */

/* In place of a time: there is none any more. */
#define R311_NO_TIME INT64_MIN

/* Words of status: open, closed, those of the extended set (fixed, in_progress, planned, action_scheduled, investigating,
 * duplicate, not_councils_responsibility, no_further_action, internal_referral, cancelled, for_triage), and those of the
 * early Open311 draft (submitted, incomplete, rejected, assigned, more info), which clients are told where they are
 * told the draft's. */

/* One change of one work order. At least one of reference and idempotency_key names it; these, update_id and update_key
 * have at most R311_REFERENCE_MOST bytes. Growable. */
typedef struct r311_change {
  uint32_t size;
  uint32_t reserved;
  r311_text_view reference;         /* the back end's reference, as the receipt gave it */
  r311_text_view idempotency_key;   /* of the submit, where the back end keeps it */
  r311_text_view status;            /* a word, lower case, see above; absent: unchanged */
  r311_text_view backend_status;    /* the back end's own code, for operators */
  r311_text_view note;              /* for the citizen; absent: none */
  r311_text_view update_id;         /* the back end's own id of this change; absent: it has none */
  int64_t changed;                  /* when, by the back end's clock */
  r311_text_view update_key;        /* idempotency key of the r311.update that this is the echo of, where it is kept */
  const r311_text_view* media_urls; /* absolute http or https URLs; the host leaves out what is none */
  uint64_t media_url_count;
  /* Which other work orders it belongs to now, by their references. Absent: unchanged; of no length: none any more. */
  r311_text_view duplicate_of;
  r311_text_view parent;
  const r311_text_view* related; /* NULL: unchanged; with a count of 0: none any more */
  uint64_t related_count;        /* at most R311_RELATED_MOST */
  uint32_t privacy;              /* R311_PRIVACY_...; 0: unchanged */
  uint32_t reserved_2;
  int64_t expected;      /* when the work is to be done; 0: unchanged; R311_NO_TIME: nobody says any more */
  r311_text_view notice; /* (service_notice) for citizens; absent: unchanged; of no length: none */
  uint32_t flags;        /* R311_CHANGE_... */
  uint32_t reserved_3;
} r311_change;

/* The back end's code in `backend_status` is one that the adapter has no word for. The host counts it for operators;
 * `status` is what it is to be taken for all the same, if anything. */
#define R311_CHANGE_STATUS_UNKNOWN 1u

/* Whether clients may read a request only with a key for that: what its app or its service keeps private stays so,
 * whatever the back end says. */
#define R311_PRIVACY_PRIVATE 1u
#define R311_PRIVACY_PUBLIC 2u

#define R311_WORK_ORDER_HAS_POSITION 1u
#define R311_WORK_ORDER_PRIVATE 2u
#define R311_WORK_ORDER_STATUS_UNKNOWN 4u /* as R311_CHANGE_STATUS_UNKNOWN */

/* A work order that did not come through the host: a clerk opened it, or another system. Absent text: the back end says
 * nothing. Growable. */
typedef struct r311_work_order {
  uint32_t size;
  uint32_t flags;                /* R311_WORK_ORDER_... */
  r311_text_view reference;      /* required: the back end's own, 1 to R311_REFERENCE_MOST bytes */
  r311_text_view backend_code;   /* the back end's own code of its service */
  r311_text_view description;    /* for citizens */
  r311_text_view status;         /* a word, lower case, as of a change; absent: open */
  r311_text_view backend_status; /* the back end's own code, for operators */
  r311_text_view address_string;
  double latitude; /* WGS 84 degrees, with R311_WORK_ORDER_HAS_POSITION */
  double longitude;
  int64_t requested;      /* when it was opened, by the back end's clock */
  int64_t expected;       /* when the work is to be done; 0 or R311_NO_TIME: nobody says */
  r311_text_view notice;  /* what citizens are to know about it (service_notice) */
  r311_text_view zipcode; /* of its place */
} r311_work_order;

/* Growable. */
typedef struct r311_change_sink {
  uint32_t size;
  uint32_t reserved;
  r311_sink_handle* self;
  /* [serial] Hands over one change, in the order in which they happened. 1: go on; 0: the host takes no more now and
   * has not taken this one, end with R311_OK and the cursor of the last one taken. */
  int32_t (*add)(r311_sink_handle* self, const r311_change* change);
  /* [serial] Says that there is more to tell than this poll told: if the cursor has moved, the host polls again at once
   * and not only at the next interval. */
  void (*more)(r311_sink_handle* self);
  /* [serial] Hands over one work order that did not come through the host. 1 and 0 as in `add`. One that is told twice
   * is taken once, by its reference. What changes in it later is told by `add`. */
  int32_t (*work_order)(r311_sink_handle* self, const r311_work_order* order);
} r311_change_sink;

/* Where the next poll shall begin: any text of at most R311_CURSOR_MOST bytes without control characters other than tab
 * and LF. Growable. */
typedef struct r311_cursor_sink {
  uint32_t size;
  uint32_t reserved;
  r311_sink_handle* self;
  /* [serial] The last one stands. The host stores it together with the changes, or neither. */
  void (*cursor)(r311_sink_handle* self, r311_text_view cursor);
} r311_cursor_sink;

/* Growable. */
typedef struct r311_changes {
  uint32_t size;
  uint32_t reserved;
  /* [serial] Reports what changed since `cursor` (absent: the first poll). A change told twice does no harm: the host
   * takes it once. */
  r311_outcome (*changes)(r311_adapter_handle* adapter, r311_text_view cursor, const r311_change_sink* changes,
                          const r311_cursor_sink* next, const r311_call* call);
  /* [serial] May be NULL. Called after the host has stored all changes up to `cursor` (absent: there is none) for good;
   * only then may the back end forget them. If this fails, or the host dies before it, the next poll must tell them
   * again. */
  r311_outcome (*acknowledge)(r311_adapter_handle* adapter, r311_text_view cursor, const r311_call* call);
} r311_changes;

#endif
