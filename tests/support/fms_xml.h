// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace r311::test {

// What a client holds of a document once it has parsed it.
struct Node {
  enum class Kind { missing, text, list, hash };

  Kind kind = Kind::missing;
  std::string text;
  std::vector<Node> list;
  std::map<std::string, Node> hash;

  // A field of a hash, an element of a list; missing where there is none. Of a temporary a copy.
  const Node& operator[](std::string_view name) const&;
  const Node& operator[](std::size_t at) const&;
  Node operator[](std::string_view name) && { return std::as_const(*this)[name]; }
  Node operator[](std::size_t at) && { return std::as_const(*this)[at]; }
  bool has(std::string_view name) const;  // with something in it
};

// An XML document as FixMyStreet's client reads it (XML::Simple with lists and wrappers that it knows by their names):
//   - `service`, `attribute`, `value`, `request`, `error`, `request_update` and `group` are lists wherever they stand;
//   - the wrapper of such a list is taken away where nothing else is in it;
//   - what is empty or blank is missing; the root's name is not looked at.
// `faults` tells what would hurt it, with the path: an XML attribute or a namespace, which make a hash of a text; text
// among elements; text where the name promises a list; an element that stands twice and is neither a list nor
// media_url.
struct FmsDocument {
  Node root;
  std::vector<std::string> faults;
};

// Throws Poco::XML::XMLException for what does not parse: FixMyStreet takes that for an empty list.
FmsDocument read_as_fixmystreet(const std::string& xml);

// The same document's JSON form. Throws Poco::JSON::JSONException.
Node read_json(const std::string& json);

// The first place where the two forms of a document say different things; empty: they say the same. In XML all is text
// and what is absent or empty is missing; in JSON a list that is the document has no name, and of the photos of a
// request only the first is told.
std::string difference(const Node& xml, const Node& json);

}  // namespace r311::test
