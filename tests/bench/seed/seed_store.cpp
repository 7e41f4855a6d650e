// SPDX-License-Identifier: Apache-2.0
// Fills a store with potholes of springfield.example, the first DELIVERED of them delivered, the last WAITING waiting:
// relay311_seed_store FILE DELIVERED [WAITING]
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <latch>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/identity.h"
#include "store/sqlite/sqlite_store.h"

namespace {

using namespace r311;

constexpr const char* kDestination = "springfield.example/highways";
constexpr std::chrono::seconds kApart{7};
constexpr std::int64_t kPage = 5000;
constexpr int kSettlers = 64;

constexpr std::array<std::string_view, 5> kStreets{"Evergreen Terrace", "Main Street", "Elm Street", "Shelbyville Road",
                                                   "Plympton Street"};
constexpr std::array<std::string_view, 4> kTexts{
    "title: Deep pothole\n\ndetail: Cyclists swerve into traffic to avoid it.\n\nurl: https://fms.example/report/1\n",
    "title: Schlagloch vor der Schule\n\ndetail: Tief und nach Regen nicht zu sehen.\n\n",
    "title: Pothole by the bus stop\n\ndetail: \"About a foot wide\" & getting bigger since the frost 🕳️\n\n",
    "title: Twll yn y ffordd\n\ndetail: Mae'r twll hwn yn beryglus iawn i feicwyr.\n\n"};

open311::AcceptedReport make_report(IdSource& ids, std::mt19937_64& random, Time requested) {
  open311::AcceptedReport accepted;
  accepted.jurisdiction = "springfield.example";
  accepted.id = ids.next();
  accepted.interface_used = "fixmystreet";
  accepted.service_code = "POT";
  accepted.service_name = "Pothole";
  accepted.service_group = "Streets";
  accepted.backend_code = "RD-PH";
  accepted.requested = requested;
  open311::Report& report = accepted.report;
  std::uniform_real_distribution<double> offset(-0.05, 0.05);
  report.position = open311::Position{39.7817 + offset(random), -89.6501 + offset(random)};
  report.address_string =
      std::to_string(1 + random() % 999) + " " + std::string(kStreets.at(random() % kStreets.size()));
  report.description = kTexts.at(random() % kTexts.size());
  report.first_name = "Pat";
  report.last_name = "Example";
  report.email = "pat@example.org";
  report.attributes = {{"depth", {std::to_string(1 + random() % 30)}}};
  if (random() % 3 == 0) report.media_urls = {"https://img.example/" + accepted.id + ".0.full.jpeg"};
  return accepted;
}

// The first failure of any thread.
class Failures {
 public:
  template <class Value>
  void note(const Result<Value>& result) {
    if (result) return;
    const std::lock_guard lock(mutex_);
    if (!first_) first_ = result.error().text;
  }
  bool any() const {
    const std::lock_guard lock(mutex_);
    return first_.has_value();
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return first_.value_or("");
  }

 private:
  mutable std::mutex mutex_;
  std::optional<std::string> first_;
};

void accept_page(store::Store& store, IdSource& ids, std::mt19937_64& random, Time first, Milliseconds apart,
                 std::int64_t count, Failures& failures) {
  std::latch stored(count);
  for (std::int64_t i = 0; i < count; ++i) {
    store.accept(make_report(ids, random, first + apart * i), kDestination, [&](const Result<store::Accepted>& result) {
      failures.note(result);
      stored.count_down();
    });
  }
  stored.wait();
}

// Many at a time, so that they share the store's commits.
void deliver_page(store::Store& store, const std::vector<store::Delivery>& due, Time now, Failures& failures) {
  std::vector<std::jthread> settlers;
  for (std::size_t first = 0; first < kSettlers; ++first) {
    settlers.emplace_back([&, first] {
      for (std::size_t i = first; i < due.size(); i += kSettlers) {
        failures.note(store.begin(due[i], now));
        store::Settlement settlement;
        settlement.state = store::DeliveryState::delivered;
        settlement.outcome = "OK";
        settlement.reference = std::to_string(100000 + due[i].id);
        settlement.started = now;
        settlement.took = Milliseconds{12};
        store::Delivery begun = due[i];
        ++begun.attempts;
        failures.note(store.settle(begun, settlement));
      }
    });
  }
}

int seed(const char* file, std::int64_t delivered, std::int64_t waiting) {
  const SystemClock clock;
  auto opened = store::open_sqlite(file, clock);
  if (!opened) {
    std::cerr << opened.error().text << '\n';
    return 1;
  }
  store::Store& store = **opened;
  IdSource ids(clock);
  std::mt19937_64 random(311);
  Failures failures;
  const std::int64_t count = delivered + waiting;
  const Time last = clock.now() - std::chrono::hours{1};  // what waits came in then; much older, it would be given up
  const Time first = last - kApart * delivered;
  std::chrono::duration<double> accepting{0};
  for (std::int64_t done = 0; done < count && !failures.any();) {
    const std::int64_t page = std::min(kPage, (done < delivered ? delivered : count) - done);
    const auto began = clock.steady();
    if (done < delivered) {
      accept_page(store, ids, random, first + kApart * done, kApart, page, failures);
    } else {
      accept_page(store, ids, random, last, Milliseconds{0}, page, failures);
    }
    accepting += clock.steady() - began;
    done += page;
    if (done > delivered) continue;
    const auto due = store.due(kDestination, clock.now(), static_cast<std::size_t>(page));
    if (!due) {
      std::cerr << due.error().text << '\n';
      return 1;
    }
    deliver_page(store, *due, clock.now(), failures);
  }
  if (failures.any()) {
    std::cerr << failures.text() << '\n';
    return 1;
  }
  std::cout << delivered << " requests stored and delivered, " << waiting << " waiting; accepted "
            << static_cast<std::int64_t>(static_cast<double>(count) / accepting.count()) << " a second\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::array<std::int64_t, 2> counts{0, 0};
  bool sound = argc == 3 || argc == 4;
  for (std::size_t i = 0; sound && i + 2 < static_cast<std::size_t>(argc); ++i) {
    const std::string_view number = argv[i + 2];
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), counts.at(i));
    sound = error == std::errc{} && end == number.data() + number.size() && counts.at(i) >= 0;
  }
  if (!sound || counts[0] + counts[1] < 1) {
    std::cerr << "usage: relay311_seed_store FILE DELIVERED [WAITING]\n";
    return 2;
  }
  return seed(argv[1], counts[0], counts[1]);
}
