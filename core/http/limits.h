// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>

namespace r311::http {

// Every bound that a client can meet.
struct Limits {
  std::size_t connections = 20'000;
  std::size_t target = 128u << 10;      // bytes of the request target: 414
  std::size_t header = 192u << 10;      // bytes of request line and headers together: 431
  std::size_t body = 20u << 20;         // bytes of a body: 413
  std::filesystem::path spool;          // folder for bodies that are too large to be held in memory; empty: none is
  std::size_t spool_from = 256u << 10;  // bytes of a body that may come before it goes there
  std::size_t spooled = std::size_t{2} << 30;  // bytes there, all connections together: 503
  std::size_t buffered = 256u << 20;           // bytes of requests and unsent answers, all connections together: 503
  std::chrono::milliseconds request_time{30'000};  // from the first byte of a request to its last: 408
  std::size_t upload_rate = 16u << 10;             // bytes a second; each that has come adds its time to request_time
  std::chrono::milliseconds idle_time{75'000};     // between requests, then closed
  std::chrono::milliseconds write_time{30'000};    // a client that takes no bytes for so long is closed
  std::size_t download_rate = 4u << 10;            // bytes a second; what a client took adds its time to write_time
};

}  // namespace r311::http
