// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace r311::test {

// What a program printed and how it ended.
struct Ended {
  int code = -1;  // exit code, or -signal
  std::string out;
  std::string err;
};

// Runs a program to its end.
Ended run_program(const std::vector<std::string>& arguments);

// A directory of its own below the system's temporary one, removed at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The real relay311 in a process of its own, on a free loopback port. Killed and reaped at the end at the latest.
class GatewayProcess {
 public:
  // Starts it and waits until it listens; throws std::runtime_error with its log if it ends instead. `before` is a
  // program with arguments that becomes the gateway, such as {"prlimit", "--nofile=64"}.
  GatewayProcess(const std::filesystem::path& config, const std::filesystem::path& data,
                 const std::vector<std::string>& before = {});
  ~GatewayProcess();
  GatewayProcess(const GatewayProcess&) = delete;
  GatewayProcess& operator=(const GatewayProcess&) = delete;

  int port() const { return port_; }
  pid_t pid() const { return pid_; }
  void signal(int number) const;
  // Waits for its end: exit code, or -signal.
  int wait();
  // Everything it logged so far.
  std::string log() const;

 private:
  std::filesystem::path log_;
  pid_t pid_ = -1;
  int port_ = 0;
  TemporaryDirectory scratch_;
};

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string content_type;
};

using FormPairs = std::vector<std::pair<std::string, std::string>>;

HttpAnswer http_get(int port, const std::string& target);
HttpAnswer http_post_form(int port, const std::string& target, const FormPairs& pairs);
// A part of a multipart form with a file name.
struct FilePart {
  std::string name;
  std::string file_name;
  std::string type;
  std::string content;
};
HttpAnswer http_post_multipart(int port, const std::string& target, const FormPairs& pairs,
                               const std::vector<FilePart>& files = {});

// Polls `what` until it is true; fails the test after a generous bound that only a broken program meets.
bool eventually(const std::function<bool()>& what);

}  // namespace r311::test
