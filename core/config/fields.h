// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/finding.h"
#include "config/phrases.h"
#include "config/tree.h"

// Tables that say which keys a map of the configuration may hold. A table reads a map into a struct, tells what is
// wrong with it, and describes itself for the reference page; what a key means is said nowhere else.
namespace r311::config {

// Where a read stands. One thread.
class Reading {
 public:
  Reading(std::filesystem::path folder, Findings& findings) : folder_(std::move(folder)), findings_(findings) {}

  const std::filesystem::path& folder() const { return folder_; }
  const std::string& where() const { return where_; }

  void tell(const Place& at, std::string found, std::string expected, std::string suggestion = "") {
    findings_.push_back({at, where_, std::move(found), std::move(expected), std::move(suggestion)});
  }

  // Goes one step down for as long as it lives.
  class Step {
   public:
    Step(Reading& reading, std::string where) : reading_(reading), before_(std::move(reading.where_)) {
      reading_.where_ = std::move(where);
    }
    ~Step() { reading_.where_ = std::move(before_); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    Reading& reading_;
    std::string before_;
  };
  Step into(std::string_view key) { return {*this, member_of(where_, key)}; }
  Step into(std::size_t index) { return {*this, element_of(where_, index)}; }

 private:
  std::filesystem::path folder_;
  Findings& findings_;
  std::string where_;
};

// One section of the reference page.
struct Section {
  struct Row {
    std::string key, value, fallback, help;
  };
  std::string title;
  std::string help;
  std::vector<Row> rows;
};
using Sections = std::vector<Section>;

// The form of a value, of whichever struct: how it is checked and put into words.
template <class V>
struct Form {
  std::string value;                                                 // for people: "duration, 1s to 10m"
  std::function<bool(Reading&, const Node&, V&)> read;               // false: told already
  std::function<std::string(const V&)> show;                         // as it would be written
  std::function<void(const std::string& path, Sections&)> describe;  // what is inside it; may be empty
};

enum class Need { optional, required };

// One key of the map that a T is read from.
template <class T>
struct Field {
  std::string name;
  std::string help;
  std::string value;
  std::string fallback;  // what holds without it, as it would be written
  Need need = Need::optional;
  std::function<void(Reading&, const Node&, T&)> read;
  std::function<void(const std::string& path, Sections&)> describe;
};

// A key that fills one member. The member's initial value is its default.
template <class T, class V>
Field<T> field(std::string name, V T::*member, const Form<V>& form, Need need, std::string help) {
  const std::string fallback = need == Need::optional && form.show ? form.show(T{}.*member) : "";
  return {std::move(name),
          std::move(help),
          form.value,
          fallback,
          need,
          [member, read = form.read](Reading& reading, const Node& node, T& to) {
            V value{};
            if (read(reading, node, value)) to.*member = std::move(value);
          },
          form.describe};
}

template <class T>
struct Table {
  std::string title;
  std::string help;
  std::vector<Field<T>> fields;
  // What concerns several keys of one map; called after all of them were read.
  std::function<void(Reading&, const Node&, T&)> check = {};

  void read(Reading& reading, const Node& node, T& to) const {
    if (node.broken) return;
    if (node.kind != Node::Kind::map) {
      reading.tell(node.place, kind_of(node), "a map with the keys " + listed(names()));
      return;
    }
    std::vector<std::string> meant;
    for (std::size_t i = 0; i < node.members.size(); ++i) read_member(reading, node, i, to, meant);
    const auto is_meant = [&](const std::string& name) {
      return std::find(meant.begin(), meant.end(), name) != meant.end();
    };
    for (const Field<T>& each : fields)
      if (each.need == Need::required && !node.find(each.name) && !is_meant(each.name))
        reading.tell(node.place, "no key " + in_quotes(each.name), each.name + " (" + each.value + "): " + each.help);
    if (check) check(reading, node, to);
  }

  void describe(const std::string& path, Sections& sections) const {
    Section section{path, help, {}};
    for (const Field<T>& each : fields)
      section.rows.push_back(
          {each.name, each.value, each.need == Need::required ? "required" : each.fallback, each.help});
    sections.push_back(std::move(section));
    for (const Field<T>& each : fields)
      if (each.describe) each.describe(path.empty() ? each.name : path + "." + each.name, sections);
  }

 private:
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const Field<T>& each : fields) all.push_back(each.name);
    return all;
  }

  // `meant` gets the key that a misspelt one seems to stand for: it is not missing then.
  void read_member(Reading& reading, const Node& node, std::size_t index, T& to, std::vector<std::string>& meant) const;
};

// Told for a key that no table knows. Returns the known one that was meant, or nothing.
std::string tell_unknown_key(Reading& reading, const Place& at, const std::string& key,
                             const std::vector<std::string>& known);

template <class T>
void Table<T>::read_member(Reading& reading, const Node& node, std::size_t index, T& to,
                           std::vector<std::string>& meant) const {
  const auto& [key, member] = node.members[index];
  for (const Field<T>& each : fields) {
    if (each.name != key) continue;
    const auto step = reading.into(key);
    // `key:` with nothing behind it is a key that was left out.
    if (member.kind != Node::Kind::null)
      each.read(reading, member, to);
    else if (each.need == Need::required)
      reading.tell(member.place, "nothing", each.value + ": " + each.help);
    return;
  }
  meant.push_back(tell_unknown_key(reading, node.key_places[index], key, names()));
}

// A map, read by a table of its own.
template <class T>
Form<T> map_form(const Table<T>& table) {
  return {"map",
          [table](Reading& reading, const Node& node, T& to) { return table.read(reading, node, to), true; },
          {},
          [table](const std::string& path, Sections& sections) { table.describe(path, sections); }};
}

// A list of one kind of member; at least one where `fewest` is 1. `several` is what several of them are called, where
// that is not what one is.
template <class V>
Form<std::vector<V>> list_form(const Form<V>& form, std::size_t fewest = 0, const std::string& several = "") {
  Form<std::vector<V>> list;
  list.value = "list of " + (!several.empty() ? several : form.value == "map" ? "maps" : form.value);
  list.read = [read = form.read, fewest, what = list.value](Reading& reading, const Node& node, std::vector<V>& to) {
    if (node.broken) return false;
    if (node.kind != Node::Kind::list || node.members.size() < fewest) {
      reading.tell(node.place, node.kind == Node::Kind::list ? "an empty list" : kind_of(node),
                   what + (fewest > 0 ? ", at least one" : ""));
      return false;
    }
    for (std::size_t i = 0; i < node.members.size(); ++i) {
      const auto step = reading.into(i);
      V value{};
      if (read(reading, node.members[i].second, value)) to.push_back(std::move(value));
    }
    return true;
  };
  if (form.describe)
    list.describe = [describe = form.describe](const std::string& path, Sections& sections) {
      describe(path + "[]", sections);
    };
  return list;
}

}  // namespace r311::config
