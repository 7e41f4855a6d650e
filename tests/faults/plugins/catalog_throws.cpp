// SPDX-License-Identifier: Apache-2.0
#include <relay311/abi/draft/catalog.h>

#include <stdexcept>

#include "sound.h"

// Throws across the border after it has told a part.
static r311_outcome catalog(r311_adapter_handle*, const r311_catalog_sink* sink, const r311_call*) {
  r311_service service{};
  service.size = sizeof service;
  service.code = sound::view("A");
  service.name = sound::view("A");
  sink->service(sink->self, &service);
  throw std::runtime_error("lost the connection");
}
static const r311_catalog offers{sizeof(r311_catalog), 0, &catalog};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_CATALOG_ID) ? &offers : nullptr;
}

ZOO_ENTRY("catalog_throws", made.get_interface = &get_interface)
