// SPDX-License-Identifier: Apache-2.0
#pragma once

// The whole C++17 wrapper over the C ABI (relay311/abi/): derive from Adapter and from one mixin for each thing that
// the back end can do, then write RELAY311_ADAPTER(Class) in one source file.
//
//   class Potholes : public relay311::Adapter, public relay311::Submits {
//    public:
//     static constexpr relay311::PluginInfo info{"potholes", "1.0.0", "Example Ltd", "Files potholes"};
//     using Adapter::Adapter;
//     relay311::Receipt submit(const relay311::Report& report, relay311::Call& call) override;
//   };
//   RELAY311_ADAPTER(Potholes)
//
// It is compiled into the plugin; nothing of it crosses the border. Calls of one instance come one at a time, from any
// thread. To end a call without success, throw Failure; any other exception counts as Outcome::internal.
#include "call.hpp"     // IWYU pragma: export
#include "catalog.hpp"  // IWYU pragma: export
#include "changes.hpp"  // IWYU pragma: export
#include "find.hpp"     // IWYU pragma: export
#include "host.hpp"     // IWYU pragma: export
#include "media.hpp"    // IWYU pragma: export
#include "options.hpp"  // IWYU pragma: export
#include "outcome.hpp"  // IWYU pragma: export
#include "plugin.hpp"   // IWYU pragma: export
#include "probe.hpp"    // IWYU pragma: export
#include "report.hpp"   // IWYU pragma: export
#include "submit.hpp"   // IWYU pragma: export
#include "time.hpp"     // IWYU pragma: export
#include "update.hpp"   // IWYU pragma: export
