// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

#include "base/text.h"
#include "config/phrases.h"
#include "config/read_yaml.h"

namespace r311::config {
namespace {

// Puts values in the place of ${...}. Findings name what was asked for, never what it holds.
class Resolver {
 public:
  Resolver(const std::filesystem::path& folder, Findings& findings) : folder_(folder), findings_(findings) {}

  void walk(Node& node, const std::string& where) {
    if (node.kind == Node::Kind::scalar) {
      scalar(node, where);
      return;
    }
    for (std::size_t i = 0; i < node.members.size(); ++i) {
      auto& [key, member] = node.members[i];
      walk(member, node.kind == Node::Kind::map ? member_of(where, key) : element_of(where, i));
    }
  }

 private:
  void scalar(Node& node, const std::string& where) {
    const std::string_view written = node.text;
    if (written.find("${") == std::string_view::npos) return;
    std::string out;
    std::size_t at = 0;
    while (at < written.size()) {
      if (written.substr(at, 3) == "$${") {
        out += "${";
        at += 3;
      } else if (written.substr(at, 2) == "${") {
        const std::size_t end = written.find('}', at);
        if (end == std::string_view::npos) {
          tell(node, where, "${ without }", "${env:NAME} or ${file:PATH}, or $${ for the two signs themselves");
          return;
        }
        if (!reference(node, where, written.substr(at + 2, end - at - 2), out)) return;
        at = end + 1;
      } else {
        out += written[at++];
      }
    }
    node.text = std::move(out);
  }

  bool reference(Node& node, const std::string& where, std::string_view inner, std::string& out) {
    const std::size_t colon = inner.find(':');
    const std::string_view kind = inner.substr(0, colon);
    const std::string_view name = colon == std::string_view::npos ? "" : text::trim(inner.substr(colon + 1));
    if (kind == "env" && !name.empty()) return environment(node, where, std::string(name), out);
    if (kind == "file" && !name.empty()) return file(node, where, std::string(name), out);
    tell(node, where, in_quotes("${" + std::string(inner) + "}"),
         "${env:NAME} or ${file:PATH}, or $${ for the two signs themselves");
    return false;
  }

  bool environment(Node& node, const std::string& where, const std::string& name, std::string& out) {
    const char* value = std::getenv(name.c_str());
    if (!value) {
      tell(node, where, "no environment variable " + in_quotes(name), "one that is set where the gateway starts");
      return false;
    }
    return take(node, where, "environment variable " + in_quotes(name), value, out);
  }

  bool file(Node& node, const std::string& where, const std::string& name, std::string& out) {
    const FileText read = read_file(folder_ / name, kLargestSecret);
    if (!read.text) {
      tell(node, where, read.trouble + ": " + in_quotes(name), "a file that can be read, relative to this one");
      return false;
    }
    std::string_view value = *read.text;
    if (value.ends_with('\n')) value.remove_suffix(1);
    if (value.ends_with('\r')) value.remove_suffix(1);
    return take(node, where, "file " + in_quotes(name), value, out);
  }

  bool take(Node& node, const std::string& where, const std::string& source, std::string_view value, std::string& out) {
    node.secret = true;
    if (!text::is_utf8(value) || value.find('\0') != std::string_view::npos) {
      tell(node, where, source + ", which is not text", "text in UTF-8");
      return false;
    }
    out += value;
    return true;
  }

  void tell(Node& node, const std::string& where, std::string found, std::string expected) {
    node.broken = true;
    findings_.push_back({node.place, where, std::move(found), std::move(expected), ""});
  }

  const std::filesystem::path& folder_;
  Findings& findings_;
};

}  // namespace

void resolve(Node& node, const std::filesystem::path& folder, Findings& findings) {
  Resolver(folder, findings).walk(node, "");
}

FileText read_file(const std::filesystem::path& file, std::size_t most) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) return {std::nullopt, "no such file"};
  if (error) return {std::nullopt, "a file that can't be reached (" + error.message() + ")"};
  if (status.type() == std::filesystem::file_type::directory) return {std::nullopt, "a directory"};
  // Pipes, sockets and devices could block or never end.
  if (status.type() != std::filesystem::file_type::regular) return {std::nullopt, "something that is not a file"};
  std::ifstream in(file, std::ios::binary);
  if (!in) return {std::nullopt, "a file that can't be opened (" + std::string(std::strerror(errno)) + ")"};
  std::string bytes(most + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return {std::nullopt, "a file that can't be read"};
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > most) return {std::nullopt, "a file of more than " + std::to_string(most) + " bytes"};
  return {std::move(bytes), ""};
}

}  // namespace r311::config
