// SPDX-License-Identifier: Apache-2.0
#include "statement_settings.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "file_drop.h"
#include "report_values.h"
#include "time_format.h"

namespace sql {
namespace {

using relay311::Options;

const ParameterNames& poll_parameters() {
  static const ParameterNames names({"since", "since.utc", "since.epoch", "since.epoch_ms", "limit"});
  return names;
}

Statement statement_with(const Options& options, Dialect dialect, const ParameterNames& names) {
  return read_statement(
      options, "sql", dialect, [&](std::string_view name) { return names.has(name); }, names.all(":"));
}

// What all polls have in common.
template <class Query>
Query read_poll(const Options& poll, Dialect dialect, const std::string& zone, std::string name, const char* time) {
  Query query;
  query.statement = statement_with(poll, dialect, poll_parameters());
  query.name = std::move(name);
  const auto& used = query.statement.parameters;
  const bool since = std::any_of(used.begin(), used.end(), [](const std::string& each) { return each != "limit"; });
  if (!since) poll.mistake("sql", "no :since", std::string("a condition such as ") + time + " >= :since");
  if (!mentions(poll.text_or("sql", ""), dialect, "ORDER BY"))
    poll.mistake("sql", "no ORDER BY",
                 std::string("ORDER BY the column of `") + time + "`, for a poll takes a part at a time");
  query.time = poll.text_or(time, "");
  query.reference = poll.text_or("reference", "");
  query.status = poll.text_or("status", "");
  query.cursor = poll.text_or("cursor", "");
  if (!query.cursor.empty())
    for (const std::string& each : used)
      if (each != "since" && each != "limit") poll.mistake("sql", ":" + each + " beside `cursor:`", ":since|:limit");
  if (const std::string format = read_time_format(poll); !format.empty()) query.local.emplace(zone, format);
  query.overlap = poll.duration("overlap");
  const std::int64_t rows = poll.integer("overlap_rows");
  if (rows < 0 || rows > 2000) poll.mistake("overlap_rows", std::to_string(rows), "0 to 2000");
  query.overlap_rows = static_cast<std::size_t>(std::clamp<std::int64_t>(rows, 0, 2000));
  query.first = poll.duration("first");
  const std::int64_t limit = poll.integer("limit");
  if (limit < 1 || limit > 100'000) poll.mistake("limit", std::to_string(limit), "1 to 100000");
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 100'000));
  return query;
}

constexpr auto no_parameter = [](std::string_view) { return false; };

// The columns in `keys`, of which the first `needed` can't be done without.
CatalogPart read_part(const Options& part, Dialect dialect, std::size_t needed,
                      std::initializer_list<const char*> keys) {
  CatalogPart read{read_statement(part, "sql", dialect, no_parameter, "no parameter"), {}};
  for (const char* key : keys)
    read.columns.push_back({key, part.text_or(key, key), read.columns.size() < needed || part.has(key)});
  return read;
}

}  // namespace

Statement read_statement(const Options& options, std::string_view path, Dialect dialect,
                         const std::function<bool(std::string_view)>& known, std::string_view names) {
  Compiled compiled = compile(options.text_or(path, ""), dialect, known, names);
  for (const Mistake& mistake : compiled.mistakes) options.mistake(path, mistake.found, mistake.expected);
  return std::move(compiled.statement);
}

std::vector<Step> read_steps(const Options& steps, Dialect dialect, const ParameterNames& names) {
  std::vector<Step> read;
  for (const std::string& number : steps.names()) {
    const Options at = steps.at(number);
    read.push_back({statement_with(at, dialect, names), at.text_or("reference", "")});
  }
  return read;
}

std::vector<Step> read_submit(const Options& submit, Dialect dialect) {
  std::vector<Step> steps = read_steps(submit, dialect, report_parameters());
  bool has_reference = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& used = steps[i].statement.parameters;
    if (!has_reference && std::find(used.begin(), used.end(), "reference") != used.end())
      submit.at(std::to_string(i))
          .mistake("sql", ":reference before a statement gave one", "an earlier statement with `reference:`");
    has_reference = has_reference || !steps[i].reference.empty();
  }
  if (!steps.empty() && !has_reference)
    submit.mistake("", "no `reference:`", "the column of the work order's reference, at one of the statements");
  return steps;
}

std::string read_time_format(const Options& options) {
  const std::string format = options.text_or("time_format", "");
  if (format.empty()) return format;
  const auto wrong = mistake_in_time_format(format);
  if (!wrong) return format;
  options.mistake("time_format", wrong->found, wrong->expected);
  return {};
}

FindQuery read_find(const Options& find, Dialect dialect, const std::vector<std::string>& keys) {
  FindQuery query{statement_with(find, dialect, ParameterNames(keys)), find.text_or("reference", "")};
  if (query.statement.parameters.empty() && find.has("sql"))
    find.mistake("sql", "no :" + keys.front(), "a condition such as ext_ref = :" + keys.front());
  return query;
}

MediaSettings read_media(const Options& media, Dialect dialect, const std::string& data_directory) {
  constexpr std::int64_t most = 1'000'000'000;
  MediaSettings read;
  read.folder = media.text_or("folder", "");
  if (media.has("folder") && read.folder.empty()) media.mistake("folder", "nothing", "the name of a folder");
  if (!read.folder.empty() && read.folder.front() != '/') read.folder = data_directory + "/" + read.folder;
  read.steps = read_steps(media.at("statements"), dialect, media_parameters(!read.folder.empty()));
  if (media.kind("statements") == relay311::Node::list && read.steps.empty())
    media.mistake("statements", "an empty list", "at least one statement");
  read.name = media.text_or("name", "");
  if (const auto wrong = mistake_in_file_name(read.name)) media.mistake("name", wrong->found, wrong->expected);
  const std::int64_t largest = media.integer("largest");
  if (largest < 1 || largest > most) media.mistake("largest", std::to_string(largest), "1 to 1000000000 bytes");
  read.largest = static_cast<std::uint64_t>(std::clamp<std::int64_t>(largest, 1, most));
  return read;
}

std::vector<ChangesQuery> read_changes(const Options& changes, Dialect dialect, const std::string& zone) {
  std::vector<ChangesQuery> queries;
  const std::size_t count = changes.count();
  for (const std::string& number : changes.names()) {
    const Options at = changes.at(number);
    const std::string name = count == 1 ? "changes" : "changes " + std::to_string(queries.size() + 1);
    ChangesQuery query = read_poll<ChangesQuery>(at, dialect, zone, name, "changed");
    query.key = at.text_or("key", "");
    query.note = at.text_or("note", "");
    query.update_id = at.text_or("update_id", "");
    query.update_key = at.text_or("update_key", "");
    query.media_url = at.text_or("media_url", "");
    query.duplicate_of = at.text_or("duplicate_of", "");
    query.parent = at.text_or("parent", "");
    query.related = at.text_or("related", "");
    query.non_public = at.text_or("non_public", "");
    query.expected = at.text_or("expected", "");
    query.notice = at.text_or("notice", "");
    if (query.reference.empty() && query.key.empty())
      at.mistake("", "neither `reference:` nor `key:`", "the column that names the work order");
    queries.push_back(std::move(query));
  }
  return queries;
}

WorkOrdersQuery read_work_orders(const Options& work_orders, Dialect dialect, const std::string& zone) {
  WorkOrdersQuery query = read_poll<WorkOrdersQuery>(work_orders, dialect, zone, "work_orders", "requested");
  query.backend_code = work_orders.text_or("backend_code", "");
  query.description = work_orders.text_or("description", "");
  query.latitude = work_orders.text_or("latitude", "");
  query.longitude = work_orders.text_or("longitude", "");
  query.address = work_orders.text_or("address", "");
  query.non_public = work_orders.text_or("non_public", "");
  query.expected = work_orders.text_or("expected", "");
  query.notice = work_orders.text_or("notice", "");
  query.zipcode = work_orders.text_or("zipcode", "");
  if (query.latitude.empty() != query.longitude.empty())
    work_orders.mistake("", query.latitude.empty() ? "longitude without latitude" : "latitude without longitude",
                        "both columns, or neither");
  return query;
}

CatalogQuery read_catalog(const Options& catalog, Dialect dialect) {
  CatalogQuery query;
  query.services =
      read_part(catalog.at("services"), dialect, 2, {"code", "name", "description", "group", "keywords", "type"});
  if (catalog.has("attributes"))
    query.attributes = read_part(
        catalog.at("attributes"), dialect, 3,
        {"service", "code", "datatype", "required", "variable", "order", "description", "datatype_description"});
  if (catalog.has("values"))
    query.values = read_part(catalog.at("values"), dialect, 4, {"service", "attribute", "key", "name"});
  if (query.values && !query.attributes)
    catalog.mistake("values", "values without attributes", "`attributes:` beside it");
  return query;
}

}  // namespace sql
