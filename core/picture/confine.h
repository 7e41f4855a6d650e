// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

namespace r311::picture {

// What this process may still do from here on: use so much processor time and memory, write a file of that size to what is
// open already, and open nothing more, neither files nor sockets. It dies with the process that started it. False: the
// system does not keep one of these.
bool confine(unsigned seconds, std::size_t memory, std::size_t file_size);

}  // namespace r311::picture
