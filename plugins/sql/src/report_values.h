// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "parameters.h"
#include "relay311/media.hpp"
#include "relay311/report.hpp"
#include "relay311/update.hpp"

// What each use of the statements can say in its parameters, and what they stand for in one call. All are kept by
// reference and must outlive the values.
namespace sql {

const ParameterNames& report_parameters();

class ReportValues : public ParameterValues {
 public:
  ReportValues(const relay311::Report& report, std::string_view idempotency_key, const LocalTime& local,
               const ParameterRules& rules)
      : ParameterValues(local, rules), report_(report), key_(idempotency_key) {}

  // What an earlier statement of the submit gave, for the parameter `reference`; and the back end's code of a new
  // report's status, for `status`.
  void set_reference(std::string reference) { reference_ = std::move(reference); }
  void set_status(std::string status) { status_ = std::move(status); }

 private:
  Value raw(const std::string& name) const override;

  const relay311::Report& report_;
  std::string_view key_;
  std::optional<std::string> reference_;
  std::optional<std::string> status_;
};

const ParameterNames& update_parameters();

class UpdateValues : public ParameterValues {
 public:
  // `status`: the back end's code of what the author says; nothing: says nothing that the back end knows.
  UpdateValues(const relay311::Update& update, std::string_view idempotency_key, std::optional<std::string> status,
               const LocalTime& local, const ParameterRules& rules)
      : ParameterValues(local, rules), update_(update), key_(idempotency_key), status_(std::move(status)) {}

 private:
  Value raw(const std::string& name) const override;

  const relay311::Update& update_;
  std::string_view key_;
  std::optional<std::string> status_;
};

// `in_files`: the content stands in a file that is named by :path and :stored_as, else it is in :content.
const ParameterNames& media_parameters(bool in_files);

class MediaValues : public ParameterValues {
 public:
  MediaValues(const relay311::MediaItem& item, std::string_view idempotency_key, const LocalTime& local,
              const ParameterRules& rules)
      : ParameterValues(local, rules), item_(item), key_(idempotency_key) {}

  void set_content(std::string_view content) { content_ = content; }
  void set_place(std::string path, std::string name) {
    path_ = std::move(path);
    stored_as_ = std::move(name);
  }

 private:
  Value raw(const std::string& name) const override;

  const relay311::MediaItem& item_;
  std::string_view key_;
  std::string_view content_;
  std::string path_;
  std::string stored_as_;
};

}  // namespace sql
