// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/folder.h"

namespace r311::test {

// A program that listens on a loopback port of ours, with data of its own in a folder of its own. The kernel stops it
// too when the thread that started it dies. Throws std::runtime_error with its last words if it does not come up.
// For one thread.
class DatabaseServer {
 public:
  virtual ~DatabaseServer();
  DatabaseServer(const DatabaseServer&) = delete;
  DatabaseServer& operator=(const DatabaseServer&) = delete;

  // Start waits until the server says that it takes connections, stop until it has ended.
  void start();
  void stop();
  int port() const { return port_; }

  static constexpr const char* user = "relay";
  static constexpr const char* password = "s3cret%word";
  static constexpr const char* database = "highways";

 protected:
  // `account` is whom the server runs as where the test is root.
  DatabaseServer(std::string account, std::string ready, int stop_signal);
  virtual std::vector<std::string> command() const = 0;
  // Runs a program to its end, as the server's account; throws unless it succeeds.
  void run(const std::vector<std::string>& command) const;
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  std::vector<std::string> as_account(const std::vector<std::string>& command) const;
  void listen_to(int output);

  Folder folder_;
  std::string account_;
  std::string ready_;
  int stop_signal_;
  int port_;
  pid_t pid_ = -1;
  std::thread reader_;
  std::mutex mutex_;
  std::condition_variable heard_;
  std::string said_;    // guarded by mutex_
  bool ended_ = false;  // guarded by mutex_
};

// An empty PostgreSQL with SCRAM passwords; `user` owns `database`.
class PostgreSQLServer : public DatabaseServer {
 public:
  PostgreSQLServer();

 private:
  std::vector<std::string> command() const override;
};

// An empty MariaDB; `user` owns `database`, whose characters are utf8mb4.
class MariaDBServer : public DatabaseServer {
 public:
  MariaDBServer();

 private:
  std::vector<std::string> command() const override;
};

}  // namespace r311::test
