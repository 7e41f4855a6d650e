// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "relay311/call.hpp"
#include "relay311/media.hpp"
#include "statement.h"

// Files that are put into a folder of the council's, under names that only we make.
namespace sql {

// What keeps `name` from being a template of file names: letters, digits, "_", "-" and ".", not beginning with ".",
// with parts such as {reference}; {key} or {digest} among them, so that two files never have one name. Empty: nothing
// does.
std::optional<Mistake> mistake_in_file_name(std::string_view name);

// The name that a good template gives. What a part holds besides letters, digits, "_" and "-" becomes %XX, so that no
// text can leave the folder or be another's name; what is absent is "-". Throws relay311::Failure(refused) if it is
// longer than 255 bytes.
std::string file_name(std::string_view name, const relay311::MediaItem& item, std::string_view idempotency_key);

// Puts all that `source` gives into `folder`, which is there, and returns its path once it is on disk for good. It
// appears under its name whole or not at all, in place of a file of that name. Throws relay311::Failure: unavailable if
// the disk does not play along.
std::string drop_file(const std::string& folder, const std::string& name, relay311::MediaSource& source,
                      const relay311::Call& call);

}  // namespace sql
