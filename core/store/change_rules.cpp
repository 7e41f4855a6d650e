// SPDX-License-Identifier: Apache-2.0
#include "store/change_rules.h"

#include "base/digest.h"

namespace r311::store {

std::string digest_of(const open311::Change& change) {
  std::string content;
  // Lengths keep neighbouring fields from running together.
  const auto add = [&content](std::string_view field) {
    content += std::to_string(field.size());
    content += ':';
    content += field;
  };
  if (!change.update_id.empty()) {
    add("id");
    add(change.update_id);
    return sha256_hex(content);
  }
  add("content");
  add(change.status ? open311::word(*change.status) : std::string_view());
  add(change.backend_status);
  add(change.note);
  add(std::to_string(change.changed.time_since_epoch().count()));
  return sha256_hex(content);
}

NewStatus new_status(const open311::Change& change) {
  if (!change.status) return {};
  return {open311::word(*change.status), open311::is_closed(*change.status)};
}

}  // namespace r311::store
