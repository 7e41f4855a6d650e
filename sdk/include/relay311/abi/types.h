/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_TYPES_H
#define RELAY311_ABI_TYPES_H
#include <stddef.h>
#include <stdint.h>

/* What crosses the border between the gateway ("host") and a plugin.
 *
 * - The caller lends, the callee copies, nobody frees the other's memory. Every pointer dies when the call returns,
 *   in both directions, unless its comment says that it lives longer.
 * - A growable struct begins with `uint32_t size`, the size its maker compiled it with, and grows at the tail only.
 *   Read a later member only after R311_HAS. There is never an array of growable structs.
 * - Text is UTF-8 with LF line ends. Time is milliseconds since 1970 in UTC.
 * - No exception, longjmp or process exit may leave a function of either side.
 * - Each function bears a thread tag:
 *     [load]    called while the plugin is loaded, by one thread, before any instance exists
 *     [serial]  called by any thread, but one call at a time for an instance
 *     [any]     called by any number of threads at once
 */

#ifdef __cplusplus
#define R311_EXTERN_C extern "C"
#else
#define R311_EXTERN_C
#endif

#if defined(_WIN32)
#define R311_EXPORT R311_EXTERN_C __declspec(dllexport)
#else
#define R311_EXPORT R311_EXTERN_C __attribute__((visibility("default")))
#endif

/* True if `object` (a pointer to a growable struct) was made by a side that knows `member`. */
#ifdef __cplusplus
#define R311_HAS(object, type, member) ((object)->size >= offsetof(type, member) + sizeof(type::member))
#else
#define R311_HAS(object, type, member) ((object)->size >= offsetof(type, member) + sizeof(((const type*)0)->member))
#endif

/* Borrowed text, not terminated. data NULL: absent; size 0 with data: empty. Fixed layout. */
typedef struct r311_text_view {
  const char* data;
  uint64_t size;
} r311_text_view;

/* One answer of a citizen to a service's question; a code with several values comes several times. Fixed layout. */
typedef struct r311_value_view {
  r311_text_view code;
  r311_text_view value;
} r311_value_view;

/* How a call ended, defined by what the host does next. A value the host does not know counts as R311_INTERNAL. */
typedef int32_t r311_outcome;
#define R311_OK 0           /* it happened: delivered */
#define R311_INVALID 1      /* did not happen, the report can't be taken as it is: rejected, with the reason */
#define R311_REFUSED 2      /* did not happen, the back end does not want it: rejected, with the reason */
#define R311_NOT_FOUND 3    /* did not happen, what it refers to is not there: rejected, with the reason */
#define R311_UNAUTHORIZED 4 /* did not happen, our credentials are wrong: parked for an operator */
#define R311_UNSUPPORTED 5  /* did not happen, configuration asks for what can't be done: parked for an operator */
#define R311_RATE_LIMITED 6 /* did not happen, too much at once: waits, tried again */
#define R311_UNAVAILABLE 7  /* did not happen, the back end can't be reached or is busy: waits, tried again */
#define R311_DEADLINE 8     /* may have happened: the deadline passed */
#define R311_CANCELLED 9    /* may have happened: the host cancelled the call */
#define R311_INTERNAL 10    /* may have happened: anything else, an exception among them */

#define R311_REASON_MOST 1000u /* bytes of a reason; the host cuts what is longer */

/* Opaque: the plugin's own instance, and the host's side of an instance, of a call and of a sink. */
typedef struct r311_adapter_handle r311_adapter_handle;
typedef struct r311_host_handle r311_host_handle;
typedef struct r311_call_handle r311_call_handle;
typedef struct r311_sink_handle r311_sink_handle;

/* The terms of one call. Lent for the call. Growable. */
typedef struct r311_call {
  uint32_t size;
  uint32_t attempt; /* 1 for the first try of a delivery; 0 where no delivery is meant */
  r311_call_handle* self;
  int64_t deadline;        /* be back by then; past it what may have happened is R311_DEADLINE, the rest stands */
  r311_text_view trace_id; /* for logs on both sides */
  r311_text_view idempotency_key; /* the same for every attempt of a delivery, never used for another */
  /* [any] 1 if the host no longer waits for the result, else 0. Ask between slow steps. */
  int32_t (*cancelled)(r311_call_handle* self);
  /* [serial] Keeps a reason, one sentence for an operator, without secrets; returns `outcome`, so that a function can
   * end with `return call->fail(call->self, R311_REFUSED, reason);`. The last reason stands. */
  r311_outcome (*fail)(r311_call_handle* self, r311_outcome outcome, r311_text_view reason);
} r311_call;

#endif
