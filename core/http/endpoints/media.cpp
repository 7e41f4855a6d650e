// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/api.h"
#include "http/client_key.h"
#include "http/conditions.h"
#include "media/media_types.h"
#include "open311/shapes.h"

// Uploaded files, as the public is shown them: pictures made anew, documents as they came, to be downloaded.
namespace r311::http {

// What of a request is needed when its file is there.
struct AskedFile {
  std::string digest;
  std::string extension;  // empty: any
  media::PictureSize size = media::PictureSize::full;
  std::string none_match;
  std::string range;
  std::string if_range;
  std::vector<std::string> private_of;  // jurisdictions whose private requests the client may see
  bool head = false;
};

namespace {

// A request may stop being readable: what others keep of its photos must not outlast that for long.
constexpr std::string_view shared_for_an_hour = "public, max-age=3600";

constexpr std::string_view no_file = "There is no file at this address.";

struct Name {
  std::string_view digest;
  std::string_view extension;  // empty: none
};

// Nothing: it can be no file of ours.
std::optional<Name> name_in(std::string_view path) {
  path.remove_prefix(open311::shown_files.size());
  const std::size_t dot = path.find('.');
  const Name name{path.substr(0, dot), dot == path.npos ? std::string_view() : path.substr(dot + 1)};
  if (!media::is_digest(name.digest) || (dot != path.npos && name.extension.empty())) return std::nullopt;
  return name;
}

void send_file(const media::OpenFilePointer& file, std::string_view type, const AskedFile& asked, Response& response) {
  const std::string extension(media::extension_of(type));
  const std::string tag = '"' + asked.digest + '.' + std::string(media::word(asked.size)) + '.' + extension + '"';
  Answer answer;
  answer.headers = {{"ETag", tag},
                    {"Accept-Ranges", "bytes"},
                    {"X-Content-Type-Options", "nosniff"},
                    {"Content-Security-Policy", "default-src 'none'; sandbox"}};
  response.add_cache_terms(answer, shared_for_an_hour);
  if (names_tag(asked.none_match, tag)) {
    answer.status = 304;
    return response.send(std::move(answer));
  }
  const bool ranged = !asked.head && (asked.if_range.empty() || asked.if_range == tag);
  const ByteRange range = read_range(ranged ? std::string_view(asked.range) : std::string_view(), file->size());
  if (range.kind == ByteRange::Kind::not_there) {
    Answer refusal = errors(response.format(), {{416, "Range begins behind the end of the file."}});
    refusal.headers.emplace_back("Content-Range", "bytes */" + std::to_string(file->size()));
    return response.send(std::move(refusal));
  }
  if (range.kind == ByteRange::Kind::part) {
    answer.status = 206;
    answer.headers.emplace_back("Content-Range", "bytes " + std::to_string(range.from) + '-' +
                                                     std::to_string(range.from + range.size - 1) + '/' +
                                                     std::to_string(file->size()));
  }
  // A document is nothing to run or show in the gateway's own place.
  if (!type.starts_with("image/"))
    answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"document." + extension + '"');
  answer.content_type = type;
  answer.file = FileSlice{file, range.from, range.size};
  response.send(std::move(answer));
}

// What there is instead of a file.
void send_failure(const Error& error, Response& response) {
  if (error.kind == Kind::invalid)
    return response.fault(404, "This file can't be shown as a picture. Whom it was sent to has it as it came.");
  if (error.kind == Kind::unavailable) return response.overloaded();
  response.failure(error);
}

}  // namespace

void Api::show_media(const Request& request, const ResponsePointer& response) {
  const auto name = name_in(request.path);
  if (!name || options_.pictures == nullptr || media_ == nullptr) return response->fault(404, std::string(no_file));
  open311::Parameters sent;
  if (!open311::read_form(request.query, sent)) return response->faults({open311::too_many_parameters()});
  const std::string size = sent.get("size").value_or("full");
  const auto wanted = media::picture_size_of(size);
  if (!wanted) return response->fault(400, "size must be full or thumb, not " + open311::shown(size) + ".");
  auto asked = std::make_shared<AskedFile>(AskedFile{
      std::string(name->digest), std::string(name->extension), *wanted, std::string(request.header("If-None-Match")),
      std::string(request.header("Range")), std::string(request.header("If-Range")),
      private_jurisdictions(key_of(request, sent)), request.method == "HEAD"});
  if (!workers_.offer(Workers::Kind::read, [this, asked, response] { find_media(asked, response); }))
    response->overloaded();
}

void Api::find_media(const std::shared_ptr<const AskedFile>& asked, const ResponsePointer& response) {
  const auto found = files_.find(asked->digest, asked->private_of);
  if (!found) return response->failure(found.error());
  if (*found && (*found)->non_public) response->keep_private();
  const std::string_view came_as = *found ? media::known_type((*found)->file.content_type) : std::string_view();
  const std::string_view picture = media::shown_type_of(came_as);
  const std::string_view type = picture.empty() ? came_as : picture;
  // Of a document there is no smaller one.
  const bool there = !type.empty() && (!picture.empty() || asked->size == media::PictureSize::full);
  if (!there || (!asked->extension.empty() && asked->extension != media::extension_of(type)))
    return response->fault(404, std::string(no_file));
  const auto send = [asked, type, response](const Result<media::OpenFilePointer>& file) {
    if (!file) return send_failure(file.error(), *response);
    send_file(*file, type, *asked, *response);
  };
  if (picture.empty()) return send(media_->open_file(asked->digest));
  options_.pictures->get(asked->digest, came_as, asked->size, send);
}

}  // namespace r311::http
