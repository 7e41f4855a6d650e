// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace r311::plugin {

// Why `path` is no library that could be opened whole: no ELF file, one of another class of machine, or one that ends
// before its segments do, as a copy that was broken off does. Opening such a file would end the process by SIGBUS.
// Nothing if it looks whole. Any thread.
std::optional<std::string> trouble_of_elf(const std::filesystem::path& path);

}  // namespace r311::plugin
