// SPDX-License-Identifier: Apache-2.0
#include "config/phrases.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"

namespace r311::config {

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  const std::string_view begin = text::first(text, longest);
  return '"' + std::string(begin) + (begin.size() < text.size() ? "…" : "") + '"';
}

std::string kind_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::scalar:
      return "text";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
  }
  return "nothing";
}

std::string shown(const Node& node) {
  if (node.kind != Node::Kind::scalar) return kind_of(node);
  return node.secret ? "a secret value" : in_quotes(node.text);
}

std::string member_of(std::string_view where, std::string_view key) {
  std::string path(where);
  if (!path.empty()) path += '.';
  return path += text::first(key, 60);
}

std::string element_of(std::string_view where, std::size_t index) {
  return std::string(where) + '[' + std::to_string(index) + ']';
}

std::string one_of(const std::vector<std::string>& words) {
  return (words.size() == 1 ? "" : "one of ") + listed(words);
}

std::string listed(const std::vector<std::string>& words) {
  std::string phrase;
  for (const std::string& word : words) {
    if (&word != &words.front()) phrase += ", ";
    phrase += word;
  }
  return phrase;
}

void in_file_order(Findings& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
  });
  std::set<std::tuple<std::string, int, int, std::string, std::string>> told;
  std::erase_if(findings, [&told](const Finding& f) {
    return !told.emplace(f.place.file, f.place.line, f.place.column, f.found, f.expected).second;
  });
}

}  // namespace r311::config
