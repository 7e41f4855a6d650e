// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

// Who may change a file that is about to run with all our rights.
namespace r311::plugin {

// What is wrong, and what its reader can do about it.
struct Trouble {
  std::string reason;
  std::string advice;
};

// Whether `group` has a member besides root, the user that this process runs as and `owner`: one who is listed in it,
// or whose own group it is. Asks the system's user database, which serves one thread at a time.
bool has_strangers(gid_t group, uid_t owner);

// Why `file` (absolute, without links) may not be run: it is no file, it belongs to somebody besides root and us, or
// others may write to it or to a directory above it, in which they could put another in its place. Others are
// everybody, and a group for which `strangers`, asked with the owner of what it may write to, is true. A sticky
// directory, such as /tmp, is one in which nobody can replace what belongs to root or us. Who owns the directories is
// not asked: it was to them that the file was given to keep. Nothing if all is well. Thread rule: that of `strangers`.
std::optional<Trouble> trouble_of_rights(
    const std::filesystem::path& file, const std::function<bool(gid_t group, uid_t owner)>& strangers = has_strangers);

}  // namespace r311::plugin
