// SPDX-License-Identifier: Apache-2.0
// What docs/operator.md says of backup and restore, done to a gateway that goes on taking reports.
#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StringPartSource.h>
#include <Poco/StreamCopier.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <sstream>
#include <thread>

#include "legacy_database.h"
#include "springfield.h"

namespace r311::test {
namespace {

const FormPairs kPothole{{"jurisdiction_id", "springfield.example"},
                         {"api_key", "demo-key"},
                         {"service_code", "POT"},
                         {"attribute[depth]", "9"},
                         {"lat", "39.8"},
                         {"long", "-89.65"},
                         {"last_name", "Example"}};

std::string id_of(const HttpAnswer& answer) {
  if (answer.status != 200) throw std::runtime_error(std::to_string(answer.status) + " " + answer.body);
  return parse_requests_json(answer.body).at(0).at("service_request_id");
}

std::string report(int port, const std::string& description) {
  auto form = kPothole;
  form.emplace_back("description", description);
  return id_of(http_post_form(port, "/open311/v2/requests.json", form));
}

std::string report_with_photo(int port, const std::string& photo) {
  Poco::Net::HTMLForm form(Poco::Net::HTMLForm::ENCODING_MULTIPART);
  for (const auto& [name, value] : kPothole) form.add(name, value);
  form.add("description", "with a photo");
  form.addPart("media", new Poco::Net::StringPartSource(photo, "image/png", "pothole.png"));
  Poco::Net::HTTPRequest request("POST", "/open311/v2/requests.json", "HTTP/1.1");
  std::stringstream body;
  form.prepareSubmit(request);
  form.write(body);
  request.setContentLength(static_cast<std::streamsize>(body.str().size()));
  request.setChunkedTransferEncoding(false);
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port));
  session.sendRequest(request) << body.str();
  Poco::Net::HTTPResponse response;
  std::istream& stream = session.receiveResponse(response);
  HttpAnswer answer;
  answer.status = response.getStatus();
  Poco::StreamCopier::copyToString(stream, answer.body);
  return id_of(answer);
}

// Posts one report after another until it is stopped.
class Citizen {
 public:
  explicit Citizen(int port)
      : thread_([this, port] {
          while (!stop_) {
            report(port, "meanwhile");
            ++count_;
          }
        }) {}
  ~Citizen() { stop(); }
  Citizen(const Citizen&) = delete;
  Citizen& operator=(const Citizen&) = delete;
  void stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  int count() const { return count_; }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<int> count_{0};
  std::thread thread_;
};

class Backup : public ::testing::TestWithParam<const char*> {};

TEST_P(Backup, OfARunningGateway_HasEveryReportThatWasAnsweredBefore) {
  const TemporaryDirectory first, second;
  const auto config = prepare_springfield(first.path());
  const std::string photo = std::string("\x89PNG\r\n\x1a\n", 8) + std::string(5000, 'p');
  std::vector<std::string> ids;
  {
    GatewayProcess gateway(config, first.path());
    for (int i = 0; i < 20; ++i) ids.push_back(report(gateway.port(), "before-" + std::to_string(i)));
    ids.push_back(report_with_photo(gateway.port(), photo));
    Citizen citizen(gateway.port());
    ASSERT_TRUE(eventually([&] { return citizen.count() > 3; }));

    const auto saved = run_program({"sqlite3", (first.path() / "relay311.db").string(),
                                    std::string(GetParam()) + " '" + (second.path() / "relay311.db").string() + "'"});
    ASSERT_EQ(saved.code, 0) << saved.err;
    std::filesystem::copy(first.path() / "media", second.path() / "media", std::filesystem::copy_options::recursive);
    const int during = citizen.count();
    ASSERT_TRUE(eventually([&] { return citizen.count() > during; })) << "citizens did not wait";
    citizen.stop();
  }

  prepare_springfield(second.path());
  GatewayProcess restored(config, second.path());
  for (const auto& id : ids) {
    EXPECT_EQ(http_get(restored.port(), "/open311/v2/requests/" + id + ".json").status, 200) << id;
  }
  LegacyDatabase store(second.path() / "relay311.db");
  EXPECT_EQ(store.rows("PRAGMA integrity_check").at(0).at("integrity_check"), "ok");
  const auto media = store.rows("SELECT digest FROM request_media");
  ASSERT_EQ(media.size(), 1U);
  const auto& digest = media.at(0).at("digest");
  EXPECT_EQ(std::filesystem::file_size(second.path() / "media" / digest.substr(0, 2) / digest), photo.size());
  ids.push_back(report(restored.port(), "after"));
  LegacyDatabase legacy(second.path() / "highways.db");
  EXPECT_TRUE(eventually([&] {
    return !legacy.rows("SELECT 1 FROM work_order WHERE ext_ref = ?", {ids.back()}).empty();
  })) << restored.log();
}

INSTANTIATE_TEST_SUITE_P(By, Backup, ::testing::Values(".backup", "VACUUM INTO"),
                         [](const auto& one) { return std::string(one.param) == ".backup" ? "Backup" : "VacuumInto"; });

}  // namespace
}  // namespace r311::test
