// SPDX-License-Identifier: Apache-2.0
#include "support/database_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <utility>

extern char** environ;

namespace r311::test {
namespace {

constexpr auto longest_start = std::chrono::seconds(60);

int free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(listener, any, size) == 0 && getsockname(listener, any, &size) == 0;
  close(listener);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

pid_t spawn(const std::vector<std::string>& command, int output) {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawn_file_actions_adddup2(&actions, output, 2);
  pid_t pid = -1;
  const int failed = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error(command[0] + " can't be run");
  return pid;
}

struct Pipe {
  int read_end = -1;
  int write_end = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read_end = ends[0];
    write_end = ends[1];
  }
};

std::string newest_postgresql() {
  std::vector<std::filesystem::path> versions;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql")) versions.push_back(entry.path());
  if (versions.empty()) throw std::runtime_error("no PostgreSQL is installed");
  return (*std::max_element(versions.begin(), versions.end()) / "bin").string();
}

}  // namespace

DatabaseServer::DatabaseServer(std::string account, std::string ready, int stop_signal)
    : account_(std::move(account)), ready_(std::move(ready)), stop_signal_(stop_signal), port_(free_port()) {
  if (geteuid() != 0) return;
  const passwd* const entry = getpwnam(account_.c_str());
  if (entry == nullptr) throw std::runtime_error("no account " + account_);
  if (chown(folder().c_str(), entry->pw_uid, entry->pw_gid) != 0)
    throw std::runtime_error("the folder can't be given away");
}

DatabaseServer::~DatabaseServer() { stop(); }

std::vector<std::string> DatabaseServer::as_account(const std::vector<std::string>& command) const {
  std::vector<std::string> all{"setpriv", "--pdeathsig", "KILL"};
  if (geteuid() == 0) all.insert(all.end(), {"--reuid", account_, "--regid", account_, "--clear-groups"});
  all.push_back("--");
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

void DatabaseServer::run(const std::vector<std::string>& command) const {
  Pipe pipe;
  const pid_t pid = spawn(as_account(command), pipe.write_end);
  close(pipe.write_end);
  std::string said;
  char buffer[4096];
  for (ssize_t count; (count = read(pipe.read_end, buffer, sizeof buffer)) > 0;)
    said.append(buffer, static_cast<std::size_t>(count));
  close(pipe.read_end);
  int status = 0;
  waitpid(pid, &status, 0);
  if (status != 0) throw std::runtime_error(command[0] + " failed: " + said);
}

void DatabaseServer::start() {
  Pipe pipe;
  said_.clear();
  ended_ = false;
  pid_ = spawn(as_account(command()), pipe.write_end);
  close(pipe.write_end);
  reader_ = std::thread([this, output = pipe.read_end] { listen_to(output); });
  std::unique_lock lock(mutex_);
  const bool told =
      heard_.wait_for(lock, longest_start, [this] { return ended_ || said_.find(ready_) != std::string::npos; });
  if (told && !ended_) return;
  const std::string said = said_;
  lock.unlock();
  stop();
  throw std::runtime_error("the database server did not start: " + said);
}

// Reads to the end, so that the server never waits for us.
void DatabaseServer::listen_to(int output) {
  char buffer[4096];
  for (ssize_t count; (count = read(output, buffer, sizeof buffer)) > 0;) {
    const std::lock_guard lock(mutex_);
    said_.append(buffer, static_cast<std::size_t>(count));
    heard_.notify_all();
  }
  close(output);
  const std::lock_guard lock(mutex_);
  ended_ = true;
  heard_.notify_all();
}

void DatabaseServer::stop() {
  if (pid_ > 0) {
    kill(pid_, stop_signal_);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  if (reader_.joinable()) reader_.join();
}

PostgreSQLServer::PostgreSQLServer() : DatabaseServer("postgres", "ready to accept connections", SIGINT) {
  const std::string data = (folder() / "data").string();
  const std::string secret = (folder() / "secret").string();
  std::ofstream(secret) << password << '\n';
  std::filesystem::permissions(secret, std::filesystem::perms(0644));
  run({newest_postgresql() + "/initdb", "-D", data, "-U", user, "--pwfile", secret, "--auth", "scram-sha-256",
       "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"});
  start();
  run({"env", std::string("PGPASSWORD=") + password, "psql", "-h", "127.0.0.1", "-p", std::to_string(port()), "-U",
       user, "-d", "postgres", "-q", "-c", std::string("CREATE DATABASE ") + database});
}

std::vector<std::string> PostgreSQLServer::command() const {
  return {newest_postgresql() + "/postgres",
          "-D",
          (folder() / "data").string(),
          "-p",
          std::to_string(port()),
          "-c",
          "listen_addresses=127.0.0.1",
          "-c",
          "unix_socket_directories=",
          "-c",
          "fsync=off",
          "-c",
          "lc_messages=C",
          "-c",
          "deadlock_timeout=100ms"};
}

MariaDBServer::MariaDBServer() : DatabaseServer("mysql", "ready for connections", SIGTERM) {
  const std::string data = (folder() / "data").string();
  run({"mariadb-install-db", "--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal",
       "--skip-test-db", "--innodb-flush-log-at-trx-commit=0"});
  const std::string login = std::string("'") + user + "'@'127.0.0.1'";
  std::ofstream(folder() / "init.sql") << "CREATE DATABASE IF NOT EXISTS " << database << " CHARACTER SET utf8mb4;\n"
                                       << "CREATE USER IF NOT EXISTS " << login << " IDENTIFIED BY '" << password
                                       << "';\nGRANT ALL ON " << database << ".* TO " << login << ";\n";
  std::filesystem::permissions(folder() / "init.sql", std::filesystem::perms(0644));
  start();
}

std::vector<std::string> MariaDBServer::command() const {
  return {"mariadbd",
          "--no-defaults",
          "--datadir=" + (folder() / "data").string(),
          "--socket=" + (folder() / "socket").string(),
          "--pid-file=" + (folder() / "pid").string(),
          "--port=" + std::to_string(port()),
          "--bind-address=127.0.0.1",
          "--skip-name-resolve",
          "--innodb-flush-log-at-trx-commit=0",
          "--init-file=" + (folder() / "init.sql").string()};
}

}  // namespace r311::test
