// SPDX-License-Identifier: Apache-2.0
#include "config/tree.h"

#include <charconv>
#include <optional>

namespace r311::config {
namespace {

std::optional<std::size_t> index_in(std::string_view step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  return index;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  if (kind != Kind::map) return nullptr;
  for (const auto& [name, value] : members)
    if (name == key) return &value;
  return nullptr;
}

const Node* Node::at(std::string_view path) const {
  const Node* node = this;
  while (node && !path.empty()) {
    const std::size_t end = path.find('/');
    const std::string_view step = path.substr(0, end);
    path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
    if (node->kind == Kind::list) {
      const auto index = index_in(step);
      node = index && *index < node->members.size() ? &node->members[*index].second : nullptr;
    } else {
      node = node->find(step);
    }
  }
  return node;
}

}  // namespace r311::config
