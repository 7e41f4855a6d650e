// SPDX-License-Identifier: Apache-2.0
#include "plugin/options_tree.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "config/phrases.h"
#include "plugin/abi_view.h"

namespace r311::plugin {

namespace {

using config::Node;

// Members of a list get their number as name, so that a name can be lent like a map's.
void number_members(Node& node) {
  for (std::size_t i = 0; i < node.members.size(); ++i) {
    if (node.kind == Node::Kind::list) node.members[i].first = std::to_string(i);
    number_members(node.members[i].second);
  }
}

// RFC 6901, section 4.
std::string unescape(std::string_view step) {
  std::string name;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1');
    name += !escape ? step[i] : step[++i] == '0' ? '~' : '/';
  }
  return name;
}

std::vector<std::string> steps(std::string_view path) {
  std::vector<std::string> names;
  if (path.empty()) return names;
  std::size_t begin = 0;
  for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', begin)) {
    names.push_back(unescape(path.substr(begin, slash - begin)));
    begin = slash + 1;
  }
  names.push_back(unescape(path.substr(begin)));
  return names;
}

const Node* member(const Node& node, std::string_view name) {
  const auto found =
      std::find_if(node.members.begin(), node.members.end(), [name](const auto& each) { return each.first == name; });
  return found == node.members.end() ? nullptr : &found->second;
}

std::string without(std::string text, const std::string& secret) {
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
    text.replace(at, secret.size(), "***");
  return text;
}

}  // namespace

OptionsTree::OptionsTree(Node root, std::string where) : root_(std::move(root)), where_(std::move(where)) {
  number_members(root_);
}

const Node* OptionsTree::walk(std::string_view path) const {
  const Node* at = &root_;
  for (const std::string& step : steps(path)) {
    at = member(*at, step);
    if (at == nullptr) return nullptr;
  }
  return at->kind == Node::Kind::null ? nullptr : at;
}

std::uint32_t OptionsTree::kind(std::string_view path) const {
  const Node* node = walk(path);
  if (node == nullptr) return R311_NODE_ABSENT;
  if (node->kind == Node::Kind::list) return R311_NODE_LIST;
  return node->kind == Node::Kind::map ? R311_NODE_MAP : R311_NODE_SCALAR;
}

r311_text_view OptionsTree::text(std::string_view path) const {
  const Node* node = walk(path);
  return node == nullptr || node->kind != Node::Kind::scalar ? absent() : lend(node->text);
}

std::uint64_t OptionsTree::count(std::string_view path) const {
  const Node* node = walk(path);
  return node == nullptr ? 0 : node->members.size();
}

r311_text_view OptionsTree::name(std::string_view path, std::uint64_t index) const {
  const Node* node = walk(path);
  if (node == nullptr || index >= node->members.size()) return absent();
  return lend(node->members[static_cast<std::size_t>(index)].first);
}

config::Finding OptionsTree::finding(std::string_view path, std::string_view found, std::string_view expected) const {
  config::Finding finding;
  finding.where = where_;
  finding.place = root_.place;
  finding.found = found;
  finding.expected = expected;
  const Node* node = &root_;
  for (const std::string& step : steps(path)) {
    const bool in_list = node != nullptr && node->kind == Node::Kind::list;
    finding.where = in_list ? finding.where + "[" + step + "]" : config::member_of(finding.where, step);
    node = node == nullptr ? nullptr : member(*node, step);
    if (node != nullptr) finding.place = node->place;
  }
  if (node != nullptr && node->secret && !node->text.empty()) finding.found = without(finding.found, node->text);
  if (expected.find('|') == std::string_view::npos) return finding;
  std::vector<std::string> words;
  for (const std::string_view word : text::split(expected, '|')) words.emplace_back(word);
  finding.expected = config::one_of(words);
  const bool shown = node != nullptr && node->kind == Node::Kind::scalar && !node->secret;
  finding.suggestion = text::nearest(shown ? std::string_view(node->text) : found, words).value_or("");
  return finding;
}

}  // namespace r311::plugin
