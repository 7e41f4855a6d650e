// SPDX-License-Identifier: Apache-2.0
// Fills a new store with the requests of five years in two towns, as they are spread in life, straight into its tables:
// relay311_seed_city ADDRESS DATA COUNT
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/open.h"

namespace {

using namespace r311;
using store::Cell;
using store::Cells;

constexpr std::size_t kPage = 1000;
constexpr std::int64_t kBegin = 1'609'459'200'000;  // 2021-01-01
constexpr std::int64_t kEnd = 1'767'225'600'000;    // 2026-01-01
constexpr std::int64_t kDay = 86'400'000;

struct Town {
  std::string_view name;
  double latitude, longitude;
};
constexpr std::array<Town, 2> kTowns{{{"springfield.example", 39.78, -89.65}, {"shelbyville.example", 39.41, -88.79}}};
struct Service {
  std::string_view code, name, agency;
};
constexpr std::array<Service, 12> kServices{{{"POT", "Pothole", "Highways"},
                                             {"LGT", "Street light", "Lighting"},
                                             {"FLY", "Fly-tipping", "Waste"},
                                             {"GRF", "Graffiti", "Cleansing"},
                                             {"TRE", "Tree", "Parks"},
                                             {"BIN", "Missed bin", "Waste"},
                                             {"PAV", "Pavement", "Highways"},
                                             {"DRN", "Blocked drain", "Drainage"},
                                             {"SGN", "Road sign", "Highways"},
                                             {"CAR", "Abandoned vehicle", "Parking"},
                                             {"DOG", "Dog fouling", "Cleansing"},
                                             {"PLY", "Playground", "Parks"}}};
constexpr std::array<std::string_view, 4> kInterfaces{"fixmystreet", "website", "app", "call centre"};
constexpr std::array<std::string_view, 5> kClosed{"fixed", "closed", "no_further_action", "duplicate",
                                                  "not_councils_responsibility"};
constexpr std::array<std::string_view, 5> kOpen{"open", "in_progress", "planned", "investigating", "action_scheduled"};
constexpr std::array<std::string_view, 4> kKinds{" Street", " Road", " Avenue", " Lane"};

class City {
 public:
  City() {
    constexpr std::array<std::string_view, 20> syllables{"al",  "ber", "cor", "den", "el",  "fal", "gor",
                                                         "hal", "in",  "jo",  "ka",  "lin", "mor", "nes",
                                                         "old", "pem", "ris", "sto", "ta",  "wick"};
    for (const std::string_view a : syllables)
      for (const std::string_view b : syllables)
        for (const std::string_view c : syllables) vocabulary_.push_back(std::string(a).append(b).append(c));
  }

  // One of few, the first the likeliest.
  template <class Values>
  const auto& usual(const Values& values) {
    const double place = std::pow(chance(), 2.0) * static_cast<double>(values.size());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(place))];
  }
  double chance() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  double around(double middle) { return std::normal_distribution<double>(middle, 0.03)(random_); }
  std::int64_t below(std::int64_t end) { return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random_); }

  // A street with a number, of two thousand.
  std::string address() {
    const auto street = static_cast<std::size_t>(below(2000));
    std::string name = vocabulary_[street * 4];
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return std::to_string(1 + below(250)) + " " + name + std::string(kKinds.at(street % kKinds.size()));
  }

  std::string description(std::int64_t number) {
    std::string text = "title: ";
    for (int i = 0; i < 22; ++i) text += (i == 4 ? "\n\ndetail: " : i > 0 ? " " : "") + usual(vocabulary_);
    if (chance() < 0.25) text += ", a pothole";
    if (chance() < 0.10) text += " near the school";
    if (number % 50'000 == 777) text += " and a zeppelin";
    return text + ".";
  }

 private:
  std::mt19937_64 random_{311};
  std::vector<std::string> vocabulary_;
};

using Row = std::map<std::string_view, Cell>;

// What is not named is empty, or zero, or no place.
Cells cells_of(const store::Table& table, const Row& row) {
  Cells cells;
  for (const store::Column& column : table.columns) {
    const auto named = row.find(column.name);
    if (named != row.end()) {
      cells.push_back(named->second);
    } else if (column.kind == store::ColumnKind::number || column.kind == store::ColumnKind::flag) {
      cells.emplace_back(std::int64_t{0});
    } else if (column.kind == store::ColumnKind::real) {
      cells.emplace_back();
    } else {
      cells.emplace_back(std::string());
    }
  }
  return cells;
}

// Writes rows of one table by the thousand, behind the rows that they refer to.
class Pages {
 public:
  Pages(store::CopyTarget& target, const char* name, Pages* before = nullptr)
      : target_(target),
        before_(before),
        table_(*std::find_if(store::tables().begin(), store::tables().end(),
                             [&](const store::Table& each) { return std::string_view(each.name) == name; })) {}

  Result<void> add(const Row& row) {
    rows_.push_back(cells_of(table_, row));
    return rows_.size() < kPage ? Result<void>() : flush();
  }
  Result<void> flush() {
    if (auto written = before_ != nullptr ? before_->flush() : Result<void>(); !written) return written;
    const auto rows = std::exchange(rows_, {});
    return rows.empty() ? Result<void>() : target_.write(table_, rows);
  }

 private:
  store::CopyTarget& target_;
  Pages* const before_;
  const store::Table& table_;
  std::vector<Cells> rows_;
};

std::string text(std::string_view view) { return std::string(view); }

struct Made {
  Row request;
  Row update;  // empty: none
};

Made make_request(City& city, std::int64_t number, std::int64_t count) {
  const std::size_t town = city.chance() < 0.7 ? 0 : 1;
  const Service& service = city.usual(kServices);
  // So many a day, in no strict order of their numbers.
  const std::int64_t requested = kBegin + (kEnd - kBegin - kDay) / count * number + city.below(kDay);
  const bool closed = city.chance() < (kEnd - requested > 90 * kDay ? 0.93 : 0.4);
  const bool touched = closed || city.chance() < 0.5;
  const std::int64_t updated = touched ? std::min(kEnd, requested + 1 + city.below(60 * kDay)) : requested;
  const std::string id = "R" + std::to_string(1'000'000'000 + number);
  const auto jurisdiction = static_cast<std::int64_t>(town + 1);
  const std::string status = text(closed ? city.usual(kClosed) : touched ? city.usual(kOpen) : kOpen[0]);
  Made made;
  made.request = {{"seq", number + 1},
                  {"jurisdiction", jurisdiction},
                  {"destination", jurisdiction},
                  {"id", id},
                  {"type", text("realtime")},
                  {"visible", std::int64_t{1}},
                  {"closed", std::int64_t{closed ? 1 : 0}},
                  {"status", status},
                  {"reference", "WO" + std::to_string(number)},
                  {"requested", requested},
                  {"updated", updated},
                  {"changed", updated},
                  {"service_code", text(service.code)},
                  {"service_name", text(service.name)},
                  {"interface_used", text(city.usual(kInterfaces))},
                  {"latitude", city.around(kTowns.at(town).latitude)},
                  {"longitude", city.around(kTowns.at(town).longitude)},
                  {"address_string", city.address()},
                  {"media_url", city.chance() < 0.4 ? "https://img.example/" + id + ".jpeg" : ""},
                  {"description", city.description(number)},
                  {"agency_responsible", text(service.agency)}};
  if (touched && number % 4 == 0)
    made.update = {{"number", number + 1},
                   {"request", number + 1},
                   {"jurisdiction", jurisdiction},
                   {"id", "U" + id},
                   {"digest", id},
                   {"says_status", std::int64_t{1}},
                   {"status", status},
                   {"note", text("Somebody has looked at it.")},
                   {"changed", updated},
                   {"received", updated},
                   {"published", updated}};
  return made;
}

Result<void> fill(store::CopyTarget& target, std::int64_t count) {
  Pages jurisdictions(target, "jurisdictions"), destinations(target, "destinations", &jurisdictions);
  for (std::size_t i = 0; i < kTowns.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i + 1);
    if (auto made = jurisdictions.add({{"number", number}, {"name", text(kTowns.at(i).name)}}); !made) return made;
    if (auto made = destinations.add(
            {{"number", number}, {"name", text(kTowns.at(i).name) + "/highways"}, {"jurisdiction", number}});
        !made)
      return made;
  }
  if (auto made = destinations.flush(); !made) return made;
  City city;
  Pages requests(target, "requests"), updates(target, "updates", &requests);
  for (std::int64_t number = 0; number < count; ++number) {
    const Made made = make_request(city, number, count);
    if (auto added = requests.add(made.request); !added) return added;
    if (made.update.empty()) continue;
    if (auto added = updates.add(made.update); !added) return added;
  }
  if (auto made = updates.flush(); !made) return made;
  return target.commit();
}

}  // namespace

int main(int argc, char** argv) {
  std::int64_t count = 0;
  if (argc == 4) std::from_chars(argv[3], argv[3] + std::string_view(argv[3]).size(), count);
  if (count < 1) {
    std::cerr << "usage: relay311_seed_city ADDRESS DATA COUNT\n";
    return 2;
  }
  const SystemClock clock;
  auto target = store::open_copy_target(argv[1], argv[2], clock);
  if (!target) {
    std::cerr << target.error().text << '\n';
    return 1;
  }
  if (const auto filled = fill(**target, count); !filled) {
    std::cerr << filled.error().text << '\n';
    return 1;
  }
  std::cout << count << " requests stored\n";
  return 0;
}
