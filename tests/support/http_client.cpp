// SPDX-License-Identifier: Apache-2.0
#include "support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace r311::http {
namespace {

constexpr timeval bound{60, 0};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(tolower(c)); });
  return text;
}

Received read_head(const std::string& head) {
  Received received;
  received.status = std::stoi(head.substr(9, 3));
  for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
    const std::size_t end = head.find("\r\n", at);
    const std::size_t colon = head.find(": ", at);
    if (end == at || end == std::string::npos) break;
    received.headers[lower(head.substr(at, colon - at))] = head.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  return received;
}

}  // namespace

Client::Client(int port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound);
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("can't connect");
}

Client::~Client() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Client::Client(Client&& other) noexcept : descriptor_(other.descriptor_), buffer_(std::move(other.buffer_)) {
  other.descriptor_ = -1;
}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Client::end() { ::shutdown(descriptor_, SHUT_WR); }

bool Client::more() {
  std::array<char, 65536> piece;
  errno = 0;
  const ssize_t got = ::recv(descriptor_, piece.data(), piece.size(), 0);
  if (got > 0) buffer_.append(piece.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::optional<Received> Client::receive(bool to_head) {
  std::size_t head = std::string::npos;
  while ((head = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!more()) return std::nullopt;
  Received received = read_head(buffer_.substr(0, head + 4));
  buffer_.erase(0, head + 4);
  const auto length = received.headers.find("content-length");
  const std::size_t size = to_head || length == received.headers.end() ? 0 : std::stoul(length->second);
  while (buffer_.size() < size)
    if (!more()) return std::nullopt;
  received.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return received;
}

std::optional<std::string> Client::receive_all() {
  while (more()) {
  }
  if (errno == EAGAIN) return std::nullopt;
  return std::exchange(buffer_, {});
}

std::optional<std::size_t> Client::take_some(std::size_t most) {
  std::string piece(most, '\0');
  const ssize_t got = ::recv(descriptor_, piece.data(), most, MSG_DONTWAIT);
  if (got > 0) return static_cast<std::size_t>(got);
  if (got < 0 && errno == EAGAIN) return 0;
  return std::nullopt;
}

std::optional<Received> ask(int port, std::string_view request) {
  Client client(port);
  client.send(request);
  return client.receive(request.substr(0, 5) == "HEAD ");
}

int status_for(int port, std::string_view request) {
  const auto received = ask(port, request);
  return received ? received->status : 0;
}

std::string get(const std::string& target, const std::string& headers) {
  return "GET " + target + " HTTP/1.1\r\nHost: springfield.example\r\n" + headers + "\r\n";
}

std::string post_form(const std::string& target, const std::string& body, const std::string& headers) {
  return "POST " + target +
         " HTTP/1.1\r\nHost: springfield.example\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

}  // namespace r311::http
