/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELAY311_ABI_DRAFT_OPTIONS_H
#define RELAY311_ABI_DRAFT_OPTIONS_H
#include "../types.h"

/* Host interface: the `options:` of a back end, as a tree addressed by paths ("submit/0/sql"; members of a list by
 * their number from 0). The host has resolved secrets and files, put in defaults and checked every option against the
 * plugin's table, so a plugin looks only for mistakes that the table can't express. In a path, "~1" stands for a "/"
 * and "~0" for a "~" that belong to a member's name (as in RFC 6901); r311_options.name gives names as written. */
#define R311_OPTIONS_ID "r311.options/1-draft"

#define R311_NODE_ABSENT 0u
#define R311_NODE_SCALAR 1u
#define R311_NODE_LIST 2u
#define R311_NODE_MAP 3u

#define R311_RELOAD_SAME 0u
#define R311_RELOAD_NEW 1u

/* Growable. Text that it returns lives as long as the instance. */
typedef struct r311_options {
  uint32_t size;
  uint32_t reserved;
  /* [any] R311_NODE_*. The empty path is the whole tree. */
  uint32_t (*kind)(r311_host_handle* host, r311_text_view path);
  /* [any] A scalar's text; absent if there is no scalar at `path`. */
  r311_text_view (*text)(r311_host_handle* host, r311_text_view path);
  /* [any] How many members the list or map at `path` has; 0 for anything else. */
  uint64_t (*count)(r311_host_handle* host, r311_text_view path);
  /* [any] The name of member `index` of the map at `path`, in the order written; its number as text for a list. */
  r311_text_view (*name)(r311_host_handle* host, r311_text_view path, uint64_t index);
  /* [load] Tells a mistake at `path`: the host shows it as file:line:column and does not start with it. `found` and
   * `expected` are short phrases; go on, so that every mistake is told at once, and let `create` fail at its end.
   * After a reload [serial]: the host logs it; leave what the options say now, and go on by what they said before. */
  void (*mistake)(r311_host_handle* host, r311_text_view path, r311_text_view found, r311_text_view expected);
  /* [serial] Looks whether the content of a file that the options name (R311_OPTION_FILE) has changed. R311_RELOAD_NEW:
   * it has and was checked as before `create`, and from now on the functions above tell the new tree. R311_RELOAD_SAME:
   * it has not, or it has mistakes, which the host has logged with file:line:column. What is as it was costs little, so
   * this may be asked before each call. */
  uint32_t (*reload)(r311_host_handle* host);
} r311_options;

#endif
