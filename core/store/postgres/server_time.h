// SPDX-License-Identifier: Apache-2.0
#pragma once

// The server's time in milliseconds, as SQL. Leases are told by it alone: nodes' own clocks may be off.
#define R311_SERVER_TIME "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
