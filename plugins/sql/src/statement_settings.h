// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "settings.h"

// Reads single parts of the statements file. Each tells every mistake at its place.
namespace sql {

// Compiles the statement at `path` of `options`.
Statement read_statement(const relay311::Options& options, std::string_view path, Dialect dialect,
                         const std::function<bool(std::string_view)>& known, std::string_view names);

// A list of statements.
std::vector<Step> read_steps(const relay311::Options& steps, Dialect dialect, const ParameterNames& names);
std::vector<Step> read_submit(const relay311::Options& submit, Dialect dialect);
// `time_format` of `options`, empty if there is none; that of all times or of one query.
std::string read_time_format(const relay311::Options& options);
// `keys` are the names of the key that it looks for, the first of them to be advised.
FindQuery read_find(const relay311::Options& find, Dialect dialect, const std::vector<std::string>& keys);
MediaSettings read_media(const relay311::Options& media, Dialect dialect, const std::string& data_directory);
// `zone` is one of this system's: that of the back end's times.
std::vector<ChangesQuery> read_changes(const relay311::Options& changes, Dialect dialect, const std::string& zone);
WorkOrdersQuery read_work_orders(const relay311::Options& work_orders, Dialect dialect, const std::string& zone);
CatalogQuery read_catalog(const relay311::Options& catalog, Dialect dialect);

}  // namespace sql
