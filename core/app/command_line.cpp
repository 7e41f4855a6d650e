// SPDX-License-Identifier: Apache-2.0
#include "app/command_line.h"

#include <relay311/abi/plugin.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "app/check.h"
#include "app/exit_code.h"
#include "app/plugin_list.h"
#include "app/queue_command.h"
#include "app/serve.h"
#include "app/store_command.h"
#include "app/wrong_word.h"
#include "config/config.h"
#include "config/scalars.h"

namespace r311::app {
namespace {

std::string version() {
  return std::string("relay311 ") + RELAY311_VERSION + " (plugin ABI " + std::to_string(R311_ABI_MAJOR) + "." +
         std::to_string(R311_ABI_MINOR) + ")";
}

void add_config(CLI::App& command, std::string& file) {
  command.add_option("--config,-c", file, "The configuration file (YAML)")->required()->type_name("FILE");
}

CLI::Validator address_form() {
  return {[](const std::string& text) {
            return config::parse_listen(text) ? "" : "expected HOST:PORT, such as 127.0.0.1:3110";
          },
          "", "address"};
}

int parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return -1;
  } catch (const CLI::Success& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    // CLI11 misses what stands behind an unknown word before it looks at the word.
    const auto wrong = wrong_word(app, std::vector<std::string>(argv + 1, argv + argc));
    if (wrong) {
      std::fprintf(stderr, "relay311: %s\nRun with --help for more information.\n", wrong->c_str());
    } else {
      app.exit(error);  // prints what is wrong
    }
    return exit_usage;
  }
}

}  // namespace

int run(int argc, char** argv) try {
  CLI::App app("The gateway that gives a council's work-order system an Open311 API.", "relay311");
  app.set_version_flag("--version", version());
  app.require_subcommand(1);
  app.footer(exit_codes);

  ServeOptions serve_options;
  auto* serve_command = app.add_subcommand("serve", "Run the gateway until SIGTERM or SIGINT");
  add_config(*serve_command, serve_options.config);
  serve_command->add_option("--listen", serve_options.listen, "Where to listen, instead of server.listen")
      ->type_name("HOST:PORT")
      ->check(address_form());
  serve_command->add_option("--data", serve_options.data, "Where state is kept, instead of data:")->type_name("DIR");
  serve_command->add_flag("--debug", serve_options.debug, "Log more, personal data included");

  CheckOptions check_options;
  auto* check_command = app.add_subcommand("check", "Tell every mistake of a configuration, without starting");
  add_config(*check_command, check_options.config);
  check_command->add_option("--data", check_options.data, "Where state is kept, instead of data:")->type_name("DIR");
  check_command->add_flag("--json", check_options.json, "One JSON document instead of lines");

  PluginListOptions list_options;
  auto* plugin_command = app.add_subcommand("plugin", "Look at plugins");
  plugin_command->require_subcommand(1);
  auto* list_command = plugin_command->add_subcommand("list", "The plugins in the configured directories");
  add_config(*list_command, list_options.config);
  list_command->add_flag("--json", list_options.json, "One JSON document instead of a table");

  auto* config_command = app.add_subcommand("config", "About the configuration file");
  config_command->require_subcommand(1);
  auto* reference_command = config_command->add_subcommand("reference", "Every key, as the page docs/configuration.md");

  const QueueCommand queue_command(app);
  const StoreCommand store_command(app);

  if (const int code = parse(app, argc, argv); code >= 0) return code;
  if (const auto code = queue_command.run()) return *code;
  if (const auto code = store_command.run()) return *code;
  if (*serve_command) return serve(serve_options);
  if (*check_command) return check(check_options);
  if (*list_command) return list_plugins(list_options);
  if (*reference_command) {
    std::fputs(config::reference_markdown().c_str(), stdout);
    return exit_ok;
  }
  return exit_usage;
} catch (const std::exception& error) {
  std::fprintf(stderr, "relay311: %s\n", error.what());
  return exit_cannot_start;
}

}  // namespace r311::app
