// SPDX-License-Identifier: Apache-2.0
#include "app/queue_command.h"

namespace r311::app {
namespace {

// The options of `queue` may stand behind what stands below it, whose own help does not list them.
void take_options_of_queue(CLI::App& command) {
  command.fallthrough();
  command.footer("--config FILE, --data DIR and --json are those of `relay311 queue --help`.");
}

}  // namespace

QueueCommand::QueueCommand(CLI::App& app)
    : queue_(app.add_subcommand("queue", "What waits for the back ends, whether the gateway runs or not")) {
  options_.config = "relay311.yaml";
  queue_->require_subcommand(0, 1);
  queue_->fallthrough();
  queue_->add_option("--config,-c", options_.config, "The configuration file (YAML)")
      ->type_name("FILE")
      ->capture_default_str();
  queue_->add_option("--data", options_.data, "Where state is kept, instead of data:")->type_name("DIR");
  queue_->add_flag("--json", options_.json, "One JSON document instead of a table");
  show_ = queue_->add_subcommand("show", "One report's whole story: deliveries, attempts, what operators did");
  take_options_of_queue(*show_);
  show_->add_option("ID", options_.id, "Its service_request_id, the gateway's own id, or its token")->required();
  retry_ = add_action(store::OperatorAction::retry, "Send what is parked or rejected on its way again");
  park_ = add_action(store::OperatorAction::park, "Hold back what waits, or of which nobody knows whether it arrived");
  drop_ = add_action(store::OperatorAction::drop, "Reject what waits or is parked, for good");
}

CLI::App* QueueCommand::add_action(store::OperatorAction action, const std::string& help) {
  auto* command = queue_->add_subcommand(std::string(store::word(action)), help);
  take_options_of_queue(*command);
  command->add_option("--id", options_.id, "Deliveries of the report with this service_request_id, own id or token")
      ->type_name("ID");
  command->add_option("--destination", options_.destination, "Deliveries to this destination")
      ->type_name("JURISDICTION/BACKEND");
  command->add_option("--state", options_.state, "Deliveries in this state")
      ->type_name(CLI::detail::join(store::words_of(store::delivery_states()), "|"));
  command->add_option("--older-than", options_.older_than, "Deliveries older than that, such as 2h")->type_name("T");
  command->add_option("--reason", options_.reason, "Why; kept with each delivery")->type_name("TEXT")->required();
  return command;
}

std::optional<int> QueueCommand::run() const {
  using store::OperatorAction;
  if (!*queue_) return std::nullopt;
  if (*show_) return show_report(options_, options_.id);
  if (*retry_) return act_on_queue(options_, OperatorAction::retry);
  if (*park_) return act_on_queue(options_, OperatorAction::park);
  if (*drop_) return act_on_queue(options_, OperatorAction::drop);
  return list_queue(options_);
}

}  // namespace r311::app
