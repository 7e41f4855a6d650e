// SPDX-License-Identifier: Apache-2.0
#include "config/build_tree.h"

#include <algorithm>

#include "config/phrases.h"
#include "config/read_yaml.h"

namespace r311::config {

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ > 1) stop(place_of_(mark), "a second document in one file", "one document a file");
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node;
  node.place = place_of_(mark);
  add(std::move(node), anchor);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                           const std::string& value) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = value;
  node.place = place_of_(mark);
  add(std::move(node), anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const Place at = place_of_(mark);
  const auto known = anchors_.find(anchor);
  if (known == anchors_.end())
    stop(at, "an alias inside what it names", "an alias (*) after the end of its anchor (&)");
  if (static_cast<int>(frames_.size()) + known->second.size.depth > kDeepest)
    stop(at, "aliases that nest too deep", "at most " + std::to_string(kDeepest) + " levels");
  charge(known->second.size, at);
  Node copy = known->second.node;
  add(std::move(copy), 0);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  Node node;
  node.kind = Node::Kind::list;
  node.place = place_of_(mark);
  open(std::move(node), anchor);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  Node node;
  node.kind = Node::Kind::map;
  node.place = place_of_(mark);
  open(std::move(node), anchor);
}

void TreeBuilder::open(Node node, YAML::anchor_t anchor) {
  if (static_cast<int>(frames_.size()) >= kDeepest)
    stop(node.place, "maps and lists that nest too deep", "at most " + std::to_string(kDeepest) + " levels");
  Frame frame;
  frame.node = std::move(node);
  frame.anchor = anchor;
  frames_.push_back(std::move(frame));
}

void TreeBuilder::close() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  write_out_merged(frame);
  add(std::move(frame.node), frame.anchor);
}

void TreeBuilder::add(Node value, YAML::anchor_t anchor) {
  charge({1, value.kind == Node::Kind::scalar ? value.text.size() : 0, 0}, value.place);
  if (anchor != 0) {
    const Size size = measure(value);
    charge(size, value.place);
    anchors_[anchor] = {value, size};
  }
  if (frames_.empty())
    root_ = std::move(value);
  else if (Frame& parent = frames_.back(); parent.node.kind == Node::Kind::list)
    parent.node.members.emplace_back(std::string(), std::move(value));
  else
    add_to_map(parent, std::move(value));
}

void TreeBuilder::add_to_map(Frame& map, Node value) {
  switch (map.awaits) {
    case Awaits::key:
      take_key(map, value);
      return;
    case Awaits::merge:
      take_merge(map, std::move(value));
      break;
    case Awaits::dropped_value:
      break;
    case Awaits::value:
      if (value.kind == Node::Kind::null) value.place = map.key_place;  // the parser tells what comes after it
      map.node.members.emplace_back(std::move(map.key), std::move(value));
      map.node.key_places.push_back(map.key_place);
      break;
  }
  map.awaits = Awaits::key;
}

void TreeBuilder::take_key(Frame& map, const Node& key) {
  map.key_place = key.place;
  map.awaits = Awaits::value;
  if (key.kind != Node::Kind::scalar) {
    findings_.push_back({key.place, where(), kind_of(key) + " as a key", "text as a key, in quotes if need be", ""});
    map.awaits = Awaits::dropped_value;
  } else if (key.text == "<<") {
    map.awaits = Awaits::merge;
  } else if (const auto [first, is_new] = map.keys.emplace(key.text, key.place.line); !is_new) {
    findings_.push_back({key.place, member_of(where(), key.text), "the key " + in_quotes(key.text) + " a second time",
                         "each key once in a map; line " + std::to_string(first->second) + " has it already", ""});
    map.awaits = Awaits::dropped_value;
  }
  map.key = key.text;
}

void TreeBuilder::take_merge(Frame& map, Node value) {
  const auto is_map = [](const Node& node) { return node.kind == Node::Kind::map; };
  if (is_map(value)) {
    map.merged.push_back(std::move(value));
  } else if (value.kind == Node::Kind::list &&
             std::all_of(value.members.begin(), value.members.end(), [&](auto& m) { return is_map(m.second); })) {
    for (auto& member : value.members) map.merged.push_back(std::move(member.second));
  } else {
    findings_.push_back({value.place, member_of(where(), "<<"), kind_of(value), "a map, or a list of maps", ""});
  }
}

// What is written wins over what is merged; of several merged maps the first wins.
void TreeBuilder::write_out_merged(Frame& map) {
  for (Node& from : map.merged)
    for (std::size_t i = 0; i < from.members.size(); ++i)
      if (map.keys.emplace(from.members[i].first, from.key_places[i].line).second) {
        map.node.members.push_back(std::move(from.members[i]));
        map.node.key_places.push_back(from.key_places[i]);
      }
}

TreeBuilder::Size TreeBuilder::measure(const Node& node) {
  Size size{1, node.text.size(), 0};
  for (const auto& [key, member] : node.members) {
    const Size inner = measure(member);
    size.nodes += inner.nodes;
    size.text += inner.text + key.size();
    size.depth = std::max(size.depth, inner.depth);
  }
  if (node.kind != Node::Kind::scalar) ++size.depth;
  return size;
}

void TreeBuilder::charge(const Size& size, const Place& at) {
  used_.nodes += size.nodes;
  used_.text += size.text;
  if (used_.nodes > kMostNodes)
    stop(at, "too many values (aliases count as what they name)", "at most " + std::to_string(kMostNodes));
  if (used_.text > kMostText)
    stop(at, "too much text (aliases count as what they name)", "at most " + std::to_string(kMostText) + " bytes");
}

std::string TreeBuilder::where() const {
  std::string path;
  for (const Frame& frame : frames_) {
    const bool last = &frame == &frames_.back();
    if (frame.node.kind == Node::Kind::list)
      path = element_of(path, frame.node.members.size());
    else if (!last)
      path = member_of(path, frame.key);
  }
  return path;
}

void TreeBuilder::stop(const Place& at, std::string found, std::string expected) const {
  throw Stop{{at, where(), std::move(found), std::move(expected), ""}};
}

}  // namespace r311::config
