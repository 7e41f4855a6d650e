// SPDX-License-Identifier: Apache-2.0
#include "config/option_check.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "config/config.h"
#include "config/forms.h"

namespace r311::config {
namespace {

// The options as the tree that their paths describe.
struct Described {
  const OptionSpec* spec = nullptr;
  std::vector<std::pair<std::string, Described>> members;  // by step; "#": each of a list, "?": any key

  const Described* find(std::string_view step) const {
    for (const auto& [name, member] : members)
      if (name == step) return &member;
    return nullptr;
  }
  Described& at(std::string_view step) {
    for (auto& [name, member] : members)
      if (name == step) return member;
    return members.emplace_back(std::string(step), Described{}).second;
  }
};

Described describe(const std::vector<OptionSpec>& specs) {
  Described root;
  for (const OptionSpec& spec : specs) {
    Described* at = &root;
    for (const std::string_view step : text::split(spec.path, '/')) at = &at->at(step);
    at->spec = &spec;
  }
  return root;
}

class OptionCheck {
 public:
  OptionCheck(std::filesystem::path folder, Findings& findings)
      : folder_(std::move(folder)), findings_(findings), reading_(folder_, findings) {}

  Reading& reading() { return reading_; }

  // Checks and completes the members of `node`, whichever way they were described.
  void members(Node& node, const Described& described) {
    if (described.members.empty()) return;
    if (const Described* each = described.find("#"))
      list(node, *each, described.spec == nullptr && !each->members.empty());
    else
      map(node, described);
  }

 private:
  void list(Node& node, const Described& each, bool lone = false) {
    if (lone && node.kind == Node::Kind::map) {
      Node whole;
      whole.kind = Node::Kind::list;
      whole.place = node.place;
      whole.members.emplace_back(std::string(), std::exchange(node, {}));
      node = std::move(whole);
    }
    if (!is(node, Node::Kind::list, "a list")) return;
    for (std::size_t i = 0; i < node.members.size(); ++i) {
      const auto step = reading_.into(i);
      value(node.members[i].second, each);
    }
  }

  void map(Node& node, const Described& described) {
    if (!is(node, Node::Kind::map, "a map")) return;
    const Described* any = described.find("?");
    std::vector<std::string> meant;
    for (std::size_t i = 0; i < node.members.size(); ++i) {
      auto& [key, member] = node.members[i];
      const Described* known = key == "?" || key == "#" ? nullptr : described.find(key);
      if (!known) known = any;
      if (!known) {
        meant.push_back(tell_unknown_key(reading_, node.key_places[i], key, names(described)));
        continue;
      }
      const auto step = reading_.into(key);
      if (member.kind == Node::Kind::null)
        nothing(member, *known);
      else
        value(member, *known);
    }
    for (const auto& [name, each] : described.members)
      if (name != "?" && !node.find(name) && std::find(meant.begin(), meant.end(), name) == meant.end())
        absent(node, name, each);
  }

  // `key:` with nothing behind it is an option that was left out.
  void nothing(Node& node, const Described& known) {
    if (!known.spec) return;
    if (known.spec->required)
      reading_.tell(node.place, "nothing", known.spec->help);
    else if (known.spec->default_value)
      fill(node, known);
  }

  void absent(Node& node, const std::string& name, const Described& known) {
    if (known.spec && known.spec->required) {
      reading_.tell(node.place, "no key " + in_quotes(name), name + ": " + known.spec->help);
      return;
    }
    const bool has_default = known.spec && known.spec->default_value;
    if (!has_default && !has_inner_defaults(known)) return;
    Node filled;
    filled.place = node.place;
    const auto step = reading_.into(name);
    if (has_default) {
      fill(filled, known);
    } else {
      filled.kind = Node::Kind::map;
      members(filled, known);
    }
    node.members.emplace_back(name, std::move(filled));
    node.key_places.push_back(node.place);
  }

  // Whether a map that was left out would be whole without the user's help, and hold something.
  static bool has_inner_defaults(const Described& known) {
    if (known.spec && known.spec->kind != OptionKind::map) return false;
    bool some = false;
    for (const auto& [name, member] : known.members) {
      if (name == "#") return false;
      if (member.spec && member.spec->required) return false;
      some = some || (member.spec && member.spec->default_value) || has_inner_defaults(member);
    }
    return some;
  }

  void fill(Node& node, const Described& known) {
    node.kind = Node::Kind::scalar;
    node.text = *known.spec->default_value;
    value(node, known);
  }

  void value(Node& node, const Described& known) {
    if (node.broken) return;
    if (!known.spec) {
      members(node, known);
      return;
    }
    const OptionSpec& spec = *known.spec;
    if (spec.secret) hide(node);
    switch (spec.kind) {
      case OptionKind::text:
        scalar_text(reading_, node, "text");
        break;
      case OptionKind::integer:
        form(node, "a whole number", parse_integer(node.text).has_value(), "");
        break;
      case OptionKind::boolean:
        form(node, "true or false", parse_boolean(node.text).has_value(), meant_boolean(node.text));
        break;
      case OptionKind::duration:
        duration(node);
        break;
      case OptionKind::zone:
        check_zone(reading_, node);
        break;
      case OptionKind::choice:
        check_word(reading_, node, spec.choices);
        break;
      case OptionKind::list:
        if (is(node, Node::Kind::list, "a list")) members(node, known);
        break;
      case OptionKind::map:
        if (is(node, Node::Kind::map, "a map")) members(node, known);
        break;
      case OptionKind::file:
        file(node, known);
        break;
    }
  }

  bool form(const Node& node, const std::string& expected, bool good, std::string suggestion) {
    if (!scalar_text(reading_, node, expected)) return false;
    return good || tell_form(reading_, node, expected, std::move(suggestion));
  }

  void duration(Node& node) {
    const auto value = parse_duration(node.text);
    const std::string meant = parse_duration(node.text + "s") ? node.text + "s" : "";
    if (form(node, "a duration, such as 500ms, 30s, 5m, 2h or 1d", value.has_value(), meant))
      node.text = std::to_string(value->count());
  }

  void file(Node& node, const Described& known) {
    if (node.kind == Node::Kind::scalar) {
      const Place named_at = node.place;
      const std::string name = node.text;
      Findings inside;
      Node content = load_tree(folder_ / name, inside);
      const bool unreadable = content.broken && !inside.empty() && inside.front().place.line == 0;
      if (unreadable) {
        node.broken = true;
        reading_.tell(named_at, inside.front().found + ": " + shown(node), "a YAML file, relative to this one");
        return;
      }
      for (Finding& finding : inside) {
        const std::string below = finding.where.empty() || finding.where.front() == '[' ? "" : ".";
        finding.where = reading_.where() + below + finding.where;
        findings_.push_back(std::move(finding));
      }
      if (content.broken) {
        node.broken = true;
        return;
      }
      node = std::move(content);
    }
    // An empty file is an empty map: what it lacks is told at its beginning.
    if (node.kind == Node::Kind::null && !known.find("#")) node.kind = Node::Kind::map;
    members(node, known);
  }

  bool is(const Node& node, Node::Kind kind, const std::string& expected) {
    if (node.broken) return false;
    if (node.kind == kind) return true;
    reading_.tell(node.place, kind_of(node), expected);
    return false;
  }

  static void hide(Node& node) {
    node.secret = true;
    for (auto& [key, member] : node.members) hide(member);
  }

  static std::vector<std::string> names(const Described& described) {
    std::vector<std::string> all;
    for (const auto& [name, member] : described.members) all.push_back(name);
    return all;
  }

  std::filesystem::path folder_;
  Findings& findings_;
  Reading reading_;
};

// What stands in the configuration itself first, then file by file.
void order_by_file(Findings& findings, const std::string& main) {
  in_file_order(findings);
  std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    if ((a.place.file == main) != (b.place.file == main)) return a.place.file == main;
    return a.place.file < b.place.file;
  });
}

}  // namespace

CheckedOptions check_options(const std::vector<OptionSpec>& specs, const Node& options, const std::string& where,
                             const std::filesystem::path& config_file) {
  CheckedOptions checked{options, {}};
  Node& root = checked.options;
  if (root.kind == Node::Kind::null) root.kind = Node::Kind::map;
  const Described described = describe(specs);
  // As the configuration was named, so that findings in the files that it names are told alike.
  const auto named = options.place.file.empty() ? config_file : std::filesystem::path(options.place.file);
  OptionCheck check(named.parent_path(), checked.findings);
  const Reading::Step step(check.reading(), where);
  if (described.members.empty() && root.kind == Node::Kind::map) {
    for (std::size_t i = 0; i < root.members.size(); ++i)
      check.reading().tell(root.key_places[i], "unknown key " + in_quotes(root.members[i].first),
                           "no options: this adapter has none");
  }
  check.members(root, described);
  order_by_file(checked.findings, options.place.file);
  return checked;
}

}  // namespace r311::config
