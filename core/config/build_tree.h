// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <yaml-cpp/eventhandler.h>

#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

#include "config/finding.h"
#include "config/tree.h"

namespace r311::config {

// Ends a parse with one finding that leaves no tree to go on with.
struct Stop {
  Finding finding;
};

// Makes a Node of the parser's events, within the limits of read_yaml.h. Tells what can be left out (repeated keys)
// and throws Stop at what can't. One thread.
class TreeBuilder final : public YAML::EventHandler {
 public:
  using PlaceOf = std::function<Place(const YAML::Mark&)>;
  TreeBuilder(PlaceOf place_of, Findings& findings) : place_of_(std::move(place_of)), findings_(findings) {}

  // The document. Call once, after the last event.
  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct Size {
    std::size_t nodes = 0;
    std::size_t text = 0;
    int depth = 0;
  };
  struct Anchored {
    Node node;
    Size size;
  };
  enum class Awaits { key, value, dropped_value, merge };
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    Awaits awaits = Awaits::key;  // of a map
    std::string key;
    Place key_place;
    std::unordered_map<std::string, int> keys;  // the line of each
    std::vector<Node> merged;                   // maps that "<<" names
  };

  static Size measure(const Node& node);
  void charge(const Size& size, const Place& at);
  void open(Node node, YAML::anchor_t anchor);
  void close();
  void add(Node value, YAML::anchor_t anchor);
  void add_to_map(Frame& map, Node value);
  void take_key(Frame& map, const Node& key);
  void take_merge(Frame& map, Node value);
  static void write_out_merged(Frame& map);
  std::string where() const;
  [[noreturn]] void stop(const Place& at, std::string found, std::string expected) const;

  PlaceOf place_of_;
  Findings& findings_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  Node root_;
  Size used_;
  int documents_ = 0;
};

}  // namespace r311::config
