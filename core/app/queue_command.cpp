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
  list_ = add_list();
  show_ = queue_->add_subcommand("show", "One report's whole story: deliveries, attempts, what operators did");
  take_options_of_queue(*show_);
  show_
      ->add_option("ID", filter_.id,
                   "Its service_request_id, the gateway's own id, its token, or the update_id of one of its updates")
      ->required();
  retry_ = add_action(store::OperatorAction::retry, "Send what is parked or rejected on its way again");
  park_ = add_action(store::OperatorAction::park, "Hold back what waits, or of which nobody knows whether it arrived");
  drop_ = add_action(store::OperatorAction::drop, "Reject what waits or is parked, for good");
}

void QueueCommand::add_filters(CLI::App& command) {
  take_options_of_queue(command);
  command.add_option("--id", filter_.id, "Deliveries of the report with this service_request_id, own id or token")
      ->type_name("ID");
  command.add_option("--destination", filter_.destination, "Deliveries to this destination")
      ->type_name("JURISDICTION/BACKEND");
  command.add_option("--state", filter_.state, "Deliveries in this state")
      ->type_name(CLI::detail::join(store::words_of(store::delivery_states()), "|"));
  command.add_option("--older-than", filter_.older_than, "Deliveries older than that, such as 2h")->type_name("T");
}

CLI::App* QueueCommand::add_list() {
  auto* command = queue_->add_subcommand("list", "The deliveries that are not delivered, oldest first");
  add_filters(*command);
  command->add_option("--limit", page_.limit, "How many at most")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  command->add_option("--after", page_.after, "Those behind the one of this number, as the page before tells it")
      ->type_name("NUMBER")
      ->check(CLI::NonNegativeNumber);
  return command;
}

CLI::App* QueueCommand::add_action(store::OperatorAction action, const std::string& help) {
  auto* command = queue_->add_subcommand(std::string(store::word(action)), help);
  add_filters(*command);
  command->add_option("--reason", reason_, "Why; kept with each delivery")->type_name("TEXT")->required();
  return command;
}

std::optional<int> QueueCommand::run() const {
  using store::OperatorAction;
  if (!*queue_) return std::nullopt;
  if (*list_) return list_deliveries(options_, filter_, page_);
  if (*show_) return show_report(options_, filter_.id);
  if (*retry_) return act_on_queue(options_, filter_, OperatorAction::retry, reason_);
  if (*park_) return act_on_queue(options_, filter_, OperatorAction::park, reason_);
  if (*drop_) return act_on_queue(options_, filter_, OperatorAction::drop, reason_);
  return list_queue(options_);
}

}  // namespace r311::app
