// SPDX-License-Identifier: Apache-2.0
// A yardstick of scripts/bench: Poco's own HTTPServer with nothing behind it. It reads every file below a folder once
// and answers GET /PATH with that file's bytes; a POST is read to its end and answered with the bytes of PATH.post.
// usage: relay311_bare_poco FOLDER THREADS     Prints its port; ends when its standard input does.
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/NullStream.h>
#include <Poco/StreamCopier.h>
#include <Poco/ThreadPool.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <map>
#include <string>

namespace {

using Files = std::map<std::string, std::string, std::less<>>;  // by path, with its leading slash

Files read_all(const std::filesystem::path& folder) {
  Files files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files["/" + std::filesystem::relative(entry.path(), folder).generic_string()] =
        std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

class FromMemory : public Poco::Net::HTTPRequestHandler {
 public:
  explicit FromMemory(const Files& files) : files_(files) {}

  void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
    std::string path = request.getURI().substr(0, request.getURI().find('?'));
    if (request.getMethod() == Poco::Net::HTTPRequest::HTTP_POST) {
      Poco::NullOutputStream nowhere;
      Poco::StreamCopier::copyStream(request.stream(), nowhere);
      path += ".post";
    }
    const auto file = files_.find(path);
    if (file == files_.end()) {
      response.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_NOT_FOUND);
      response.setContentLength(0);
      response.send();
      return;
    }
    response.setContentType("application/json");
    response.sendBuffer(file->second.data(), file->second.size());
  }

 private:
  const Files& files_;
};

class Factory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(const Files& files) : files_(files) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new FromMemory(files_);
  }

 private:
  const Files& files_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: relay311_bare_poco FOLDER THREADS\n";
    return 2;
  }
  try {
    const Files files = read_all(argv[1]);
    const int threads = std::max(1, std::atoi(argv[2]));
    Poco::ThreadPool pool(threads, threads);
    Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
    params->setMaxThreads(threads);
    params->setMaxQueued(1000);
    params->setKeepAlive(true);
    params->setMaxKeepAliveRequests(0);  // as many as the client likes
    Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0), 1024);
    Poco::Net::HTTPServer server(new Factory(files), pool, socket, params);
    server.start();
    std::cout << socket.address().port() << std::endl;
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    server.stopAll(true);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "relay311_bare_poco: " << error.what() << '\n';
    return 1;
  }
}
