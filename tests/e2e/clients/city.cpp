// SPDX-License-Identifier: Apache-2.0
#include "city.h"

#include <algorithm>
#include <chrono>

#include "base/time_text.h"

namespace r311::test {
namespace {

FormPairs with(FormPairs form, const FormPairs& more) {
  for (const auto& [name, value] : more)
    std::erase_if(form, [&, &key = name](const auto& pair) { return pair.first == key; });
  form.insert(form.end(), more.begin(), more.end());
  return form;
}

bool is_json(const http::Received& answer) { return answer.headers.at("content-type").starts_with("application/json"); }

Node readable(const http::Received& answer) {
  if (is_json(answer)) return read_json(answer.body);
  const auto document = read_as_fixmystreet(answer.body);
  EXPECT_THAT(document.faults, ::testing::IsEmpty()) << answer.body;
  return document.root;
}

// The list that a document is, in JSON without a name.
Node list_of(Node document) {
  if (document.kind == Node::Kind::list || document.hash.empty()) return document;
  return document.hash.begin()->second;
}

}  // namespace

void City::start_with(const Edits& edits) {
  gateway_.reset();
  auto all = quick_polls;
  all.insert(all.end(), edits.begin(), edits.end());
  gateway_ = std::make_unique<GatewayProcess>(prepare_springfield(data_.path(), folder_.path(), all), data_.path());
}

http::Received City::exchange(const std::string& bytes) {
  http::Client client(gateway_->port());
  client.send(bytes);
  auto answer = client.receive();
  EXPECT_TRUE(answer) << gateway_->log();
  EXPECT_EQ(client.receive_all(), "") << "the connection was to be closed behind the answer";
  return answer.value_or(http::Received{});
}

http::Received City::post(const std::string& target, const FormPairs& form, const std::vector<FilePart>& files) {
  if (files.empty()) return exchange(lwp_post(endpoint + target, "application/x-www-form-urlencoded", lwp_form(form)));
  return exchange(lwp_post(endpoint + target, "multipart/form-data; boundary=" + lwp_boundary, lwp_parts(form, files)));
}

Node City::both(const std::string& stem, const std::string& query) {
  const std::string behind = query.empty() ? "" : "?" + query;
  auto xml = get(stem + ".xml" + behind);
  while (true) {
    const auto json = get(stem + ".json" + behind);
    auto again = get(stem + ".xml" + behind);
    const bool changed_meanwhile = again.body != xml.body;
    xml = std::move(again);
    if (changed_meanwhile) continue;
    Node root = read(xml);
    EXPECT_EQ(json.status, 200) << json.body;
    EXPECT_EQ(difference(root, read_json(json.body)), "") << stem;
    return root;
  }
}

FormPairs City::report(const FormPairs& more) {
  return with({{"jurisdiction_id", "springfield.example"},
               {"api_key", "demo-key"},
               {"service_code", "POT"},
               {"lat", "39.799"},
               {"long", "-89.644"},
               {"description", "A hole\n\nIt grows.\n\nhttps://fix.example/report/4711\n"},
               {"first_name", "Lisa"},
               {"last_name", "Doe"},
               {"email", "lisa@fix.example"},
               {"attribute[depth]", "12"}},
              more);
}

FormPairs City::comment(const std::string& request, const FormPairs& more) {
  const auto now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  return with({{"jurisdiction_id", "springfield.example"},
               {"api_key", "demo-key"},
               {"service_request_id", request},
               {"update_id", "815"},
               {"updated_datetime", format_w3c(now, Zone::utc())},
               {"status", "OPEN"},
               {"description", "It has grown"},
               {"first_name", "Lisa"},
               {"last_name", "Doe"}},
              more);
}

std::string City::report_id(const FormPairs& more, const std::vector<FilePart>& files) {
  const auto id = read_list(post("requests." + form_, report(more), files))[0]["service_request_id"].text;
  EXPECT_NE(id, "");
  return id;
}

std::string City::comment_id(const std::string& request, const FormPairs& more, const std::vector<FilePart>& files) {
  const auto answer = post("servicerequestupdates." + form_, comment(request, more), files);
  const auto id = read_list(answer)[0]["update_id"].text;
  EXPECT_NE(id, "");
  return id;
}

Row City::work_order(const std::string& request) {
  std::vector<Row> orders;
  EXPECT_TRUE(eventually([&] {
    orders = legacy_.rows("SELECT * FROM work_order WHERE ext_ref = ?", {request});
    return !orders.empty();
  })) << gateway_->log();
  EXPECT_THAT(orders, ::testing::SizeIs(1));
  return orders.empty() ? Row{} : orders[0];
}

std::vector<Node> City::updates_of(const std::string& request, std::size_t least) {
  std::vector<Node> found;
  EXPECT_TRUE(eventually([&] {
    found = both("servicerequestupdates", "api_key=&service_request_id=" + request)["request_update"].list;
    return found.size() >= least;
  })) << gateway_->log();
  return found;
}

Node read(const http::Received& answer) {
  EXPECT_EQ(answer.status, 200) << answer.body;
  return readable(answer);
}

Node read_list(const http::Received& answer) { return list_of(read(answer)); }

Node read_error(const http::Received& answer, int status) {
  EXPECT_EQ(answer.status, status) << answer.body;
  const Node document = readable(answer);
  Node errors = is_json(answer) ? document : document["error"];
  EXPECT_FALSE(errors.list.empty()) << answer.body;
  for (const auto& error : errors.list) {
    EXPECT_TRUE(error.has("code")) << answer.body;
    EXPECT_TRUE(error.has("description")) << answer.body;
  }
  return errors;
}

std::vector<std::string> each(const Node& list, const std::string& field) {
  std::vector<std::string> found;
  for (const auto& item : list.list) found.push_back(item[field].text);
  return found;
}

}  // namespace r311::test
