// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace r311::app {

// Reads the command line, does what it says and answers the exit code. Never throws.
int run(int argc, char** argv);

}  // namespace r311::app
