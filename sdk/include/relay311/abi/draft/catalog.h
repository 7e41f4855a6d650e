/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_CATALOG_H
#define RELAY311_ABI_DRAFT_CATALOG_H
#include "../types.h"

/* Adapter interface: the services that the back end itself defines, with their questions (GeoReport v2, "GET Service
 * List" and "GET Service Definition"). The host keeps what it was told last and serves it while the back end is away.
 * It takes a catalogue whole or not at all: one service that breaks a rule, a code that comes twice, or no service at
 * all, or one of the bounds below exceeded, and the fetch has failed and the last catalogue stays. */
#define R311_CATALOG_ID "r311.catalog/1-draft"

#define R311_CATALOG_SERVICES_MOST 10000u
#define R311_CATALOG_ATTRIBUTES_MOST 100000u
#define R311_CATALOG_VALUES_MOST 100000u  /* values and keywords together */
#define R311_CATALOG_BYTES_MOST 16777216u /* of all text */
#define R311_CATALOG_NAME_MOST 1000u      /* bytes of a code, key, type, group, keyword or service's name */
#define R311_CATALOG_TEXT_MOST 40000u     /* bytes of any other text */

#define R311_SERVICE_HAS_DEFINITION 1u /* GeoReport's `metadata`: at least one attribute follows; without it, none */

/* What citizens can report. Absent text: the back end says nothing. Growable. */
typedef struct r311_service {
  uint32_t size;
  uint32_t flags;             /* R311_SERVICE_HAS_DEFINITION */
  r311_text_view code;        /* required; no other service of the catalogue has it. Clean text without line ends */
  r311_text_view name;        /* required */
  r311_text_view description; /* what it is for */
  r311_text_view group;       /* the heading that it stands under */
  r311_text_view type;        /* realtime, batch or blackbox; absent: realtime */
  const r311_text_view* keywords;
  uint64_t keyword_count;
} r311_service;

/* One choice of a list. Fixed layout. */
typedef struct r311_choice_view {
  r311_text_view key;  /* required, once in its list: what is sent */
  r311_text_view name; /* required: what citizens read */
} r311_choice_view;

#define R311_ATTRIBUTE_REQUIRED 1u  /* an answer is needed */
#define R311_ATTRIBUTE_NOTICE 2u    /* not a question but a text to be read (GeoReport's variable=false) */
#define R311_ATTRIBUTE_HAS_ORDER 4u /* `order` says its place; without it, the place in which it was told */

/* A question of a service's definition. Growable. */
typedef struct r311_attribute {
  uint32_t size;
  uint32_t flags;                      /* R311_ATTRIBUTE_* */
  r311_text_view code;                 /* required, once in its service: letters, digits, _ . - */
  r311_text_view datatype;             /* required: string, number, datetime, text, singlevaluelist or multivaluelist */
  r311_text_view description;          /* the question */
  r311_text_view datatype_description; /* how to answer it */
  const r311_choice_view* values;      /* at least one with the list datatypes, none with the others */
  uint64_t value_count;
  int32_t order;
  uint32_t reserved;
} r311_attribute;

/* Growable. */
typedef struct r311_catalog_sink {
  uint32_t size;
  uint32_t reserved;
  r311_sink_handle* self;
  /* [serial] Hands over one service; services are shown in this order. 1: go on; 0: the fetch has failed already, and
   * the host has kept the reason: return. */
  int32_t (*service)(r311_sink_handle* self, const r311_service* service);
  /* [serial] Hands over one attribute of the service that was handed over last. 1 and 0 as above. */
  int32_t (*attribute)(r311_sink_handle* self, const r311_attribute* attribute);
} r311_catalog_sink;

/* Growable. */
typedef struct r311_catalog {
  uint32_t size;
  uint32_t reserved;
  /* [serial] Tells every service; R311_OK only if it told all of them. Changes nothing in the back end. */
  r311_outcome (*catalog)(r311_adapter_handle* adapter, const r311_catalog_sink* services, const r311_call* call);
} r311_catalog;

#endif
