// SPDX-License-Identifier: Apache-2.0
// What clients that say nothing cost the real gateway.
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>

#include <fstream>

#include "springfield.h"
#include "support/gateway_process.h"

namespace r311::test {
namespace {

long resident_kilobytes(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

// Sends a request with a long target, so that the connection has needed its buffers once, and reads the answer's head.
Poco::Net::StreamSocket idle_after_one_request(int port) {
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port)));
  const std::string request =
      "GET /open311/v2/services.json?x=" + std::string(10'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n";
  socket.sendBytes(request.data(), static_cast<int>(request.size()));
  std::string answer(64 * 1024, '\0');
  EXPECT_GT(socket.receiveBytes(answer.data(), static_cast<int>(answer.size())), 0);
  return socket;
}

TEST(IdleConnections, TwoThousand_CostLessThanTenKilobytesEachAndDisturbNobody) {
  const TemporaryDirectory data;
  const GatewayProcess gateway(prepare_springfield(data.path()), data.path());
  std::vector<Poco::Net::StreamSocket> idle{idle_after_one_request(gateway.port())};
  const long before = resident_kilobytes(gateway.pid());
  ASSERT_GT(before, 0);
  for (int i = 0; i < 2'000; ++i) idle.push_back(idle_after_one_request(gateway.port()));
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr long most = 200;  // sanitizers keep what is freed
#else
  constexpr long most = 10;
#endif
  EXPECT_LT(resident_kilobytes(gateway.pid()) - before, most * 2'000);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(http_get(gateway.port(), "/open311/v2/services.json").status, 200);
}

}  // namespace
}  // namespace r311::test
