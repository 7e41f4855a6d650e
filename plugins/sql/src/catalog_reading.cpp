// SPDX-License-Identifier: Apache-2.0
#include "catalog_reading.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "clean_text.h"
#include "relay311/outcome.hpp"

namespace sql {
namespace {

using relay311::Failure;
using relay311::Outcome;

constexpr std::size_t most_rows = 100'000;

// What one statement gave, by the keys of the statements file.
class Part {
 public:
  Part(std::string name, const CatalogPart& part, Rows rows) : name_(std::move(name)), rows_(std::move(rows)) {
    if (rows_.cells.size() > most_rows)
      throw Failure(Outcome::unsupported, name_ + ": it gives more than " + std::to_string(most_rows) + " rows");
    for (const CatalogColumn& column : part.columns) {
      const auto at = rows_.column(column.name);
      if (!at && column.needed)
        throw Failure(Outcome::unsupported, name_ + ": its result has no column " + column.name);
      if (at) places_.emplace(column.key, *at);
    }
  }

  std::size_t size() const { return rows_.cells.size(); }

  // Char columns pad with blanks, so they are taken off.
  std::string text(std::size_t row, std::string_view key) const {
    const auto place = places_.find(key);
    if (place == places_.end()) return {};
    const auto& cell = rows_.cells[row][place->second];
    return cell ? std::string(trimmed(clean_text(*cell))) : std::string();
  }

  bool flag(std::size_t row, std::string_view key, bool otherwise) const {
    const std::string said = text(row, key);
    if (said.empty()) return otherwise;
    for (const std::string_view yes : {"1", "t", "true", "y", "yes", "T", "TRUE", "Y", "YES"})
      if (said == yes) return true;
    for (const std::string_view no : {"0", "f", "false", "n", "no", "F", "FALSE", "N", "NO"})
      if (said == no) return false;
    throw Failure(Outcome::unsupported, name_ + ": '" + said + "' in " + std::string(key) + " is neither yes nor no");
  }

  std::optional<std::int32_t> number(std::size_t row, std::string_view key) const {
    const std::string said = text(row, key);
    if (said.empty()) return std::nullopt;
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(said.data(), said.data() + said.size(), value);
    if (error == std::errc() && end == said.data() + said.size()) return value;
    throw Failure(Outcome::unsupported, name_ + ": '" + said + "' in " + std::string(key) + " is no whole number");
  }

 private:
  std::string name_;
  Rows rows_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    if (const auto word = trimmed(std::string_view(text).substr(at, comma - at)); !word.empty()) all.emplace_back(word);
    at = comma + 1;
  }
  return all;
}

using AttributeName = std::pair<std::string, std::string>;  // the codes of service and attribute

std::map<AttributeName, std::vector<relay311::Choice>> values_by_attribute(const std::optional<Part>& values) {
  std::map<AttributeName, std::vector<relay311::Choice>> all;
  for (std::size_t row = 0; values && row < values->size(); ++row)
    all[{values->text(row, "service"), values->text(row, "attribute")}].push_back(
        {values->text(row, "key"), values->text(row, "name")});
  return all;
}

std::map<std::string, std::vector<relay311::Attribute>> attributes_by_service(const std::optional<Part>& attributes,
                                                                              const std::optional<Part>& values) {
  std::map<std::string, std::vector<relay311::Attribute>> all;
  const auto choices = values_by_attribute(values);
  for (std::size_t row = 0; attributes && row < attributes->size(); ++row) {
    const std::string service = attributes->text(row, "service");
    relay311::Attribute attribute;
    attribute.code = attributes->text(row, "code");
    attribute.datatype = attributes->text(row, "datatype");
    attribute.required = attributes->flag(row, "required", false);
    attribute.variable = attributes->flag(row, "variable", true);
    attribute.order = attributes->number(row, "order");
    attribute.description = attributes->text(row, "description");
    attribute.datatype_description = attributes->text(row, "datatype_description");
    if (const auto found = choices.find({service, attribute.code}); found != choices.end())
      attribute.values = found->second;
    all[service].push_back(std::move(attribute));
  }
  return all;
}

}  // namespace

std::vector<relay311::Service> read_catalog(const Settings& settings, Session& session, const relay311::Call& call) {
  const CatalogQuery& query = *settings.catalog;
  std::optional<Part> services, attributes, values;
  session.transact(call, [&](Connection& connection) {
    const auto read = [&](const char* name, const CatalogPart& part) {
      return Part(name, part, session.run(connection, name, part.statement, {}, most_rows + 1, call));
    };
    // The others' transactions see one moment as they are.
    if (settings.database->dialect() == Dialect::postgresql)
      session.run(connection, "catalog", {"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", {}}, {}, 1, call);
    services = read("catalog services", query.services);
    if (query.attributes) attributes = read("catalog attributes", *query.attributes);
    if (query.values) values = read("catalog values", *query.values);
  });
  auto questions = attributes_by_service(attributes, values);
  std::vector<relay311::Service> all;
  for (std::size_t row = 0; row < services->size(); ++row) {
    relay311::Service service;
    service.code = services->text(row, "code");
    service.name = services->text(row, "name");
    service.description = services->text(row, "description");
    service.group = services->text(row, "group");
    service.type = services->text(row, "type");
    service.keywords = words(services->text(row, "keywords"));
    if (const auto found = questions.find(service.code); found != questions.end()) service.attributes = found->second;
    all.push_back(std::move(service));
  }
  return all;
}

}  // namespace sql
