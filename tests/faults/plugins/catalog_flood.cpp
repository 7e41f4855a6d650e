// SPDX-License-Identifier: Apache-2.0
#include <relay311/abi/draft/catalog.h>

#include <string>

#include "sound.h"

// Tells more services than there can be, whatever the host says to that, and then that all is well.
static r311_outcome catalog(r311_adapter_handle*, const r311_catalog_sink* sink, const r311_call*) {
  for (int i = 0; i < 20'000; ++i) {
    const std::string code = std::to_string(i);
    r311_service service{};
    service.size = sizeof service;
    service.code = sound::view(code.c_str());
    service.name = service.code;
    sink->service(sink->self, &service);
  }
  return R311_OK;
}
static const r311_catalog offers{sizeof(r311_catalog), 0, &catalog};
static const void* get_interface(r311_adapter_handle*, r311_text_view id) {
  return sound::is(id, R311_CATALOG_ID) ? &offers : nullptr;
}

ZOO_ENTRY("catalog_flood", made.get_interface = &get_interface)
