// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

// Text on its way into a document. Any bytes may be given and the document stays well-formed: ill-formed UTF-8 becomes
// U+FFFD. All else that is not a character of the form's own grammar stays as it is. Pure functions, any thread.
namespace r311::open311 {

// Appends `text` as XML 1.0 character data: & < > " as entities, CR LF and CR as LF (never as a character reference,
// which would survive the parser's own normalisation), and without the characters that XML 1.0 can't hold.
void append_xml_text(std::string& out, std::string_view text);

// Appends `text` as the inside of a JSON string (RFC 8259, section 7), without its quotes.
void append_json_text(std::string& out, std::string_view text);

}  // namespace r311::open311
