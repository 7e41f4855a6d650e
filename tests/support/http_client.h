// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace r311::http {

struct Received {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// A client that sends bytes as they are, well-formed or not, over a real connection. Every wait ends: with what was
// waited for, with the end of the connection, or after a generous bound that only a broken server meets.
class Client {
 public:
  explicit Client(int port);
  ~Client();
  Client(Client&& other) noexcept;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // False: the server has closed the connection.
  bool send(std::string_view bytes);
  // No more will be sent.
  void end();
  // The next answer; nothing if the connection ended before one was whole. `to_head`: it has no body.
  std::optional<Received> receive(bool to_head = false);
  // Everything until the server closes the connection; nothing if it does not.
  std::optional<std::string> receive_all();
  // How many bytes were there at this moment to take, without waiting for any; nothing if the connection has ended.
  std::optional<std::size_t> take_some(std::size_t most);

 private:
  // False: the connection has ended, or the bound was met (then errno is EAGAIN).
  bool more();

  int descriptor_ = -1;
  std::string buffer_;
};

// Sends one request on a connection of its own.
std::optional<Received> ask(int port, std::string_view request);
// The status of the answer to it; 0 if there was none.
int status_for(int port, std::string_view request);

std::string get(const std::string& target, const std::string& headers = "");
std::string post_form(const std::string& target, const std::string& body, const std::string& headers = "");

}  // namespace r311::http
