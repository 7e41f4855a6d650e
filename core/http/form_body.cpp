// SPDX-License-Identifier: Apache-2.0
#include "http/form_body.h"

#include <Poco/Exception.h>
#include <Poco/MemoryStream.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/MultipartReader.h>
#include <Poco/Net/NameValueCollection.h>

#include <istream>
#include <optional>

#include "base/text.h"
#include "open311/shapes.h"

namespace r311::http {
namespace {

constexpr std::size_t longest_boundary = 70;  // RFC 2046, section 5.1.1
constexpr std::size_t most_headers_of_a_part = 16;
constexpr std::size_t longest_file_name = 200;

open311::Fault broken(const std::string& what) { return {400, "The multipart body is broken: " + what + "."}; }

// What a browser calls "C:\fakepath\hole.jpg" is shown as hole.jpg.
std::string base_name(const std::string& sent) {
  const std::size_t slash = sent.find_last_of("/\\");
  const std::string cleaned = text::clean(slash == std::string::npos ? sent : sent.substr(slash + 1));
  return std::string(text::first(cleaned, longest_file_name));
}

// Some clients put a folder before the name with plain backslashes, which would be taken for escapes.
std::string with_plain_backslashes(const std::string& disposition) {
  std::string result;
  for (std::size_t i = 0; i < disposition.size(); ++i) {
    result += disposition[i];
    if (disposition[i] != '\\') continue;
    const bool escapes = i + 1 < disposition.size() && (disposition[i + 1] == '"' || disposition[i + 1] == '\\');
    result += escapes ? disposition[++i] : '\\';
  }
  return result;
}

// Reads up to `most` bytes; nothing if there are more.
std::optional<std::string> read_part(std::istream& in, std::size_t most) {
  std::string bytes;
  char piece[8192];
  while (in.read(piece, sizeof piece) || in.gcount() > 0) {
    bytes.append(piece, static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > most) return std::nullopt;
  }
  return bytes;
}

class MultipartForm {
 public:
  explicit MultipartForm(const UploadLimits& limits) : limits_(limits) {}

  // False: no sense in reading on.
  bool take(const Poco::Net::MessageHeader& header, std::istream& content) {
    std::string disposition;
    Poco::Net::NameValueCollection parameters;
    Poco::Net::MessageHeader::splitParameters(with_plain_backslashes(header.get("Content-Disposition", "")),
                                              disposition, parameters);
    const std::string name = parameters.get("name", "");
    if (!text::same_in_any_case(disposition, "form-data") || name.empty())
      return stop(broken("a part has no Content-Disposition of form-data with a name"));
    return parameters.has("filename") ? file(name, parameters.get("filename"), content) : field(name, content);
  }

  ReadForm end() {
    if (!faults_.empty()) return tl::unexpected(std::move(faults_));
    return std::move(form_);
  }

  bool stop(open311::Fault fault) {
    faults_.push_back(std::move(fault));
    return false;
  }

 private:
  bool field(const std::string& name, std::istream& content) {
    if (form_.fields.items().size() == open311::most_parameters) return stop(open311::too_many_parameters());
    form_.fields.add(name, read_part(content, std::string::npos).value_or(""));
    return true;
  }

  bool file(const std::string& part, const std::string& name, std::istream& content) {
    auto bytes = read_part(content, limits_.bytes);
    if (bytes && bytes->empty() && name.empty()) return true;  // a form's file input that was left open
    if (form_.files.size() == limits_.files) return stop(too_many(limits_));
    if (!bytes) return stop(too_large(open311::beginning(part), limits_));
    form_.files.push_back({open311::beginning(part), base_name(name), std::move(*bytes)});
    return true;
  }

  const UploadLimits& limits_;
  FormBody form_;
  std::vector<open311::Fault> faults_;
};

bool is_boundary(std::string_view boundary) {
  if (boundary.empty() || boundary.size() > longest_boundary || boundary.back() == ' ') return false;
  return boundary.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=? ") ==
         boundary.npos;
}

ReadForm read_multipart(const std::string& boundary, std::string_view body, const UploadLimits& limits) {
  MultipartForm form(limits);
  if (!is_boundary(boundary)) {
    form.stop(broken("Content-Type names no boundary that could be one"));
    return form.end();
  }
  // The reader takes the end of the body for the end of a part; one that was cut off must not pass.
  if (body.rfind("--" + boundary + "--") == body.npos) {
    form.stop(broken("it does not end with its boundary"));
    return form.end();
  }
  try {
    Poco::MemoryInputStream stream(body.data(), static_cast<std::streamsize>(body.size()));
    Poco::Net::MultipartReader reader(stream, boundary);
    while (reader.hasNextPart()) {
      Poco::Net::MessageHeader header;
      header.setFieldLimit(most_headers_of_a_part);
      reader.nextPart(header);
      if (!form.take(header, reader.stream())) break;
    }
  } catch (const Poco::Exception&) {
    form.stop(broken("its parts can't be told apart"));
  }
  return form.end();
}

}  // namespace

open311::Fault too_large(std::string_view part, const UploadLimits& limits) {
  return {413, std::string(part) + ": the file is larger than " + std::to_string(limits.bytes >> 20) + " MB."};
}

open311::Fault too_many(const UploadLimits& limits) {
  return {400, "There are more than " + std::to_string(limits.files) + " files."};
}

FormType form_type(std::string_view content_type) {
  FormType type;
  if (text::trim(content_type).empty()) return type;
  std::string value;
  Poco::Net::NameValueCollection parameters;
  try {
    Poco::Net::MessageHeader::splitParameters(std::string(content_type), value, parameters);
  } catch (const Poco::Exception&) {
    return {FormKind::other, {}};
  }
  const auto is = [&](std::string_view known) { return text::same_in_any_case(value, known); };
  type.kind = is("application/x-www-form-urlencoded") ? FormKind::urlencoded
              : is("multipart/form-data")             ? FormKind::multipart
                                                      : FormKind::other;
  type.boundary = parameters.get("boundary", "");
  // Every other charset that clients name is UTF-8 in truth, or is told by the value that it spoils.
  const std::string charset = text::lower(parameters.get("charset", ""));
  if (charset.starts_with("utf-16") || charset.starts_with("utf-32")) type.kind = FormKind::other;
  return type;
}

ReadForm read_form_body(const FormType& type, std::string_view body, const UploadLimits& limits) {
  if (type.kind == FormKind::multipart) return read_multipart(type.boundary, body, limits);
  FormBody form;
  if (!open311::read_form(body, form.fields))
    return tl::unexpected(std::vector<open311::Fault>{open311::too_many_parameters()});
  return form;
}

}  // namespace r311::http
