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

// Writes a document of documents.h as XML: each name an element, never an attribute or a namespace, because clients
// turn an element with an attribute into something else than its text. What is absent is an empty element.
class XmlWriter {
 public:
  explicit XmlWriter(std::string& out) : out_(out) { out_ += "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"; }

  template <class Fields>
  void document(std::string_view name, Fields fields) {
    inside(name, fields);
  }
  template <class Items, class Fields>
  void list_document(std::string_view name, std::string_view item_name, const Items& items, Fields fields) {
    list(name, item_name, items, fields);
  }

  // A thing that has fields of its own.
  template <class Fields>
  void part(std::string_view name, Fields fields) {
    inside(name, fields);
  }
  // A list of things that have fields: wrapper and items are elements.
  template <class Items, class Fields>
  void list(std::string_view name, std::string_view item_name, const Items& items, Fields fields) {
    inside(name, [&] {
      for (const auto& item : items) inside(item_name, [&] { fields(item); });
    });
  }
  // A list of plain words.
  template <class Words>
  void words(std::string_view name, std::string_view item_name, const Words& words) {
    inside(name, [&] {
      for (std::string_view word : words) text(item_name, word);
    });
  }

  // A field that may have several values: it stands as often as there are.
  template <class Words>
  void repeated(std::string_view name, const Words& words) {
    for (std::string_view word : words) text(name, word);
    if (words.empty()) empty(name);
  }

  // Further values of a field that stands before it, of which not every form has several.
  template <class Words>
  void further(std::string_view name, const Words& words) {
    for (std::string_view word : words) text(name, word);
  }

  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return empty(name);
    open(name);
    append_xml_text(out_, value);
    close(name);
  }
  void flag(std::string_view name, bool value) { plain(name, value ? "true" : "false"); }
  void integer(std::string_view name, std::int64_t value) { plain(name, NumberText(value).view()); }
  void number(std::string_view name, std::optional<double> value) {
    const auto known = writable(value);
    if (!known) return empty(name);
    plain(name, NumberText(*known).view());
  }
  void time(std::string_view name, std::optional<Time> value, const Zone& zone) {
    if (!value) return empty(name);
    plain(name, format_w3c(*value, zone));
  }

 private:
  template <class Content>
  void inside(std::string_view name, Content content) {
    open(name);
    content();
    close(name);
  }
  void plain(std::string_view name, std::string_view value) {
    open(name);
    out_ += value;
    close(name);
  }
  void open(std::string_view name) {
    out_ += '<';
    out_ += name;
    out_ += '>';
  }
  void close(std::string_view name) {
    out_ += "</";
    out_ += name;
    out_ += '>';
  }
  void empty(std::string_view name) {
    out_ += '<';
    out_ += name;
    out_ += "/>";
  }

  std::string& out_;
};

}  // namespace r311::open311
