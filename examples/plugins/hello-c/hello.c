/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* flock */
#include <errno.h>
#include <relay311/abi/draft/options.h>
#include <relay311/abi/draft/probe.h>
#include <relay311/abi/draft/submit.h>
#include <relay311/abi/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

/* A back end that is one text file: each report is a line of it, "KEY<tab>CODE<tab>DESCRIPTION". */

struct r311_adapter_handle {
  char path[1024];
};

static r311_text_view view(const char* text) {
  r311_text_view lent = {text, strlen(text)};
  return lent;
}

static int is(r311_text_view text, const char* word) {
  return text.size == strlen(word) && memcmp(text.data, word, (size_t)text.size) == 0;
}

static r311_outcome fail(const r311_call* call, r311_outcome outcome, const char* reason) {
  return call->fail(call->self, outcome, view(reason));
}

/* A line's field: tabs and line ends would break the line. */
static void write_field(FILE* file, r311_text_view text) {
  for (uint64_t i = 0; i < text.size; ++i)
    putc(text.data[i] == '\t' || text.data[i] == '\n' ? ' ' : text.data[i], file);
}

/* Whether a line of the file begins with the key, which holds neither tab nor line end. */
static int has_line(FILE* file, r311_text_view key) {
  uint64_t same = 0; /* how much of the key this line has begun with; above key.size: it does not */
  rewind(file);
  for (int c = getc(file); c != EOF; c = getc(file)) {
    if (c == '\n')
      same = 0;
    else if (same == key.size && c == '\t')
      return 1;
    else if (same < key.size && c == (unsigned char)key.data[same])
      ++same;
    else
      same = key.size + 1;
  }
  return 0;
}

static r311_outcome submit(r311_adapter_handle* adapter, const r311_report* report, const r311_receipt_sink* receipt,
                           const r311_call* call) {
  const r311_text_view key = call->idempotency_key;
  if (key.size == 0 || memchr(key.data, '\t', (size_t)key.size) || memchr(key.data, '\n', (size_t)key.size))
    return fail(call, R311_UNSUPPORTED, "an idempotency key without tabs and line ends is needed");
  FILE* file = fopen(adapter->path, "a+");
  if (file == NULL) return fail(call, R311_UNAVAILABLE, strerror(errno));
  flock(fileno(file), LOCK_EX); /* another instance may be writing; closing the file lets go */
  if (!has_line(file, key)) {
    fseek(file, 0, SEEK_END);
    write_field(file, key);
    putc('\t', file);
    write_field(file, report->backend_code);
    putc('\t', file);
    write_field(file, report->description);
    putc('\n', file);
  }
  const int broken = ferror(file);
  if (fclose(file) != 0 || broken) return fail(call, R311_INTERNAL, "the file could not be written to its end");
  receipt->reference(receipt->self, key);
  return R311_OK;
}

static r311_outcome probe(r311_adapter_handle* adapter, const r311_call* call) {
  FILE* file = fopen(adapter->path, "a");
  if (file == NULL) return fail(call, R311_UNAVAILABLE, strerror(errno));
  fclose(file);
  return R311_OK;
}

static r311_adapter_handle* create(const r311_host* host, const r311_call* call) {
  const r311_options* options = host->get_interface(host->self, view(R311_OPTIONS_ID));
  if (options == NULL) {
    fail(call, R311_UNSUPPORTED, "the gateway does not offer " R311_OPTIONS_ID);
    return NULL;
  }
  const r311_text_view name = options->text(host->self, view("file"));
  if (name.size == 0 || memchr(name.data, '/', (size_t)name.size)) {
    options->mistake(host->self, view("file"), view("no plain name"), view("a file's name without slashes"));
    fail(call, R311_INVALID, "its options have mistakes");
    return NULL;
  }
  r311_adapter_handle* adapter = malloc(sizeof *adapter);
  if (adapter == NULL) {
    fail(call, R311_UNAVAILABLE, "out of memory");
    return NULL;
  }
  const int length = snprintf(adapter->path, sizeof adapter->path, "%.*s/%.*s", (int)host->data_directory.size,
                              host->data_directory.data, (int)name.size, name.data);
  if (length < 0 || (size_t)length >= sizeof adapter->path) {
    fail(call, R311_UNSUPPORTED, "the file's path is too long");
    free(adapter);
    return NULL;
  }
  return adapter;
}

static void destroy(r311_adapter_handle* adapter) { free(adapter); }

static const void* get_interface(r311_adapter_handle* adapter, r311_text_view id) {
  static const r311_submit submits = {sizeof submits, 0, submit};
  static const r311_probe probes = {sizeof probes, 0, probe};
  (void)adapter;
  if (is(id, R311_SUBMIT_ID)) return &submits;
  if (is(id, R311_PROBE_ID)) return &probes;
  return NULL;
}

#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }

R311_EXPORT const r311_plugin* r311_plugin_entry(void);
R311_EXPORT const r311_plugin* r311_plugin_entry(void) {
  static const r311_option options[] = {
      {TEXT("file"),
       TEXT("name of the file, below the data directory"),
       TEXT("hello-c.txt"),
       {NULL, 0},
       R311_OPTION_TEXT,
       0},
  };
  static const r311_plugin plugin = {
      sizeof plugin,
      R311_ABI_MAJOR,
      R311_ABI_MINOR,
      1,
      options,
      TEXT("hello-c"),
      TEXT("1.0.0"),
      TEXT("Relay311"),
      TEXT("Writes reports into a text file"),
      create,
      destroy,
      get_interface,
  };
  return &plugin;
}
