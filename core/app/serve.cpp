// SPDX-License-Identifier: Apache-2.0
#include "app/serve.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "app/compose.h"
#include "app/composition.h"
#include "app/exit_code.h"
#include "app/report_findings.h"
#include "app/stop_signal.h"
#include "base/log.h"
#include "config/scalars.h"

namespace r311::app {
namespace {

void tell_troubles(const Checked& checked) {
  for (const auto& trouble : checked.troubles) {
    log::error("plugin can't be used; reports for its back end wait",
               {{"backend", trouble.backend}, {"reason", trouble.reason}});
  }
}

// For people and for scripts that asked for port 0: one line on standard output, once connections are taken.
void tell_listening(const config::Configuration& configuration, int port) {
  const auto address = host_port(configuration.server, port);
  log::flush();
  std::printf("relay311 listens on http://%s\n", address.c_str());
  std::fflush(stdout);
  log::info("gateway started", {{"listen", address}, {"data", configuration.data.native()}});
}

int stop(Composition& gateway, int signal) {
  log::info("gateway stops", {{"signal", std::to_string(signal)}});
  const auto hung = gateway.stop();
  log::info("gateway stopped");
  log::flush();
  if (hung.empty()) return exit_ok;
  std::_Exit(exit_cut_off);
}

}  // namespace

int serve(const ServeOptions& options) {
  StopSignal stop_signal;
  log::start(options.debug ? log::Level::debug : log::Level::info, ::isatty(STDERR_FILENO) == 0);
  log::detach();
  const auto clock = std::make_shared<SystemClock>();
  auto checked = check_configuration(options.config, options.data, *clock);
  if (const auto listen = config::parse_listen(options.listen)) {
    checked.configuration.server.host = listen->host;
    checked.configuration.server.port = listen->port;
  }
  if (!checked.findings.empty()) {
    log::flush();
    report_findings(checked.findings);
    return exit_mistakes;
  }
  tell_troubles(checked);
  const auto gateway = Composition::start(checked.configuration, clock);
  if (!gateway) {
    log::error("gateway can't start", {{"reason", gateway.error().text}});
    log::flush();
    return exit_cannot_start;
  }
  tell_listening(checked.configuration, (*gateway)->port());
  return stop(**gateway, stop_signal.wait());
}

}  // namespace r311::app
