/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_PLUGIN_H
#define RELAY311_ABI_PLUGIN_H
#include "types.h"

/* A plugin is a shared library that exports one function, r311_plugin_entry. It tells what the plugin is and makes
 * adapters. A back end may have several instances at once, whose calls come side by side: one for each jurisdiction
 * that uses it, and more where the host hands over several reports at a time. What they share (r311.kv, files, the back
 * end itself) they must expect to share. Libraries are never unloaded. */

/* The host loads a plugin whose major is its own and whose minor is not above its own. Major 0 is the draft: it may
 * change with every release until 1. */
#define R311_ABI_MAJOR 0u
#define R311_ABI_MINOR 1u

/* What the host offers to one instance; lives as long as the instance. Growable. */
typedef struct r311_host {
  uint32_t size;
  uint32_t reserved;
  r311_host_handle* self;
  r311_text_view backend;        /* the back end's name in the configuration */
  r311_text_view data_directory; /* absolute; relative paths of state are below it */
  /* [any] The host's interface of that id, such as "r311.log/1-draft", or NULL. Lives as long as the instance. */
  const void* (*get_interface)(r311_host_handle* self, r311_text_view id);
} r311_host;

/* Kinds of an option's value. Scalars come as text; the host has checked their form before `create`. */
#define R311_OPTION_TEXT 0u
#define R311_OPTION_INTEGER 1u  /* -?[0-9]+ that fits int64 */
#define R311_OPTION_BOOLEAN 2u  /* "true" or "false" */
#define R311_OPTION_DURATION 3u /* given as 500ms, 30s, 5m, 2h or 1d; handed over as milliseconds */
#define R311_OPTION_ZONE 4u     /* a name of the IANA time zone database */
#define R311_OPTION_CHOICE 5u   /* one of `choices` */
#define R311_OPTION_LIST 6u     /* members are described under NAME/# */
#define R311_OPTION_MAP 7u      /* members are described under NAME/KEY, or NAME/? for any key */
#define R311_OPTION_FILE 8u     /* the name of a YAML file beside the configuration, handed over as its content */

#define R311_OPTION_REQUIRED 1u /* must be given wherever the option's parent is */
#define R311_OPTION_SECRET 2u   /* never printed */

/* One option that the plugin understands. Fixed layout. `path` is the place below `options:`, with "/" between steps:
 * "database", "submit/#/sql" (every member of a list), "statuses/?" (every key of a map). */
typedef struct r311_option {
  r311_text_view path;
  r311_text_view help;          /* one line for people */
  r311_text_view default_value; /* absent: none; the host hands it over where the option is not given */
  r311_text_view choices;       /* "a|b|c" for R311_OPTION_CHOICE */
  uint32_t kind;
  uint32_t flags;
} r311_option;

/* What a plugin is. Static: lives as long as the process. Growable. */
typedef struct r311_plugin {
  uint32_t size;
  uint32_t abi_major; /* R311_ABI_MAJOR, as compiled */
  uint32_t abi_minor;
  uint32_t option_count;
  const r311_option* options; /* `option_count` of them */
  r311_text_view id;          /* [a-z0-9_-]+, the name that `adapter:` gives in the configuration */
  r311_text_view version;
  r311_text_view vendor;
  r311_text_view summary; /* one line for people */
  /* [load] Makes the instance of one back end, or returns NULL after call->fail. Must not wait for the back end:
   * whether it can be reached is r311.probe's matter. Mistakes in options are told through the host's r311.options. */
  r311_adapter_handle* (*create)(const r311_host* host, const r311_call* call);
  /* [serial] Ends an instance; no call on it is under way or follows. */
  void (*destroy)(r311_adapter_handle* adapter);
  /* [any] The instance's interface of that id, such as "r311.submit/1-draft", or NULL if it can't do that. What it
   * answers for an instance never changes. Lives as long as the instance. */
  const void* (*get_interface)(r311_adapter_handle* adapter, r311_text_view id);
} r311_plugin;

/* [load] The one exported symbol. Never NULL; the result lives as long as the process. */
#define R311_PLUGIN_ENTRY_NAME "r311_plugin_entry"
typedef const r311_plugin* (*r311_plugin_entry_function)(void);

#endif
