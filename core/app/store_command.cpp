// SPDX-License-Identifier: Apache-2.0
#include "app/store_command.h"

namespace r311::app {
namespace {

constexpr auto kAddresses =
    "An address is sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/DATABASE; write a password as ${env:NAME} or\n"
    "${file:PATH}, in single quotes. Stop the gateway first. The target must be empty, and is there whole or not at "
    "all.";

}  // namespace

StoreCommand::StoreCommand(CLI::App& app) {
  auto* store = app.add_subcommand("store", "About what a gateway keeps");
  store->require_subcommand(1);
  copy_ = store->add_subcommand("copy", "Move a city to another store, with all that is kept of it");
  copy_->footer(kAddresses);
  copy_->add_option("--from", options_.from, "The store to read")->type_name("ADDRESS")->required();
  copy_->add_option("--to", options_.to, "The store to fill")->type_name("ADDRESS")->required();
  copy_->add_option("--data", options_.data, "The folder that paths start from, instead of this one")->type_name("DIR");
  copy_->add_flag("--json", options_.json, "One JSON document instead of a table");
}

std::optional<int> StoreCommand::run() const {
  if (!*copy_) return std::nullopt;
  return copy_store(options_);
}

}  // namespace r311::app
