// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "abi/draft/options.h"
#include "detail/view.hpp"
#include "outcome.hpp"

namespace relay311 {

enum class Node : std::uint32_t {
  absent = R311_NODE_ABSENT,
  scalar = R311_NODE_SCALAR,
  list = R311_NODE_LIST,
  map = R311_NODE_MAP
};

namespace detail {

// The host's side of the options of one instance.
struct OptionSource {
  const r311_options* api;
  r311_host_handle* host;
  bool mistaken;
};

}  // namespace detail

// A node of a back end's `options:` and all below it, after the gateway put in defaults, secrets and files and checked
// all against the adapter's option table. Paths are "a/0/b" below this node (members of a list by their number); the
// empty path is the node itself. A name that holds "/" or "~" is reached by member(). A cheap copy; lives as long as
// the instance. Any thread, except mistake().
class Options {
 public:
  explicit Options(detail::OptionSource& source, std::string path = {}) : source_(&source), path_(std::move(path)) {}

  bool has(std::string_view path) const { return kind(path) != Node::absent; }

  Node kind(std::string_view path = {}) const {
    const std::string full = join(path);
    return static_cast<Node>(source_->api->kind(source_->host, detail::lend(std::string_view(full))));
  }

  // A scalar's text. Throws Failure(unsupported) if there is no scalar at `path`.
  std::string text(std::string_view path = {}) const {
    const r311_text_view found = scalar(path);
    if (found.data == nullptr) throw Failure(Outcome::unsupported, "the option " + join(path) + " is not given");
    return detail::copy(found);
  }

  std::string text_or(std::string_view path, std::string_view fallback) const {
    const r311_text_view found = scalar(path);
    return found.data == nullptr ? std::string(fallback) : detail::copy(found);
  }

  // Throws Failure(unsupported) if there is none or it is not an integer.
  std::int64_t integer(std::string_view path = {}) const {
    const std::string found = text(path);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(found.data(), found.data() + found.size(), number);
    if (error != std::errc() || end != found.data() + found.size())
      throw Failure(Outcome::unsupported, "the option " + join(path) + " is not an integer");
    return number;
  }

  // Throws Failure(unsupported) if there is none or it is neither true nor false.
  bool boolean(std::string_view path = {}) const {
    const std::string found = text(path);
    if (found != "true" && found != "false")
      throw Failure(Outcome::unsupported, "the option " + join(path) + " is neither true nor false");
    return found == "true";
  }

  // Of an OptionKind::duration. Throws as integer() does.
  std::chrono::milliseconds duration(std::string_view path = {}) const {
    return std::chrono::milliseconds(integer(path));
  }

  // How many members the list or map at `path` has; 0 for anything else.
  std::size_t count(std::string_view path = {}) const {
    const std::string full = join(path);
    return static_cast<std::size_t>(source_->api->count(source_->host, detail::lend(std::string_view(full))));
  }

  // The names of a map's members as written, in their order; "0", "1" and so on for a list.
  std::vector<std::string> names(std::string_view path = {}) const {
    const std::string full = join(path);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count(path); ++i)
      names.push_back(detail::copy(source_->api->name(source_->host, detail::lend(std::string_view(full)), i)));
    return names;
  }

  // The node at `path`, which may be absent.
  Options at(std::string_view path) const { return Options(*source_, join(path)); }

  // The member of this name, taken as it is, as names() gives it.
  Options member(std::string_view name) const {
    std::string step;
    for (const char c : name) {
      if (c == '~')
        step += "~0";
      else if (c == '/')
        step += "~1";
      else
        step += c;
    }
    return Options(*source_, path_.empty() ? step : path_ + "/" + step);
  }

  // Only in the adapter's constructor, and after Host::reload(): tells a mistake that the option table can't express.
  // The gateway shows it as FILE:LINE:COLUMN and, in the constructor, does not use the back end; go on, so that every
  // mistake is told at once.
  // `found` and `expected` are short phrases without secrets; words parted by "|" in `expected` are offered as
  // suggestions.
  void mistake(std::string_view path, std::string_view found, std::string_view expected) const {
    const std::string full = join(path);
    source_->mistaken = true;
    source_->api->mistake(source_->host, detail::lend(std::string_view(full)), detail::lend(found),
                          detail::lend(expected));
  }

 private:
  std::string join(std::string_view path) const {
    if (path_.empty()) return std::string(path);
    if (path.empty()) return path_;
    return path_ + "/" + std::string(path);
  }

  r311_text_view scalar(std::string_view path) const {
    const std::string full = join(path);
    return source_->api->text(source_->host, detail::lend(std::string_view(full)));
  }

  detail::OptionSource* source_;
  std::string path_;
};

}  // namespace relay311
