// SPDX-License-Identifier: Apache-2.0
#include "app/wrong_word.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"
#include "config/phrases.h"

namespace r311::app {
namespace {

std::string unknown(const std::string& kind, const std::string& word, const std::vector<std::string>& known) {
  const auto meant = text::nearest(word, known);
  return "no " + kind + " \"" + text::one_line(word) + "\"; " +
         (meant ? "did you mean " + *meant + "?" : "there are " + config::listed(known));
}

// The commands whose options may stand behind `command`: itself, and those above it that it falls through to.
std::vector<CLI::App*> with_those_above(CLI::App* command) {
  std::vector<CLI::App*> all{command};
  while (all.back()->get_fallthrough() && all.back()->get_parent() != nullptr) all.push_back(all.back()->get_parent());
  return all;
}

const CLI::Option* option_of(CLI::App* command, const std::string& name) {
  for (auto* each : with_those_above(command))
    if (const auto* option = each->get_option_no_throw(name)) return option;
  return nullptr;
}

std::vector<std::string> options_of(CLI::App* command) {
  std::vector<std::string> names;
  for (auto* each : with_those_above(command))
    for (const auto* option : each->get_options())
      for (const auto& name : option->get_lnames())
        if (std::find(names.begin(), names.end(), "--" + name) == names.end()) names.push_back("--" + name);
  return names;
}

std::vector<CLI::App*> commands_of(CLI::App* command) {
  return command->get_subcommands([](CLI::App*) { return true; });
}

std::size_t most_words(CLI::App* command) {
  const auto positional = command->get_options([](const CLI::Option* option) { return option->get_positional(); });
  return positional.size();
}

}  // namespace

std::optional<std::string> wrong_word(CLI::App& app, const std::vector<std::string>& words) {
  CLI::App* command = &app;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (word == "--") return std::nullopt;
    if (word.starts_with('-') && word.size() > 1) {
      const auto name = word.substr(0, word.starts_with("--") ? word.find('=') : 2);
      const auto* option = option_of(command, name);
      if (option == nullptr) return unknown("option", name, options_of(command));
      const bool holds_value = name.size() < word.size();
      if (option->get_items_expected_max() > 0 && !holds_value) ++i;
      continue;
    }
    std::vector<std::string> names;
    CLI::App* next = nullptr;
    for (auto* each : commands_of(command)) {
      names.push_back(each->get_name());
      if (each->get_name() == word) next = each;
    }
    if (next != nullptr) {
      command = next;
      taken = 0;
    } else if (++taken > most_words(command)) {
      return names.empty() ? "one word too many: \"" + text::one_line(word) + "\"" : unknown("command", word, names);
    }
  }
  return std::nullopt;
}

}  // namespace r311::app
