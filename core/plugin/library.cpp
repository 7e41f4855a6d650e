// SPDX-License-Identifier: Apache-2.0
#include "plugin/library.h"

// Our paths are std::filesystem's; without this Boost.DLL wants its own.
#define BOOST_DLL_USE_STD_FS
#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>
#include <exception>
#include <system_error>

#include "plugin/abi_view.h"
#include "plugin/elf_file.h"
#include "plugin/file_rights.h"
#include "plugin/option_table.h"
#include "plugin/search.h"

namespace r311::plugin {

namespace fs = std::filesystem;

namespace {

tl::unexpected<Error> refuse(const fs::path& path, const Trouble& trouble) {
  return fail(Kind::corrupt,
              "the plugin " + path.string() + " can't be used: " + trouble.reason + "; " + trouble.advice);
}

std::string abi_text(std::uint32_t major, std::uint32_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

// A library runs with all our rights as soon as it is opened.
std::optional<Trouble> trouble_of_file(const fs::path& path) {
  if (auto rights = trouble_of_rights(path)) return rights;
  if (const auto elf = trouble_of_elf(path)) return Trouble{*elf, "copy it there again, from where it was built"};
  return std::nullopt;
}

std::optional<Trouble> trouble_of_entry(const r311_plugin* plugin) {
  if (plugin == nullptr) return Trouble{R311_PLUGIN_ENTRY_NAME " returned null", "ask its vendor for one that works"};
  if (plugin->size < sizeof(std::uint32_t) * 3)
    return Trouble{"it says that its description has " + std::to_string(plugin->size) + " bytes",
                   "ask its vendor for one that keeps the ABI"};
  if (plugin->abi_major != R311_ABI_MAJOR || plugin->abi_minor > R311_ABI_MINOR)
    return Trouble{"it was built for ABI " + abi_text(plugin->abi_major, plugin->abi_minor) + ", this gateway speaks " +
                       abi_text(R311_ABI_MAJOR, R311_ABI_MINOR),
                   plugin->abi_major > R311_ABI_MAJOR || plugin->abi_minor > R311_ABI_MINOR
                       ? "use a newer gateway"
                       : "build it again with this gateway's SDK"};
  if (!R311_HAS(plugin, r311_plugin, get_interface))  // the last member that ABI 0.1 had
    return Trouble{"it says that its description has " + std::to_string(plugin->size) + " bytes, ABI " +
                       abi_text(R311_ABI_MAJOR, R311_ABI_MINOR) + " has " + std::to_string(sizeof(r311_plugin)),
                   "build it again with this gateway's SDK"};
  if (plugin->create == nullptr || plugin->destroy == nullptr || plugin->get_interface == nullptr)
    return Trouble{"it lacks create, destroy or get_interface", "ask its vendor for one that keeps the ABI"};
  return std::nullopt;
}

Result<const r311_plugin*> call_entry(const fs::path& path, r311_plugin_entry_function entry) {
  try {
    return entry();
  } catch (const std::exception& exception) {
    return refuse(path, {std::string(R311_PLUGIN_ENTRY_NAME) + " threw: " + readable(exception.what(), 1000),
                         "ask its vendor for one that works"});
  } catch (...) {
    return refuse(path, {R311_PLUGIN_ENTRY_NAME " threw something", "ask its vendor for one that works"});
  }
}

// RTLD_NODELETE keeps the library for the life of the process, whatever becomes of the handle. `path` is what people
// call `file`.
Result<r311_plugin_entry_function> open(const fs::path& path, const fs::path& file) {
  namespace dll = boost::dll;
  constexpr auto mode = static_cast<dll::load_mode::type>(RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  std::error_code error;
  dll::shared_library library(file, mode, error);
  if (error) {
    const char* told = ::dlerror();
    std::string reason = told == nullptr ? error.message() : readable(told, 1000);
    if (reason.starts_with(path.string() + ": ")) reason.erase(0, path.string().size() + 2);  // told before it already
    return refuse(path, {reason, "see with `ldd` what it misses and with `file` what machine it is for"});
  }
  if (!library.has(R311_PLUGIN_ENTRY_NAME))
    return refuse(path, {"it does not export " R311_PLUGIN_ENTRY_NAME,
                         "if it is a Relay311 plugin, build it with relay311_add_plugin"});
  return &library.get<const r311_plugin*()>(R311_PLUGIN_ENTRY_NAME);
}

Result<Library> describe(const fs::path& path, const r311_plugin* plugin) {
  if (const auto trouble = trouble_of_entry(plugin)) return refuse(path, *trouble);
  Library library{path, plugin, readable(plugin->id, 65), {}, {}, {}, {}};
  if (!is_adapter_name(library.id))
    return refuse(path, {"its id '" + library.id + "' is not of the form [a-z0-9_-]+ with at most 64 characters",
                         "ask its vendor for one that keeps the ABI"});
  auto options = option_table(*plugin);
  if (!options) return refuse(path, {options.error().text, "ask its vendor for one that keeps the ABI"});
  library.version = readable(plugin->version, 256);
  library.vendor = readable(plugin->vendor, 256);
  library.summary = readable(plugin->summary, 1000);
  library.options = std::move(*options);
  return library;
}

}  // namespace

Result<Library> load_library(const fs::path& path) {
  // What is looked at and what is opened is the file itself: links could come to mean another in between.
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  if (error) return refuse(path, {error.message(), "see whether the file and its directories can be read"});
  if (const auto trouble = trouble_of_file(file)) return refuse(path, *trouble);
  const auto entry = open(path, file);
  if (!entry) return tl::unexpected(entry.error());
  const auto plugin = call_entry(path, *entry);
  if (!plugin) return tl::unexpected(plugin.error());
  return describe(path, *plugin);
}

}  // namespace r311::plugin
