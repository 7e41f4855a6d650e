// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_file.h"

#include <elf.h>
#include <link.h>

#include <cstdint>
#include <cstring>
#include <fstream>

namespace r311::plugin {
namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);

#if defined(__LP64__)
constexpr unsigned char kClass = ELFCLASS64;
#else
constexpr unsigned char kClass = ELFCLASS32;
#endif

template <class T>
bool read_at(std::ifstream& file, std::uint64_t at, T& into) {
  file.seekg(static_cast<std::streamoff>(at));
  return static_cast<bool>(file.read(reinterpret_cast<char*>(&into), sizeof into));
}

bool within(std::uint64_t begin, std::uint64_t length, std::uint64_t size) {
  return begin <= size && length <= size - begin;
}

}  // namespace

std::optional<std::string> trouble_of_elf(const std::filesystem::path& path) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  Header header{};
  if (error || !read_at(file, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return "it is no library (no ELF file)";
  if (header.e_ident[EI_CLASS] != kClass) return "it is for a machine with another word size";
  const std::string broken_off = "it is not whole: it has " + std::to_string(size) + " bytes and says that it has more";
  if (!within(header.e_shoff, std::uint64_t{header.e_shnum} * header.e_shentsize, size)) return broken_off;
  for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
    Segment segment{};
    if (!read_at(file, header.e_phoff + i * header.e_phentsize, segment)) return broken_off;
    if (segment.p_type == PT_LOAD && !within(segment.p_offset, segment.p_filesz, size)) return broken_off;
  }
  return std::nullopt;
}

}  // namespace r311::plugin
