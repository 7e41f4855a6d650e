// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time_text.h"
#include "open311/escape.h"
#include "open311/scalar_text.h"

namespace r311::open311 {

// Writes a document of documents.h as JSON: a list is a bare array of objects, flags and numbers are real ones, what is
// absent is null.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  template <class Fields>
  void document(std::string_view, Fields fields) {
    object(fields);
  }
  template <class Items, class Fields>
  void list_document(std::string_view, std::string_view, const Items& items, Fields fields) {
    array(items, [&](const auto& item) { object([&] { fields(item); }); });
  }

  // A thing that has fields of its own.
  template <class Fields>
  void part(std::string_view name, Fields fields) {
    key(name);
    object(fields);
  }

  template <class Items, class Fields>
  void list(std::string_view name, std::string_view, const Items& items, Fields fields) {
    key(name);
    array(items, [&](const auto& item) { object([&] { fields(item); }); });
  }
  template <class Words>
  void words(std::string_view name, std::string_view, const Words& words) {
    key(name);
    array(words, [&](std::string_view word) { quoted(word); });
  }

  // A field that may have several values: an array only where there are several.
  template <class Values>
  void repeated(std::string_view name, const Values& values) {
    if (values.size() > 1) return words(name, "", values);
    text(name, values.empty() ? std::string_view() : std::string_view(values.front()));
  }

  // Further values of a field that stands before it, which is one text here and never a list.
  template <class Values>
  void further(std::string_view, const Values&) {}

  void text(std::string_view name, std::string_view value) {
    key(name);
    if (value.empty()) {
      out_ += "null";
    } else {
      quoted(value);
    }
  }
  void flag(std::string_view name, bool value) { plain(name, value ? "true" : "false"); }
  void integer(std::string_view name, std::int64_t value) { plain(name, NumberText(value).view()); }
  void number(std::string_view name, std::optional<double> value) {
    const auto known = writable(value);
    if (!known) return plain(name, "null");
    plain(name, NumberText(*known).view());
  }
  void time(std::string_view name, std::optional<Time> value, const Zone& zone) {
    if (!value) return plain(name, "null");
    key(name);
    out_ += '"';
    out_ += format_w3c(*value, zone);
    out_ += '"';
  }

 private:
  template <class Fields>
  void object(Fields fields) {
    out_ += '{';
    fields();
    out_ += '}';
  }
  template <class Items, class Put>
  void array(const Items& items, Put put) {
    out_ += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += ',';
      first = false;
      put(item);
    }
    out_ += ']';
  }
  // A value never ends with "{", so that only the first name of an object stands behind one.
  void key(std::string_view name) {
    out_ += out_.back() == '{' ? "\"" : ",\"";
    out_ += name;
    out_ += "\":";
  }
  void plain(std::string_view name, std::string_view value) {
    key(name);
    out_ += value;
  }
  void quoted(std::string_view value) {
    out_ += '"';
    append_json_text(out_, value);
    out_ += '"';
  }

  std::string& out_;
};

}  // namespace r311::open311
