// SPDX-License-Identifier: Apache-2.0
#include "contract/store/search_contract.h"

#include <algorithm>
#include <cctype>

#include "base/words.h"
#include "store/update_rules.h"

namespace r311::test {
namespace {

using open311::Status;
using std::chrono::seconds;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool among(const std::vector<std::string>& wanted, const std::string& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool answers(const Known& one, const store::RequestQuery& query) {
  const auto& report = one.report.report;
  if (one.report.non_public && !query.privates) return false;
  if (!among(query.service_codes, one.report.service_code) || !among(query.interfaces, one.report.interface_used) ||
      !among(query.agencies, one.report.agency))
    return false;
  if (query.closed && *query.closed != open311::is_closed(one.status)) return false;
  if (!query.statuses.empty() &&
      std::find(query.statuses.begin(), query.statuses.end(), one.status) == query.statuses.end())
    return false;
  if (one.report.requested < query.from.value_or(Time::min()) || one.report.requested > query.to.value_or(Time::max()))
    return false;
  if (one.updated < query.updated_from.value_or(Time::min()) || one.updated > query.updated_to.value_or(Time::max()))
    return false;
  if (query.photo && *query.photo == report.media_urls.empty()) return false;
  if (query.box && !(report.position && holds(*query.box, *report.position))) return false;
  if (query.circle && !(report.position && holds(*query.circle, *report.position))) return false;
  if (lower(report.address_string).find(lower(query.address)) == std::string::npos) return false;
  const auto words = text::words(report.description + "\n" + report.address_string);
  return std::all_of(query.words.begin(), query.words.end(), [&](const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  });
}

}  // namespace

void Search::populate(int count) {
  for (int i = 0; i < count; ++i) {
    Known one;
    one.report = plain_report("r" + std::to_string(i), begun_ + seconds{pick(count)});
    one.report.service_code = choose<std::string>({"POT", "Pot", "a/b:c,d&e@ f"});
    one.report.interface_used = choose<std::string>({"fixmystreet", "web form", ""});
    one.report.agency = choose<std::string>({"Highways", "Parks & Trees", ""});
    auto& report = one.report.report;
    report.address_string =
        std::to_string(pick(40)) + choose<std::string>({" Main Street", " ELM street", "", " St. Mary's"});
    report.description =
        choose<std::string>({"Deep hole, very deep", "title: Tree\n\ndetail: fallen!", "Hole in a tree", ""});
    if (pick(4) > 0) report.position = open311::Position{39.7 + pick(100) * 0.002, -89.7 + pick(100) * 0.002};
    if (pick(3) == 0) report.media_urls = {"https://img.example/1.jpeg"};
    one.report.non_public = pick(5) == 0;
    ASSERT_TRUE(accept(one.report));
    one.updated = one.report.requested;
    one.number = i;
    known_.push_back(one);
  }
  change_some();
}

void Search::change_some() {
  const int count = static_cast<int>(known_.size());
  pass(seconds{3 * count});  // behind all that is told now: nothing counts as updated later than it was told
  for (Known& one : known_) {
    if (pick(2) == 0) continue;
    open311::Change change;
    change.key = one.report.id;
    change.status = one.status = choose<Status>(
        {Status::fixed, Status::in_progress, Status::closed, Status::open, Status::not_councils_responsibility});
    change.changed = one.updated + seconds{1 + pick(2 * count)};
    one.updated = std::max(change.changed, now() - store::longest_before_it_came);
    ASSERT_EQ(apply({change}).applied, 1u);
  }
}

void Search::expect_right_answers(int rounds) {
  for (int round = 0; round < rounds; ++round) {
    const auto query = random_query(static_cast<int>(known_.size()));
    EXPECT_EQ(ids(query), part_of(expected(query), query.skip, query.limit)) << "round " << round;
  }
}

store::RequestQuery Search::random_query(int count) {
  auto query = all();
  const auto maybe = [&] { return pick(5) == 0; };
  const auto moment = [&] { return begun_ + seconds{pick(2 * count)}; };
  if (maybe())
    query.service_codes = choose<std::vector<std::string>>({{"POT"}, {"Pot", "NONE"}, {"a/b:c,d&e@ f", "POT"}});
  if (maybe()) query.closed = pick(2) == 0;
  if (maybe())
    query.statuses =
        choose<std::vector<Status>>({{Status::fixed, Status::in_progress}, {Status::planned}, {Status::open}});
  if (maybe())
    query.interfaces = choose<std::vector<std::string>>({{"web form"}, {"fixmystreet", "web form"}, {"web"}});
  if (maybe())
    query.agencies = choose<std::vector<std::string>>({{"Highways"}, {"Parks & Trees", "Highways"}, {"highways"}});
  if (maybe()) query.photo = pick(2) == 0;
  if (maybe())
    query.address = choose<std::string>({"elm", "Street", " st", "1 main", "mary's", "nowhere", "7 Elm Street"});
  if (maybe())
    query.words = choose<std::vector<std::string>>({{"hole"}, {"tree", "hole"}, {"deep", "main"}, {"or"}, {"s"}});
  if (maybe())
    query.box = choose<open311::Box>(
        {{-89.65, 39.75, -89.6, 39.8}, {}, {-89.7, 39.7, -89.699, 39.701}, {170, -90, -89.65, 90}});
  if (maybe()) query.circle = open311::Circle{{39.7 + pick(100) * 0.002, -89.6}, 100.0 * (1 + pick(120))};
  if (maybe()) query.from = moment();
  if (maybe()) query.to = moment();
  if (maybe()) query.updated_from = moment();
  if (maybe()) query.updated_to = moment();
  query.privates = pick(2) == 0;
  query.order = {pick(2) == 0, pick(2) == 0};
  query.limit = choose<std::size_t>({1, 7, 50, 1000});
  if (maybe()) query.skip = static_cast<std::size_t>(pick(9));
  return query;
}

std::vector<const Known*> Search::expected(const store::RequestQuery& query) const {
  std::vector<const Known*> found;
  for (const Known& one : known_)
    if (answers(one, query)) found.push_back(&one);
  std::sort(found.begin(), found.end(), [&](const Known* a, const Known* b) {
    const auto place = [&](const Known* one) {
      return open311::ListPlace{query.order.by_updated ? one->updated : one->report.requested, one->number};
    };
    return query.order.ascending ? place(a) < place(b) : place(b) < place(a);
  });
  return found;
}

std::vector<std::string> Search::part_of(const std::vector<const Known*>& found, std::size_t skip, std::size_t limit) {
  std::vector<std::string> ids;
  for (std::size_t i = skip; i < found.size() && ids.size() < limit; ++i) ids.push_back(found[i]->report.id);
  return ids;
}

std::vector<std::string> Search::found_by(const std::string& words) {
  auto query = all();
  query.words = text::words(words);
  return ids(query);
}

void Search::accept_text(const std::string& id, const std::string& address, const std::string& description) {
  auto report = plain_report(id, now());
  report.report.address_string = address;
  report.report.description = description;
  ASSERT_TRUE(accept(report));
}

}  // namespace r311::test
