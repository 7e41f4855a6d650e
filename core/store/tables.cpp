// SPDX-License-Identifier: Apache-2.0
#include "store/tables.h"

namespace r311::store {
namespace {

constexpr auto number = ColumnKind::number;
constexpr auto flag = ColumnKind::flag;
constexpr auto real = ColumnKind::real;
constexpr auto text = ColumnKind::text;
constexpr auto bytes = ColumnKind::bytes;

// "`before`1, `before`2, ..." with `count` of them from `first` on.
std::string parameters(char sign, std::size_t first, std::size_t count) {
  std::string list;
  for (std::size_t i = first; i < first + count; ++i) list += (i > first ? ", " : "") + (sign + std::to_string(i));
  return list;
}

std::string names(const Table& table, std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += (i > 0 ? ", " : "") + std::string(table.columns[i].name);
  return list;
}

std::string select(const Table& table, const std::string& where, const std::string& limit) {
  return "SELECT " + names(table, table.columns.size()) + " FROM " + table.name + where + " ORDER BY " +
         names(table, table.key) + " LIMIT " + limit;
}

}  // namespace

const std::vector<Table>& tables() {
  static const std::vector<Table> all{
      {"jurisdictions", 1, true, {{"number", number}, {"name", text}}},
      {"destinations",
       1,
       true,
       {{"number", number}, {"name", text}, {"jurisdiction", number}, {"last_reason", text}, {"last_failure", number}}},
      {"requests",
       1,
       true,
       {{"seq", number},
        {"jurisdiction", number},
        {"destination", number},
        {"id", text},
        {"own_id", text},
        {"token", text},
        {"type", text},
        {"backend_id", flag},
        {"visible", flag},
        {"closed", flag},
        {"status", text},
        {"status_notes", text},
        {"backend_status", text},
        {"reference", text},
        {"requested", number},
        {"updated", number},
        {"changed", number},
        {"service_code", text},
        {"service_name", text},
        {"service_group", text},
        {"backend_code", text},
        {"interface_used", text},
        {"latitude", real},
        {"longitude", real},
        {"address_string", text},
        {"address_id", text},
        {"media_url", text},
        {"email", text},
        {"device_id", text},
        {"account_id", text},
        {"first_name", text},
        {"last_name", text},
        {"phone", text},
        {"description", text},
        {"agency_responsible", text},
        {"title", text},
        {"detail", text},
        {"name_public", flag},
        {"non_public", number},
        {"veiled", flag},
        {"merged_into", number},
        {"expected", number},
        {"service_notice", text},
        {"zipcode", text}}},
      {"request_links", 3, false, {{"request", number}, {"kind", text}, {"reference", text}, {"destination", number}}},
      {"request_answers",
       3,
       false,
       {{"request", number}, {"attribute", number}, {"position", number}, {"code", text}, {"value", text}}},
      {"request_further_media_urls", 2, false, {{"request", number}, {"position", number}, {"url", text}}},
      {"request_media",
       2,
       false,
       {{"request", number},
        {"position", number},
        {"digest", text},
        {"file_name", text},
        {"content_type", text},
        {"size", number}}},
      {"repeats",
       2,
       false,
       {{"jurisdiction", number}, {"key", text}, {"digest", text}, {"until", number}, {"request", number}}},
      {"deliveries",
       1,
       true,
       {{"id", number},
        {"request", number},
        {"destination", number},
        {"kind", text},
        {"key", text},
        {"content", text},
        {"trace", text},
        {"state", text},
        {"held", flag},
        {"attempts", number},
        {"created", number},
        {"due", number},
        {"reason", text}}},
      {"attempts",
       2,
       false,
       {{"delivery", number},
        {"number", number},
        {"started", number},
        {"took", number},
        {"outcome", text},
        {"reason", text}}},
      {"operator_notes",
       1,
       true,
       {{"number", number}, {"delivery", number}, {"at", number}, {"action", text}, {"who", text}, {"reason", text}}},
      {"updates", 1, true, {{"number", number},       {"request", number},
                            {"jurisdiction", number}, {"id", text},
                            {"digest", text},         {"update_id", text},
                            {"reference", text},      {"says_status", flag},
                            {"status", text},         {"backend_status", text},
                            {"note", text},           {"changed", number},
                            {"received", number},     {"published", number},
                            {"media", flag},          {"interface_used", text},
                            {"sameness", text},       {"echo", text},
                            {"echoed", flag},         {"title", text},
                            {"email", text},          {"first_name", text},
                            {"last_name", text},      {"phone", text},
                            {"account_id", text},     {"said", text}}},
      {"update_answers",
       3,
       false,
       {{"of_update", number}, {"attribute", number}, {"position", number}, {"code", text}, {"value", text}}},
      {"update_media_urls", 2, false, {{"of_update", number}, {"position", number}, {"url", text}}},
      {"update_media",
       2,
       false,
       {{"of_update", number},
        {"position", number},
        {"digest", text},
        {"file_name", text},
        {"content_type", text},
        {"size", number}}},
      {"unknown_codes",
       2,
       false,
       {{"destination", number}, {"code", text}, {"counts_as", text}, {"count", number}, {"last", number}}},
      {"cursors", 1, false, {{"destination", text}, {"cursor", text}, {"polled", number}}},
      {"orders_set_aside",
       2,
       false,
       {{"destination", text},
        {"reference", text},
        {"since", number},
        {"backend_code", text},
        {"description", text},
        {"status", text},
        {"backend_status", text},
        {"address_string", text},
        {"latitude", real},
        {"longitude", real},
        {"requested", number},
        {"non_public", flag},
        {"expected", number},
        {"service_notice", text},
        {"zipcode", text},
        {"status_unknown", flag},
        {"changed", number}}},
      {"adapter_state", 2, false, {{"backend", text}, {"key", text}, {"value", bytes}}},
      {"snapshots", 1, false, {{"backend", text}, {"content", text}}},
  };
  return all;
}

const std::vector<std::string>& left_out() {
  static const std::vector<std::string> all{"delivery_counts",     "marks",
                                            "schema_version",      "sqlite_sequence",
                                            "deliveries.leased",   "polls",
                                            "node_standings",      "facet_changes",
                                            "facet_progress",      "facet_backlog",
                                            "request_facets",      "request_facets_config",
                                            "request_facets_data", "request_facets_idx"};
  return all;
}

std::string select_first(const Table& table, char sign) { return select(table, "", parameters(sign, 1, 1)); }

std::string select_next(const Table& table, char sign) {
  const std::string behind = " WHERE (" + names(table, table.key) + ") > (" + parameters(sign, 1, table.key) + ")";
  return select(table, behind, parameters(sign, table.key + 1, 1));
}

}  // namespace r311::store
