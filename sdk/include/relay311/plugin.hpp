// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "abi/plugin.h"
#include "catalog.hpp"
#include "changes.hpp"
#include "detail/guard.hpp"
#include "detail/instance.hpp"
#include "find.hpp"
#include "host.hpp"
#include "media.hpp"
#include "probe.hpp"
#include "submit.hpp"
#include "update.hpp"

namespace relay311 {

// What a plugin is. The text must live as long as the process: use literals.
struct PluginInfo {
  const char* id;  // [a-z0-9_-]+, what `adapter:` gives in the configuration
  const char* version;
  const char* vendor;
  const char* summary;  // one line for people
};

enum class OptionKind : std::uint32_t {
  text = R311_OPTION_TEXT,
  integer = R311_OPTION_INTEGER,
  boolean = R311_OPTION_BOOLEAN,
  duration = R311_OPTION_DURATION,
  zone = R311_OPTION_ZONE,
  choice = R311_OPTION_CHOICE,
  list = R311_OPTION_LIST,
  map = R311_OPTION_MAP,
  file = R311_OPTION_FILE
};

// Flags of an option, joined by |.
inline constexpr std::uint32_t required = R311_OPTION_REQUIRED;  // must be given wherever its parent is
inline constexpr std::uint32_t secret = R311_OPTION_SECRET;      // never printed

// One option that the adapter understands. `path`: "database", "submit/#/sql" (each member of a list), "statuses/?"
// (each member of a map). The gateway refuses what no Option names, and hands over defaults.
struct Option {
  const char* path;
  OptionKind kind;
  const char* help;  // one line for people
  std::uint32_t flags = 0;
  const char* default_value = nullptr;
  const char* choices = nullptr;  // "a|b|c" for OptionKind::choice
};

// The base of an adapter. A back end may have several instances, whose calls come side by side. The constructor reads
// the options; it must not wait for the back end. An exception that leaves it tells why this back end can't be used.
class Adapter {
 public:
  explicit Adapter(Host& host) : host_(host) {}
  virtual ~Adapter() = default;
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;

 protected:
  Host& host() const { return host_; }

 private:
  Host& host_;
};

namespace detail {

constexpr r311_option option_of(const Option& option) {
  return {lend_literal(option.path),
          lend_literal(option.help),
          lend_literal(option.default_value),
          lend_literal(option.choices),
          static_cast<std::uint32_t>(option.kind),
          option.flags};
}

template <std::size_t... I>
constexpr std::array<r311_option, sizeof...(I)> options_of(const Option* options, std::index_sequence<I...>) {
  return {{option_of(options[I])...}};
}

template <class Class, class = void>
struct OptionTable {
  static constexpr std::uint32_t count = 0;
  static constexpr const r311_option* first = nullptr;
};

template <class Class>
struct OptionTable<Class, std::void_t<decltype(Class::options)>> {
  static constexpr std::size_t size = std::extent_v<std::remove_reference_t<decltype(Class::options)>>;
  static constexpr auto table = options_of(Class::options, std::make_index_sequence<size>());
  static constexpr std::uint32_t count = static_cast<std::uint32_t>(size);
  static constexpr const r311_option* first = table.data();
};

template <class Class>
struct Plugin {
  static_assert(std::is_base_of_v<Adapter, Class>, "an adapter derives publicly from relay311::Adapter");
  static_assert(std::is_constructible_v<Class, Host&>, "an adapter is made from a relay311::Host&");

  static r311_adapter_handle* create(const r311_host* host, const r311_call* call) noexcept {
    std::unique_ptr<Instance<Class>> made;
    const r311_outcome outcome = guarded(*call, [&] {
      made = std::make_unique<Instance<Class>>(*host);
      if (made->host.mistakes()) throw Failure(Outcome::invalid, "its options have mistakes");
    });
    return outcome == R311_OK ? made.release()->handle() : nullptr;
  }

  static void destroy(r311_adapter_handle* adapter) noexcept { delete &Instance<Class>::of(adapter); }

  static const void* get_interface([[maybe_unused]] r311_adapter_handle* adapter, r311_text_view id) noexcept {
    const std::string_view wanted = view_of(id);
    if constexpr (std::is_base_of_v<Submits, Class>)
      if (wanted == R311_SUBMIT_ID) return &SubmitTable<Class>::table;
    if constexpr (std::is_base_of_v<Finds, Class>)
      if (wanted == R311_FIND_ID) {
        const Finds& finds = Instance<Class>::of(adapter).adapter;
        return finds.can_find() ? &FindTable<Class>::table : nullptr;
      }
    if constexpr (std::is_base_of_v<ReportsChanges, Class>)
      if (wanted == R311_CHANGES_ID) return &ChangesTable<Class>::table;
    if constexpr (std::is_base_of_v<OffersCatalog, Class>)
      if (wanted == R311_CATALOG_ID) {
        const OffersCatalog& offers = Instance<Class>::of(adapter).adapter;
        return offers.can_offer() ? &CatalogTable<Class>::table : nullptr;
      }
    if constexpr (std::is_base_of_v<Probes, Class>)
      if (wanted == R311_PROBE_ID) return &ProbeTable<Class>::table;
    if constexpr (std::is_base_of_v<TakesUpdates, Class>)
      if (wanted == R311_UPDATE_ID) return UpdateTable<Class>::offered(Instance<Class>::of(adapter).adapter);
    if constexpr (std::is_base_of_v<TakesMedia, Class>)
      if (wanted == R311_MEDIA_ID) return MediaTable<Class>::offered(Instance<Class>::of(adapter).adapter);
    return nullptr;
  }

  static constexpr r311_plugin description{sizeof(r311_plugin),
                                           R311_ABI_MAJOR,
                                           R311_ABI_MINOR,
                                           OptionTable<Class>::count,
                                           OptionTable<Class>::first,
                                           lend_literal(Class::info.id),
                                           lend_literal(Class::info.version),
                                           lend_literal(Class::info.vendor),
                                           lend_literal(Class::info.summary),
                                           &create,
                                           &destroy,
                                           &get_interface};
};

}  // namespace detail
}  // namespace relay311

// Exports `Class` as this plugin's adapter; once, at namespace scope. `Class` has `static constexpr
// relay311::PluginInfo info` and, if it takes options, `static constexpr relay311::Option options[]`; both public.
#define RELAY311_ADAPTER(Class)                       \
  R311_EXPORT const r311_plugin* r311_plugin_entry(); \
  R311_EXPORT const r311_plugin* r311_plugin_entry() { return &::relay311::detail::Plugin<Class>::description; }
