// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where a plugin's file may be. Any thread; nothing here throws.
namespace r311::plugin {

// True for [a-z0-9_-]+ of at most 64 characters: what an adapter may be called, so that a name is never a path.
bool is_adapter_name(std::string_view name);

// The first of NAME.so, libNAME.so, relay311-NAME.so, librelay311-NAME.so in the first directory that has one. Nothing
// if none has, or if `name` is no adapter name.
std::optional<std::filesystem::path> find_plugin(const std::vector<std::filesystem::path>& directories,
                                                 std::string_view name);

// Every *.so of `directory`, sorted; none if it can't be read.
std::vector<std::filesystem::path> plugin_files(const std::filesystem::path& directory);

// The adapter's name in a file name that find_plugin would find ("relay311-sql.so": "sql").
std::string adapter_name(const std::filesystem::path& file);

}  // namespace r311::plugin
