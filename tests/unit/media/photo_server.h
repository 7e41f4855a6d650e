// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace r311::media {

// A real server of another place, on a free port of 127.0.0.1, that answers each GET as a test says.
class PhotoServer {
 public:
  using Answer = std::function<void(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse&)>;

  explicit PhotoServer(Answer answer)
      : PhotoServer(std::move(answer), Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0))) {}
  PhotoServer(Answer answer, const Poco::Net::ServerSocket& socket)
      : port_(socket.address().port()),
        server_(new Factory(std::move(answer)), socket, new Poco::Net::HTTPServerParams) {
    server_.start();
  }
  ~PhotoServer() { server_.stopAll(true); }

  int port() const { return port_; }
  std::string url(const std::string& path, const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port_) + path;
  }

 private:
  struct Handler final : Poco::Net::HTTPRequestHandler {
    explicit Handler(const Answer& given) : answer(given) {}
    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
      answer(request, response);
    }
    const Answer& answer;
  };
  struct Factory final : Poco::Net::HTTPRequestHandlerFactory {
    explicit Factory(Answer given) : answer(std::move(given)) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
      return new Handler(answer);
    }
    Answer answer;
  };

  int port_;
  Poco::Net::HTTPServer server_;
};

inline void send(Poco::Net::HTTPServerResponse& response, const std::string& bytes,
                 const std::string& type = "image/jpeg") {
  response.setContentType(type);
  response.sendBuffer(bytes.data(), bytes.size());
}

}  // namespace r311::media
