// SPDX-License-Identifier: Apache-2.0
#include "support/gateway_process.h"
#include "places.h"

#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StringPartSource.h>
#include <Poco/StreamCopier.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace r311::test {
namespace {

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Starts a program with its output in two descriptors; both may be the same.
pid_t spawn(const std::vector<std::string>& arguments, int out, int err) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

int reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

HttpAnswer send(int port, Poco::Net::HTTPRequest& request, const std::string& body) {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port));
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  std::istream& stream = session.receiveResponse(response);
  HttpAnswer answer;
  answer.status = response.getStatus();
  answer.content_type = response.getContentType();
  Poco::StreamCopier::copyToString(stream, answer.body);
  return answer;
}

}  // namespace

Ended run_program(const std::vector<std::string>& arguments) {
  const TemporaryDirectory scratch;
  const auto out = scratch.path() / "out";
  const auto err = scratch.path() / "err";
  const int out_file = ::open(out.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const int err_file = ::open(err.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const int code = reap(spawn(arguments, out_file, err_file));
  ::close(out_file);
  ::close(err_file);
  return {code, read_file(out), read_file(err)};
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "relay311-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

GatewayProcess::GatewayProcess(const std::filesystem::path& config, const std::filesystem::path& data,
                               const std::vector<std::string>& before) {
  log_ = scratch_.path() / "log";
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const int log_file = ::open(log_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  auto arguments = before;
  for (const auto& argument :
       {std::string(RELAY311_BINARY_DIR) + "/bin/relay311", std::string("serve"), std::string("--config"),
        config.string(), std::string("--data"), data.string(), std::string("--listen"), std::string("127.0.0.1:0")}) {
    arguments.push_back(argument);
  }
  pid_ = spawn(arguments, ends[1], log_file);
  ::close(ends[1]);
  ::close(log_file);
  std::string line;
  char byte = 0;
  while (::read(ends[0], &byte, 1) == 1 && byte != '\n') line += byte;
  ::close(ends[0]);
  const auto colon = line.rfind(':');
  if (colon == std::string::npos) {
    const int code = wait();
    throw std::runtime_error("relay311 ended with " + std::to_string(code) + " instead of listening:\n" + log());
  }
  port_ = std::stoi(line.substr(colon + 1));
}

GatewayProcess::~GatewayProcess() {
  if (pid_ <= 0) return;
  signal(SIGKILL);
  wait();
}

void GatewayProcess::signal(int number) const { ::kill(pid_, number); }

int GatewayProcess::wait() {
  const int code = reap(pid_);
  pid_ = -1;
  return code;
}

std::string GatewayProcess::log() const { return read_file(log_); }

HttpAnswer http_get(int port, const std::string& target) {
  Poco::Net::HTTPRequest request("GET", target, "HTTP/1.1");
  return send(port, request, "");
}

namespace {

HttpAnswer post(int port, const std::string& target, const FormPairs& pairs, const std::string& encoding,
                const std::vector<FilePart>& files = {}) {
  Poco::Net::HTMLForm form(encoding);
  for (const auto& [name, value] : pairs) form.add(name, value);
  for (const auto& file : files)  // the form owns its parts
    form.addPart(file.name, new Poco::Net::StringPartSource(file.content, file.type, file.file_name));
  std::stringstream body;
  Poco::Net::HTTPRequest request("POST", target, "HTTP/1.1");
  form.prepareSubmit(request);
  form.write(body);
  return send(port, request, body.str());
}

}  // namespace

HttpAnswer http_post_form(int port, const std::string& target, const FormPairs& pairs) {
  return post(port, target, pairs, Poco::Net::HTMLForm::ENCODING_URL);
}

HttpAnswer http_post_multipart(int port, const std::string& target, const FormPairs& pairs,
                               const std::vector<FilePart>& files) {
  return post(port, target, pairs, Poco::Net::HTMLForm::ENCODING_MULTIPART, files);
}

bool eventually(const std::function<bool()>& what) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!what()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::poll(nullptr, 0, 20);
  }
  return true;
}

}  // namespace r311::test
