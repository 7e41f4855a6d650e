// SPDX-License-Identifier: Apache-2.0
#include "http/form_body.h"

#include <Poco/Exception.h>
#include <Poco/MemoryStream.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/NameValueCollection.h>

#include "base/text.h"
#include "http/multipart_parts.h"
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

class MultipartForm {
 public:
  explicit MultipartForm(const UploadLimits& limits) : limits_(limits) {}

  // False: no sense in reading on.
  bool take(const Poco::Net::MessageHeader& header, const ByteSlice& content) {
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
  bool field(const std::string& name, const ByteSlice& content) {
    if (form_.fields.items().size() == open311::most_parameters) return stop(open311::too_many_parameters());
    form_.fields.add(name, content.text());
    return true;
  }

  bool file(const std::string& part, const std::string& name, const ByteSlice& bytes) {
    if (bytes.size == 0 && name.empty()) return true;  // a form's file input that was left open
    if (form_.files.size() == limits_.files) return stop(too_many(open311::beginning(part), limits_));
    if (bytes.size > limits_.bytes) return stop(too_large(open311::beginning(part), limits_));
    form_.files.push_back({open311::beginning(part), base_name(name), bytes});
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

ReadForm read_multipart(const std::string& boundary, const std::shared_ptr<ByteSource>& body,
                        const UploadLimits& limits) {
  MultipartForm form(limits);
  if (!is_boundary(boundary)) {
    form.stop(broken("Content-Type names no boundary that could be one"));
    return form.end();
  }
  MultipartParts parts(body, boundary);
  auto next = parts.next();
  try {
    for (; next == MultipartParts::Next::part; next = parts.next()) {
      Poco::MemoryInputStream lines(parts.headers().data(), static_cast<std::streamsize>(parts.headers().size()));
      Poco::Net::MessageHeader header;
      header.setFieldLimit(most_headers_of_a_part);
      header.read(lines);
      if (!form.take(header, parts.content())) return form.end();
    }
  } catch (const Poco::Exception&) {
    form.stop(broken("its parts can't be told apart"));
    return form.end();
  }
  if (body->failed())
    form.stop(unreadable());
  else if (next == MultipartParts::Next::broken)
    form.stop(broken("it does not end with its boundary"));
  return form.end();
}

std::string told_size(std::size_t bytes) {
  constexpr std::size_t kilobyte = 1024, megabyte = kilobyte * kilobyte;
  if (bytes >= megabyte && bytes % megabyte == 0) return std::to_string(bytes / megabyte) + " MB";
  if (bytes >= kilobyte && bytes % kilobyte == 0) return std::to_string(bytes / kilobyte) + " KB";
  return std::to_string(bytes) + " bytes";
}

}  // namespace

open311::Fault too_large(std::string_view part, const UploadLimits& limits) {
  return {413, std::string(part) + ": the file is larger than " + told_size(limits.bytes) + "."};
}

open311::Fault too_many(std::string_view part, const UploadLimits& limits) {
  return {400, std::string(part) + ": there are more than " + std::to_string(limits.files) + " files."};
}

open311::Fault unreadable() { return {503, "The body could not be read. Please try again."}; }

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

ReadForm read_form_body(const FormType& type, const std::shared_ptr<ByteSource>& body, const UploadLimits& limits) {
  if (type.kind == FormKind::multipart) return read_multipart(type.boundary, body, limits);
  FormBody form;
  const std::string text = ByteSlice{body, 0, body->size()}.text();
  if (body->failed()) return tl::unexpected(std::vector<open311::Fault>{unreadable()});
  if (!open311::read_form(text, form.fields))
    return tl::unexpected(std::vector<open311::Fault>{open311::too_many_parameters()});
  return form;
}

}  // namespace r311::http
