// SPDX-License-Identifier: Apache-2.0
#include "faults/process/reporters.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

#include <stdexcept>
#include <utility>

namespace r311::test {
namespace {

struct Answer {
  int status = 0;
  std::string body;
};

Answer post(Poco::Net::HTTPClientSession& session, const std::string& back_end, const std::string& text) {
  Poco::Net::HTTPRequest request("POST", "/open311/v2/requests.json", "HTTP/1.1");
  const std::string body =
      "jurisdiction_id=" + back_end + ".example&service_code=POT&lat=39.8&long=-89.65&description=" + text;
  request.setContentType("application/x-www-form-urlencoded");
  request.setContentLength(static_cast<std::streamsize>(body.size()));
  request.setKeepAlive(true);
  session.sendRequest(request) << body << std::flush;
  Poco::Net::HTTPResponse response;
  std::istream& stream = session.receiveResponse(response);
  Answer answer;
  Poco::StreamCopier::copyToString(stream, answer.body);
  answer.status = response.getStatus();
  if (response.hasContentLength() && response.getContentLength() != static_cast<std::streamsize>(answer.body.size())) {
    throw Poco::IOException("half an answer");
  }
  return answer;
}

std::string id_of(const std::string& body) {
  const auto list = Poco::JSON::Parser().parse(body).extract<Poco::JSON::Array::Ptr>();
  return list->getObject(0)->getValue<std::string>("service_request_id");
}

void open(Poco::Net::HTTPClientSession& session) {
  session.setKeepAlive(true);
  session.setTimeout(Poco::Timespan(120, 0));
}

}  // namespace

Promise report(int port, const std::string& back_end, const std::string& text) {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port));
  open(session);
  const auto answer = post(session, back_end, text);
  if (answer.status / 100 != 2) throw std::runtime_error(std::to_string(answer.status) + " " + answer.body);
  return {back_end, id_of(answer.body), text};
}

Reporters::Reporters(int port, std::vector<std::string> back_ends, std::size_t clients, std::string label)
    : port_(port), back_ends_(std::move(back_ends)), label_(std::move(label)), running_(clients) {
  for (std::size_t i = 0; i < clients; ++i) clients_.emplace_back([this, i] { post_on(i); });
}

Reporters::~Reporters() { stop(); }

void Reporters::post_on(std::size_t number) {
  std::string surprise;
  try {
    Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
    open(session);
    for (std::size_t count = 0; surprise.empty() && !stopped(); ++count) {
      const auto& back_end = back_ends_[(number + count) % back_ends_.size()];
      const std::string text = label_ + "-" + std::to_string(number) + "-" + std::to_string(count);
      const auto answer = post(session, back_end, text);
      if (answer.status / 100 == 2) {
        Promise promise{back_end, id_of(answer.body), text};
        const std::lock_guard lock(mutex_);
        promises_.push_back(std::move(promise));
        changed_.notify_all();
      } else if (answer.status != 503) {
        surprise = std::to_string(answer.status) + " " + answer.body;
      }
    }
  } catch (const Poco::IOException&) {
    // The gateway is gone, and what was asked last was promised nothing.
  } catch (const std::exception& other) {
    surprise = other.what();
  }
  const std::lock_guard lock(mutex_);
  if (!surprise.empty()) surprises_.push_back(surprise);
  --running_;
  changed_.notify_all();
}

bool Reporters::stopped() {
  const std::lock_guard lock(mutex_);
  return stop_;
}

void Reporters::wait_for(std::size_t promises) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return promises_.size() >= promises || running_ == 0; });
}

void Reporters::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  join();
}

void Reporters::join() {
  for (auto& client : clients_) {
    if (client.joinable()) client.join();
  }
}

}  // namespace r311::test
