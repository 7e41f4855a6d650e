// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "http/byte_source.h"
#include "open311/model.h"
#include "open311/parameters.h"

// The two bodies that a GeoReport POST may have. Any thread.
namespace r311::http {

// A part of a multipart body that has a file name.
struct UploadedFile {
  std::string part;       // its field name, such as photo1
  std::string file_name;  // without the client's folders
  ByteSlice bytes;        // of the request's body, or of what was decoded out of it
};

struct FormBody {
  open311::Parameters fields;
  std::vector<UploadedFile> files;  // of use as long as what the body lies in
};

struct UploadLimits {
  std::size_t files = 10;
  std::size_t bytes = 10u << 20;  // of one file
  bool urls_count = false;        // what media_url names is a file too
  bool other_files = false;       // also those of types that clients are never shown
};

// What is said of a file, or of files, past them.
open311::Fault too_large(std::string_view part, const UploadLimits& limits);
open311::Fault too_many(std::string_view part, const UploadLimits& limits);
// What is said where the disk does not give a body back.
open311::Fault unreadable();

enum class FormKind { urlencoded, multipart, none, other };

// What a Content-Type header announces; `boundary` is multipart's. none: there is no such header.
struct FormType {
  FormKind kind = FormKind::none;
  std::string boundary;
};
FormType form_type(std::string_view content_type);

// What `body` holds, or every fault in it: too many pairs, broken multipart (RFC 7578), files past the limits; 503
// where it can't be read.
using ReadForm = tl::expected<FormBody, std::vector<open311::Fault>>;
ReadForm read_form_body(const FormType& type, const std::shared_ptr<ByteSource>& body, const UploadLimits& limits);

}  // namespace r311::http
