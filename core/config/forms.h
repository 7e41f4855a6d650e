// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/fields.h"
#include "config/scalars.h"

// The forms of scalars that tables are made of.
namespace r311::config {

// A scalar's text, or nothing after telling that `expected` was.
const std::string* scalar_text(Reading& reading, const Node& node, const std::string& expected);

// Tells that a scalar does not have the form that was `expected`. Always false.
bool tell_form(Reading& reading, const Node& node, const std::string& expected, std::string suggestion = "");

struct TextRule {
  std::size_t most = 1000;      // code points; at least one is always needed
  bool lines = false;           // line ends and tabs are allowed
  std::string_view signs = {};  // only these may occur; empty: any
  std::string what = "text";    // for people
};
Form<std::string> text_form(TextRule rule);
// Of ids and codes: they survive in a URL once encoded.
TextRule code_rule(std::string what);
// Of names that we refer to: letters, digits, _ . -
TextRule name_rule(std::string what);

// Of whoever answers for requests, as clients are told and as they ask for it.
Form<std::string> agency_form();

Form<std::string> word_form(const std::vector<std::string>& words);
Form<bool> boolean_form();
Form<int> integer_form(int low, int high);
Form<std::size_t> count_form(std::size_t low, std::size_t high);
Form<std::size_t> size_form(std::size_t low, std::size_t high);
Form<Milliseconds> duration_form(Milliseconds low, Milliseconds high);
// A number of calls in a second, minute or hour.
Form<Rate> rate_form();
// A name of the IANA time zone database.
Form<std::string> zone_form();

// Told by forms and by options alike.
bool check_zone(Reading& reading, const Node& node);
bool check_word(Reading& reading, const Node& node, const std::vector<std::string>& words);

}  // namespace r311::config
