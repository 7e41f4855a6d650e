// SPDX-License-Identifier: Apache-2.0
#include "plugin/file_rights.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <set>
#include <system_error>

namespace r311::plugin {

namespace fs = std::filesystem;

namespace {

using Strangers = std::function<bool(gid_t, uid_t)>;

constexpr uid_t root = 0;

bool is_trusted(uid_t user) { return user == root || user == ::geteuid(); }

std::optional<Trouble> unreadable(const fs::path& path) {
  return Trouble{path.string() + ": " + std::generic_category().message(errno),
                 "see whether the file and its directories can be read"};
}

std::string name_of(gid_t group) {
  const struct group* found = ::getgrgid(group);
  return found == nullptr ? std::to_string(group) : found->gr_name;
}

// `what` names `path` in the sentence.
std::optional<Trouble> trouble_of_mode(const fs::path& path, const struct stat& status, const std::string& what,
                                       const Strangers& strangers) {
  if ((status.st_mode & S_IWOTH) != 0)
    return Trouble{"everybody may write to " + what, "run chmod o-w " + path.string()};
  if ((status.st_mode & S_IWGRP) != 0 && strangers(status.st_gid, status.st_uid))
    return Trouble{"the group " + name_of(status.st_gid) + " may write to " + what, "run chmod g-w " + path.string()};
  return std::nullopt;
}

}  // namespace

bool has_strangers(gid_t group, uid_t owner) {
  std::set<std::string> trusted;
  bool others = false;
  ::setpwent();
  while (const struct passwd* user = ::getpwent()) {
    if (is_trusted(user->pw_uid) || user->pw_uid == owner)
      trusted.insert(user->pw_name);
    else
      others = others || user->pw_gid == group;
  }
  ::endpwent();
  const struct group* found = ::getgrgid(group);
  for (char** member = found == nullptr ? nullptr : found->gr_mem; member != nullptr && *member != nullptr; ++member)
    others = others || trusted.count(*member) == 0;
  return others;
}

std::optional<Trouble> trouble_of_rights(const fs::path& file, const Strangers& strangers) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return unreadable(file);
  if (!S_ISREG(status.st_mode)) return Trouble{"it is not a file", "remove it or give the path of a library"};
  if (const auto trouble = trouble_of_mode(file, status, "it", strangers)) return trouble;
  if (!is_trusted(status.st_uid)) return Trouble{"it belongs to another user", "run chown root " + file.string()};
  for (fs::path below = file; below != below.root_path(); below = below.parent_path()) {
    const bool below_is_ours = is_trusted(status.st_uid);
    const fs::path directory = below.parent_path();
    if (::stat(directory.c_str(), &status) != 0) return unreadable(directory);
    const bool sticky = (status.st_mode & S_ISVTX) != 0;
    if (sticky && below_is_ours) continue;
    auto trouble = trouble_of_mode(directory, status, "its directory " + directory.string(), strangers);
    if (trouble && sticky)
      trouble->advice = "run chown root " + below.string() + ", as whoever owns that can replace it";
    if (trouble) return trouble;
  }
  return std::nullopt;
}

}  // namespace r311::plugin
