// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace r311::store {

// Which file a delivery of media hands over, as its content says it: "2", "0 1JM3GPPTSZA9CE", or "u1" for one that is
// fetched first. Pure.
struct FollowedFile {
  std::size_t position = 0;  // among the files of its report or update, or among its media_urls
  std::string update;        // the update's id; empty: the report itself has it
  bool named = false;        // by a media_url

  std::string text() const;
  // Nothing if `text` says none.
  static std::optional<FollowedFile> of(std::string_view text);
  // The idempotency key of its delivery. `owner`: the id of the report or update.
  std::string key(const std::string& owner) const {
    return owner + (named ? "-u" : "-m") + std::to_string(position + 1);
  }
};

}  // namespace r311::store
