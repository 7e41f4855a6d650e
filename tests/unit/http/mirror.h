// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "http/server.h"

namespace r311::http {

// Answers each request with what it understood of it, so that a test sees it: "METHOD TARGET BODY".
class Mirror final : public Handler {
 public:
  // Instead of answering, where a test gives it.
  std::function<void(const Request&, Respond)> instead;
  std::atomic<int> handled{0};

  void handle(const Request& request, Respond respond) override {
    ++handled;
    if (instead) return instead(request, std::move(respond));
    respond(mirrored(request));
  }

  Answer refuse(int status, std::string_view path) override {
    Answer answer;
    answer.status = status;
    answer.body = "refused " + std::string(path);
    return answer;
  }

  static Answer mirrored(const Request& request) {
    Answer answer;
    answer.content_type = "text/plain";
    answer.body = std::string(request.method) + " " + std::string(request.target) + " " + std::string(request.body);
    return answer;
  }
};

// A server on a free port for one test.
struct Served {
  explicit Served(Limits limits = {}, int loops = 2)
      : server(std::move(Server::start("127.0.0.1", 0, loops, limits, mirror).value())) {}
  int port() const { return server->port(); }

  Mirror mirror;
  std::unique_ptr<Server> server;
};

}  // namespace r311::http
