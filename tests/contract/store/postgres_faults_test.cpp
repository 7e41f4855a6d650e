// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "contract/store/postgres_place.h"

// What becomes of reports when the server does not behave.
namespace r311::test {
namespace {

using store::DeliveryState;
using testing::HasSubstr;
using testing::Not;

// Kill -9, as the kernel does when memory runs out; then up again.
void kill_and_restart(PostgresPlace& place) {
  const std::string pid = place.ask("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)");
  ::kill(std::stoi(pid), SIGKILL);
  postgresql().stop();
  // The dead server's children hold its memory until they have noticed.
  for (int tries = 0;; ++tries) {
    try {
      postgresql().start();
      return;
    } catch (const std::runtime_error&) {
      if (tries == 50) throw;
    }
  }
}

// Clients that post and a worker that delivers, as long as it lives.
class Traffic {
 public:
  explicit Traffic(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {
    for (int client = 0; client < 4; ++client) threads_.emplace_back([this, client] { post(client); });
    threads_.emplace_back([this] { deliver(); });
  }
  ~Traffic() { stop(); }
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  void stop() {
    ended_ = true;
    for (auto& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }
  void wait_for(std::size_t more) {
    std::unique_lock lock(mutex_);
    const std::size_t goal = accepted.size() + more;
    ASSERT_TRUE(told_.wait_for(lock, std::chrono::seconds{60}, [&] { return accepted.size() >= goal; }));
  }

  std::set<std::string> accepted;  // after stop, as all below
  std::set<std::string> delivered;
  std::vector<std::string> errors;
  std::size_t unavailable = 0;

 private:
  void post(int client) {
    for (int i = 0; !ended_; ++i) {
      const std::string id = std::to_string(client) + "-" + std::to_string(i);
      const auto written = std::make_shared<std::promise<Result<store::Accepted>>>();
      auto answer = written->get_future();
      const std::vector<store::Repeat> repeats{{"key-" + id, "", clock_.now() + std::chrono::hours{1}}};
      store_.accept(plain_report(id, clock_.now()), kHighways, repeats,
                    [written](Result<store::Accepted> result) { written->set_value(std::move(result)); });
      const auto result = answer.get();
      const std::lock_guard lock(mutex_);
      if (result) {
        accepted.insert(id);
        if (result->repeated) errors.push_back(id + " was taken for a repeat");
      } else if (result.error().kind == Kind::unavailable) {
        ++unavailable;
      } else {
        errors.push_back(result.error().text);
      }
      told_.notify_all();
    }
  }

  // There is one worker: whatever it is refused as a conflict, it did itself.
  void deliver() {
    while (!ended_) {
      const auto due = store_.due(kHighways, clock_.now(), 10);
      if (!due) continue;
      for (auto delivery : *due) {
        const auto begun = store_.begin(delivery, clock_.now(), std::chrono::hours{1});
        if (!begun) {
          note(begun.error());
          continue;
        }
        ++delivery.attempts;
        store::Settlement settlement;
        settlement.state = DeliveryState::delivered;
        settlement.reference = "W" + delivery.key;
        const auto settled = store_.settle(delivery, settlement);
        if (!settled) {
          note(settled.error());
          continue;
        }
        const std::lock_guard lock(mutex_);
        delivered.insert(delivery.key);
      }
    }
  }
  void note(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (error.kind != Kind::unavailable) errors.push_back(error.text);
  }

  store::Store& store_;
  const Clock& clock_;
  std::atomic<bool> ended_{false};
  std::mutex mutex_;
  std::condition_variable told_;
  std::vector<std::thread> threads_;
};

class PostgresFaults : public testing::Test {
 protected:
  Result<store::Accepted> accept(store::Store& store, const std::string& id) {
    const auto written = std::make_shared<std::promise<Result<store::Accepted>>>();
    auto answer = written->get_future();
    store.accept(plain_report(id, clock_.now()), kHighways,
                 [written](Result<store::Accepted> result) { written->set_value(std::move(result)); });
    return answer.get();
  }

  ManualClock clock_;
  PostgresPlace place_;
};

TEST_F(PostgresFaults, ServerKilledUnderLoad_LosesNothingThatWasAnsweredAndStoresNothingTwice) {
  const auto store = place_.open(clock_);
  Traffic traffic(*store, clock_);
  for (int round = 0; round < 4; ++round) {
    traffic.wait_for(100);
    kill_and_restart(place_);
  }
  traffic.wait_for(100);
  traffic.stop();

  EXPECT_THAT(traffic.errors, testing::IsEmpty());
  for (const auto& id : traffic.accepted) {
    const auto found = store->request(kJurisdiction, id);
    EXPECT_TRUE(found && *found) << id << " was answered and is not there";
  }
  const auto requests = std::stoul(place_.ask("SELECT count(*) FROM relay311.requests"));
  EXPECT_GE(requests, traffic.accepted.size());
  EXPECT_LE(requests, traffic.accepted.size() + traffic.unavailable);
  EXPECT_EQ(place_.ask("SELECT count(*) FROM relay311.deliveries"), std::to_string(requests));
  EXPECT_EQ(place_.ask("SELECT count(DISTINCT request) FROM relay311.deliveries"), std::to_string(requests));
  EXPECT_EQ(place_.ask("SELECT coalesce(max(attempts), 1) FROM relay311.deliveries WHERE attempts > 0"), "1");
  for (const auto& key : traffic.delivered) {
    const auto story = store->story(kJurisdiction, key);
    ASSERT_TRUE(story && *story);
    EXPECT_EQ((*story)->deliveries.at(0).delivery.state, DeliveryState::delivered) << key;
  }
  RecordProperty("accepted", static_cast<int>(traffic.accepted.size()));
  RecordProperty("unavailable", static_cast<int>(traffic.unavailable));
}

TEST_F(PostgresFaults, SessionsThatTheServerEnded_AreOpenedAgainUnseen) {
  const auto store = place_.open(clock_);
  ASSERT_TRUE(accept(*store, "1"));
  ASSERT_TRUE(store->request(kJurisdiction, "1"));
  const auto end_all = [this] {
    place_.ask(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()");
  };
  end_all();
  EXPECT_TRUE(store->request(kJurisdiction, "1").value());
  end_all();
  EXPECT_TRUE(accept(*store, "2"));
  EXPECT_TRUE(store->put_value("highways", "key", "value"));
  end_all();
  EXPECT_TRUE(store->begin(store->due(kHighways, clock_.now(), 1).value().at(0), clock_.now()));
}

TEST_F(PostgresFaults, ServerThatIsDown_IsToldInsteadOfWaitedFor) {
  store::PostgresOptions options;
  options.patience = Milliseconds{100};
  auto store = store::open_postgres(place_.url(), clock_, options);
  ASSERT_TRUE(store);
  ASSERT_TRUE(accept(**store, "1"));
  postgresql().stop();
  const auto refused = accept(**store, "2");
  const auto read = (*store)->request(kJurisdiction, "1");
  const auto written = (*store)->put_value("highways", "key", "value");
  postgresql().start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Kind::unavailable);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, Kind::unavailable);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, Kind::unavailable);
  EXPECT_TRUE(accept(**store, "2"));
  EXPECT_TRUE((*store)->request(kJurisdiction, "1").value());
}

TEST_F(PostgresFaults, ReportThatCannotBeStored_HurtsOnlyItself) {
  const auto store = place_.open(clock_);
  place_.ask("ALTER TABLE relay311.requests ADD CHECK (description <> 'bad')");
  constexpr int kReports = 40;
  std::vector<std::future<Result<store::Accepted>>> answers;
  for (int i = 0; i < kReports; ++i) {
    auto report = plain_report(std::to_string(i), clock_.now());
    if (i % 10 == 7) report.report.description = "bad";
    const auto written = std::make_shared<std::promise<Result<store::Accepted>>>();
    answers.push_back(written->get_future());
    store->accept(report, kHighways,
                  [written](Result<store::Accepted> result) { written->set_value(std::move(result)); });
  }
  for (int i = 0; i < kReports; ++i) {
    EXPECT_EQ(answers[static_cast<std::size_t>(i)].get().has_value(), i % 10 != 7) << i;
  }
}

TEST_F(PostgresFaults, DatabaseThatCannotBeWritten_RefusesAndGoesOnWhenItCan) {
  const auto store = place_.open(clock_);
  ASSERT_TRUE(accept(*store, "1"));
  place_.ask("ALTER TABLE relay311.requests RENAME TO elsewhere");
  EXPECT_FALSE(accept(*store, "2"));
  place_.ask("ALTER TABLE relay311.elsewhere RENAME TO requests");
  EXPECT_TRUE(accept(*store, "2"));
}

TEST_F(PostgresFaults, Password_IsInNoError) {
  const std::string port = std::to_string(postgresql().port());
  for (const std::string& url : {"postgresql://relay:hunter2secret@127.0.0.1:" + port + "/highways",
                                 std::string("postgresql://relay:hunter2secret@127.0.0.1:1/highways"),
                                 std::string("postgresql://relay:hunter2secret@127.0.0.1:port/highways"),
                                 std::string("postgresql://relay:hunter%zzsecret@127.0.0.1/highways"),
                                 std::string("postgresql://relay:h@hunter2secret@127.0.0.1/highways"),
                                 std::string("postgresql://relay:hunter2secret@[127.0.0.1/highways"),
                                 std::string("mysql://relay:hunter2secret@127.0.0.1/highways")}) {
    const auto opened = store::open_postgres(url, clock_);
    ASSERT_FALSE(opened) << url;
    EXPECT_THAT(opened.error().text, Not(HasSubstr("hunter"))) << url;
    EXPECT_THAT(opened.error().text, Not(HasSubstr("secret"))) << url;
  }
}

}  // namespace
}  // namespace r311::test
