// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace r311::app {

struct StoreCopyOptions {
  std::string from;  // an address as `store:` takes it, with ${env:NAME} and ${file:PATH}
  std::string to;
  std::string data;  // where relative paths start; empty: the current folder
  bool json = false;
};

// Copies one store into another (store/copy.h) and prints how many rows each table has. Progress goes to standard error
// where that is a terminal. No password is printed.
int copy_store(const StoreCopyOptions& options);

}  // namespace r311::app
