// SPDX-License-Identifier: Apache-2.0
#include "config/read_yaml.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "config/build_tree.h"

namespace r311::config {
namespace {

// Positions as people count them: the parser counts lines from 0 and columns in bytes.
class Source {
 public:
  Source(std::string_view text, std::string name) : text_(text), name_(std::move(name)), lines_{0} {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
      lines_.push_back(at + 1);
  }

  Place place(std::size_t line, std::size_t column) const {
    const std::string_view before = line_text(line).substr(0, column);
    return {name_, static_cast<int>(line) + 1, static_cast<int>(text::length(before)) + 1};
  }

  Place place(const YAML::Mark& mark) const {
    if (mark.line < 0 || mark.column < 0) return {name_, 0, 0};
    return place(static_cast<std::size_t>(mark.line), static_cast<std::size_t>(mark.column));
  }

  Place place_of_byte(std::size_t at) const {
    const auto after = std::upper_bound(lines_.begin(), lines_.end(), at);
    const auto line = static_cast<std::size_t>(after - lines_.begin()) - 1;
    return place(line, at - lines_[line]);
  }

  std::string_view line_text(std::size_t line) const {
    if (line >= lines_.size()) return {};
    const std::string_view rest = text_.substr(lines_[line]);
    return rest.substr(0, rest.find('\n'));
  }

 private:
  std::string_view text_;
  std::string name_;
  std::vector<std::size_t> lines_;  // where each begins
};

// The first byte that no YAML file may hold. The parser would take it for the file's end, or for another encoding.
std::optional<std::size_t> first_bad_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = text::first(text.substr(at), 1);
    const auto c = static_cast<unsigned char>(character.front());
    const bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (control || c == 0x7F || !text::is_utf8(character)) return at;
    at += character.size();
  }
  return std::nullopt;
}

// Words for people in place of the parser's own.
std::string expected_instead_of(const std::string& message, std::string_view line) {
  const auto says = [&](std::string_view words) { return message.find(words) != std::string::npos; };
  const std::size_t indent = line.find_first_not_of(" \t");
  if (line.substr(0, indent).find('\t') != std::string_view::npos || says("tab"))
    return "blanks for indentation, not tabs";
  if (says("illegal map value"))
    return "one \"key: value\" a line, in the column of its neighbours, and quotes around text that holds \": \"";
  if (says("end of map not found") || says("end of sequence not found"))
    return "a key or \"-\" in the column of its neighbours, and a colon after each key";
  if (says("illegal EOF in scalar")) return "the closing quote of the text that begins here or above";
  if (says("flow")) return "a closing ] or } and commas between the members";
  if (says("unknown token")) return "quotes around text that begins with @ ` % or another sign of YAML's own";
  if (says("referenced anchor")) return "an anchor (&) of that name above";
  return "well-formed YAML";
}

}  // namespace

std::optional<Node> parse_yaml(std::string_view text, const std::string& name, Findings& findings) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) text.remove_prefix(byte_order_mark.size());
  const Source source(text, name);
  if (const auto bad = first_bad_byte(text)) {
    findings.push_back(
        {source.place_of_byte(*bad), "", "a byte that is not text", "a file in UTF-8 without control characters", ""});
    return std::nullopt;
  }
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    TreeBuilder tree([&source](const YAML::Mark& mark) { return source.place(mark); }, findings);
    while (parser.HandleNextDocument(tree)) continue;
    Node root = tree.take();
    if (root.place.line == 0) root.place = {name, 1, 1};  // an empty file
    return root;
  } catch (const Stop& stop) {
    findings.push_back(stop.finding);
  } catch (const YAML::Exception& e) {
    const Place at = source.place(e.mark);
    const std::string_view line = at.line > 0 ? source.line_text(static_cast<std::size_t>(at.line) - 1) : "";
    findings.push_back({at, "", "YAML that can't be read (" + e.msg + ")", expected_instead_of(e.msg, line), ""});
  }
  return std::nullopt;
}

std::optional<Node> read_yaml(const std::filesystem::path& file, Findings& findings) {
  const FileText read = read_file(file, kLargestFile);
  if (!read.text) {
    findings.push_back({{file.string(), 0, 0}, "", read.trouble, "a YAML file that can be read", ""});
    return std::nullopt;
  }
  return parse_yaml(*read.text, file.string(), findings);
}

}  // namespace r311::config
