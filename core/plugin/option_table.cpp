// SPDX-License-Identifier: Apache-2.0
#include "plugin/option_table.h"

#include <string>
#include <string_view>

#include "base/text.h"
#include "plugin/abi_view.h"

namespace r311::plugin {

namespace {

constexpr std::uint32_t most_options = 1000;
constexpr std::size_t most_text = 4096;
constexpr std::uint32_t known_flags = R311_OPTION_REQUIRED | R311_OPTION_SECRET;

static_assert(static_cast<std::uint32_t>(config::OptionKind::text) == R311_OPTION_TEXT);
static_assert(static_cast<std::uint32_t>(config::OptionKind::zone) == R311_OPTION_ZONE);
static_assert(static_cast<std::uint32_t>(config::OptionKind::file) == R311_OPTION_FILE);

bool is_clean(r311_text_view text) {
  const auto given = bytes(text, most_text);
  return given && text::is_utf8(*given);
}

Result<config::OptionSpec> spec_of(const r311_option& option) {
  const auto wrong = [](std::string_view what) { return fail(Kind::corrupt, std::string(what)); };
  if (!is_clean(option.path) || !is_clean(option.help) || !is_clean(option.default_value) || !is_clean(option.choices))
    return wrong("has text that is not UTF-8 or longer than 4096 bytes");
  config::OptionSpec spec;
  spec.path = readable(option.path, most_text);
  if (spec.path.empty()) return wrong("has no path");
  if (option.kind > R311_OPTION_FILE) return wrong("is of a kind that does not exist");
  if ((option.flags & ~known_flags) != 0) return wrong("has flags that do not exist");
  spec.kind = static_cast<config::OptionKind>(option.kind);
  spec.help = readable(option.help, most_text);
  if (!is_absent(option.default_value)) spec.default_value = readable(option.default_value, most_text);
  const std::string choices = readable(option.choices, most_text);
  for (const std::string_view choice : text::split(choices, '|')) spec.choices.emplace_back(choice);
  if ((spec.kind == config::OptionKind::choice) == spec.choices.empty())
    return wrong("has choices and is none, or is a choice and has none");
  spec.required = (option.flags & R311_OPTION_REQUIRED) != 0;
  spec.secret = (option.flags & R311_OPTION_SECRET) != 0;
  return spec;
}

}  // namespace

Result<std::vector<config::OptionSpec>> option_table(const r311_plugin& plugin) {
  if (plugin.option_count > most_options) return fail(Kind::corrupt, "it claims more than 1000 options");
  if (plugin.option_count > 0 && plugin.options == nullptr)
    return fail(Kind::corrupt, "it claims options and has no table of them");
  std::vector<config::OptionSpec> specs;
  for (std::uint32_t i = 0; i < plugin.option_count; ++i) {
    auto spec = spec_of(plugin.options[i]);
    if (!spec) return fail(Kind::corrupt, "its option " + std::to_string(i + 1) + " " + spec.error().text);
    specs.push_back(std::move(*spec));
  }
  return specs;
}

}  // namespace r311::plugin
