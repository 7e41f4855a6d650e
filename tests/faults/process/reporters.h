// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace r311::test {

// A report that was answered with success.
struct Promise {
  std::string back_end;
  std::string id;
  std::string text;  // its description, which no other report has
};

// Posts one report to NAME.example and answers the promise. Throws std::runtime_error for any other answer than 2xx,
// Poco::Exception if there is none.
Promise report(int port, const std::string& back_end, const std::string& text);

// Clients that each post one report after another over one connection, to these back ends in turn, until they are
// stopped or the gateway is gone.
class Reporters {
 public:
  // Descriptions begin with `label`.
  Reporters(int port, std::vector<std::string> back_ends, std::size_t clients, std::string label);
  ~Reporters();  // as stop()
  Reporters(const Reporters&) = delete;
  Reporters& operator=(const Reporters&) = delete;

  // Waits for that many promises, or until no client is left. One thread.
  void wait_for(std::size_t promises);
  void stop();  // each client ends with the answer that it waits for
  void join();  // waits until the gateway's end has ended every client
  // What was promised, in no order; after stop() or join().
  const std::vector<Promise>& promises() const { return promises_; }
  // Answers that were neither success nor an early refusal (503): there should be none.
  const std::vector<std::string>& surprises() const { return surprises_; }

 private:
  void post_on(std::size_t number);
  bool stopped();

  const int port_;
  const std::vector<std::string> back_ends_;
  const std::string label_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Promise> promises_;
  std::vector<std::string> surprises_;
  std::size_t running_;
  bool stop_ = false;
  std::vector<std::thread> clients_;
};

}  // namespace r311::test
