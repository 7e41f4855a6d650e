// SPDX-License-Identifier: Apache-2.0
#include "statement.h"

#include <algorithm>
#include <cctype>

#include "nearest_word.h"

namespace sql {
namespace {

bool starts_word(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || byte >= 0x80;
}
bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// Where a piece that is not to be looked into ends; `closed` is false if the text ended first.
struct Opaque {
  std::size_t end;
  bool closed;
  const char* what;
};

// Walks over a statement, one token after the other.
class Walker {
 public:
  Walker(std::string_view text, Dialect dialect) : text_(text), dialect_(dialect) {}

  // The literal, quoted identifier, comment or dollar quote that begins at `at`; end == at if none does.
  Opaque opaque(std::size_t at) const {
    const char c = text_[at];
    const char next = at + 1 < text_.size() ? text_[at + 1] : '\0';
    if (c == '\'') return quoted(at, '\'', backslash_escapes(at), "string literal");
    if (c == '"') return quoted(at, '"', dialect_ == Dialect::mysql, "quoted name");
    if (c == '`' && (dialect_ == Dialect::mysql || dialect_ == Dialect::sqlite))
      return quoted(at, '`', false, "quoted name");
    if (c == '[' && (dialect_ == Dialect::odbc || dialect_ == Dialect::sqlite)) return until(at, "]", 1, "quoted name");
    if (c == '-' && next == '-' && dash_comment(at)) return line(at);
    if (c == '#' && dialect_ == Dialect::mysql) return line(at);
    if (c == '/' && next == '*') return block_comment(at);
    if (c == '$' && dialect_ == Dialect::postgresql) return dollar_quote(at);
    return {at, true, ""};
  }

 private:
  bool backslash_escapes(std::size_t at) const {
    if (dialect_ == Dialect::mysql) return true;
    if (dialect_ != Dialect::postgresql || at == 0 || (text_[at - 1] != 'E' && text_[at - 1] != 'e')) return false;
    return at == 1 || !in_word(text_[at - 2]);
  }

  // MySQL takes "--" for a comment only where a blank follows: "5--3" is a sum there.
  bool dash_comment(std::size_t at) const {
    return dialect_ != Dialect::mysql || at + 2 >= text_.size() || is_blank(text_[at + 2]);
  }

  Opaque quoted(std::size_t at, char quote, bool escapes, const char* what) const {
    for (std::size_t i = at + 1; i < text_.size(); ++i) {
      if (escapes && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (i + 1 >= text_.size() || text_[i + 1] != quote) return {i + 1, true, what};
        ++i;
      }
    }
    return {text_.size(), false, what};
  }

  Opaque until(std::size_t at, std::string_view close, std::size_t skip, const char* what) const {
    const std::size_t found = text_.find(close, at + skip);
    if (found == std::string_view::npos) return {text_.size(), false, what};
    return {found + close.size(), true, what};
  }

  Opaque line(std::size_t at) const {
    const std::size_t found = text_.find('\n', at);
    return {found == std::string_view::npos ? text_.size() : found, true, "comment"};
  }

  Opaque block_comment(std::size_t at) const {
    if (dialect_ != Dialect::postgresql) return until(at, "*/", 2, "comment");
    int depth = 0;
    for (std::size_t i = at; i + 1 < text_.size(); ++i) {
      if (text_[i] == '/' && text_[i + 1] == '*') {
        ++depth;
        ++i;
      } else if (text_[i] == '*' && text_[i + 1] == '/') {
        ++i;
        if (--depth == 0) return {i + 1, true, "comment"};
      }
    }
    return {text_.size(), false, "comment"};
  }

  Opaque dollar_quote(std::size_t at) const {
    if (at > 0 && in_word(text_[at - 1])) return {at, true, ""};
    std::size_t i = at + 1;
    if (i < text_.size() && text_[i] != '$' && !starts_word(text_[i])) return {at, true, ""};
    while (i < text_.size() && in_word(text_[i])) ++i;
    if (i >= text_.size() || text_[i] != '$') return {at, true, ""};
    return until(at, text_.substr(at, i + 1 - at), i + 1 - at, "dollar quote");
  }

  std::string_view text_;
  Dialect dialect_;
};

class Compiler {
 public:
  Compiler(std::string_view text, Dialect dialect, const std::function<bool(std::string_view)>& known,
           std::string_view names)
      : text_(text), dialect_(dialect), known_(known), names_(names), walker_(text, dialect) {}

  Compiled run() {
    while (at_ < text_.size()) step();
    while (!out().empty() && is_blank(out().back())) out().pop_back();
    if (out().empty()) mistake("no SQL", "a statement");
    return std::move(compiled_);
  }

 private:
  std::string& out() { return compiled_.statement.text; }
  void mistake(std::string found, std::string expected) {
    compiled_.mistakes.push_back({std::move(found), std::move(expected)});
  }
  char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void copy(std::size_t count) {
    out().append(text_.substr(at_, count));
    at_ += count;
  }

  void step() {
    const Opaque piece = walker_.opaque(at_);
    if (piece.end != at_) {
      if (!piece.closed)
        mistake(std::string("a ") + piece.what + " without end", std::string("the end of the ") + piece.what);
      copy(piece.end - at_);
      return;
    }
    const char c = text_[at_];
    if (c == ':') return colon();
    if (c == ';') return semicolon();
    if (c == '?' && dialect_ != Dialect::postgresql)
      mistake("the placeholder ?", "a named parameter such as :description");
    if (c == '$' && dialect_ == Dialect::postgresql && std::isdigit(static_cast<unsigned char>(peek(1))) != 0 &&
        (at_ == 0 || !in_word(text_[at_ - 1])))
      mistake("the placeholder $" + std::string(1, peek(1)), "a named parameter such as :description");
    if (c == '\0') mistake("a NUL byte", "text");
    copy(1);
  }

  void colon() {
    if (peek(1) == ':') return copy(2);
    if (peek(1) == '{') {
      const std::size_t close = text_.find('}', at_);
      if (close == std::string_view::npos) {
        mistake("a :{ without }", "a parameter such as :{attribute.depth}");
        return copy(text_.size() - at_);
      }
      const std::string_view name = text_.substr(at_ + 2, close - at_ - 2);
      at_ = close + 1;
      return parameter(name);
    }
    if (!starts_word(peek(1))) return copy(1);
    std::size_t end = at_ + 1;
    while (end < text_.size() && (in_word(text_[end]) || joins_words(end))) ++end;
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end;
    parameter(name);
  }

  bool joins_words(std::size_t at) const { return text_[at] == '.' && at + 1 < text_.size() && in_word(text_[at + 1]); }

  void parameter(std::string_view name) {
    if (!known_(name)) mistake(":" + std::string(name), nearest_word(":" + std::string(name), names_));
    compiled_.statement.parameters.emplace_back(name);
    if (dialect_ == Dialect::postgresql)
      out() += "$" + std::to_string(compiled_.statement.parameters.size());
    else
      out() += '?';
  }

  void semicolon() {
    std::size_t rest = at_ + 1;
    while (rest < text_.size()) {
      const Opaque piece = walker_.opaque(rest);
      const bool comment = piece.end != rest && std::string_view(piece.what) == "comment";
      if (!comment && !is_blank(text_[rest]) && text_[rest] != ';') break;
      rest = comment ? piece.end : rest + 1;
    }
    if (rest < text_.size()) {
      mistake("several statements in one", "one statement; write the next as a member of its own");
      return copy(1);
    }
    at_ = text_.size();
  }

  std::string_view text_;
  Dialect dialect_;
  const std::function<bool(std::string_view)>& known_;
  std::string_view names_;
  Walker walker_;
  std::size_t at_ = 0;
  Compiled compiled_;
};

}  // namespace

Compiled compile(std::string_view text, Dialect dialect, const std::function<bool(std::string_view)>& known,
                 std::string_view names) {
  return Compiler(text, dialect, known, names).run();
}

bool mentions(std::string_view text, Dialect dialect, std::string_view words) {
  const Walker walker(text, dialect);
  std::string plain = " ";
  for (std::size_t at = 0; at < text.size();) {
    const Opaque piece = walker.opaque(at);
    const char c = piece.end == at && in_word(text[at]) ? text[at] : ' ';
    if (c != ' ' || plain.back() != ' ') plain += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    at = std::max(piece.end, at + 1);
  }
  plain += ' ';
  return plain.find(" " + std::string(words) + " ") != std::string::npos;
}

}  // namespace sql
