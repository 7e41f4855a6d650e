// SPDX-License-Identifier: Apache-2.0
#include "http/exchange.h"

#include "base/text.h"

namespace r311::http {
namespace {

struct Copy {
  Request request;
  std::string bytes;
};

}  // namespace

std::string_view Request::header(std::string_view name) const {
  for (const auto& [field, value] : headers)
    if (text::same_in_any_case(field, name)) return value;
  return {};
}

std::shared_ptr<const Request> Request::keep() const {
  return memory != nullptr ? memory->keep(*this) : copy_of(*this);
}

std::shared_ptr<const Request> copy_of(const Request& request) {
  auto copy = std::make_shared<Copy>();
  std::size_t size =
      request.method.size() + request.target.size() + request.path.size() + request.query.size() + request.body.size();
  for (const auto& [name, value] : request.headers) size += name.size() + value.size();
  copy->bytes.reserve(size);
  const auto kept = [&](std::string_view text) {
    const std::size_t at = copy->bytes.size();
    copy->bytes.append(text);
    return std::string_view(copy->bytes).substr(at);  // stays: the room was reserved
  };
  copy->request.method = kept(request.method);
  copy->request.target = kept(request.target);
  copy->request.path = kept(request.path);
  copy->request.query = kept(request.query);
  copy->request.body = kept(request.body);
  copy->request.headers.reserve(request.headers.size());
  for (const auto& [name, value] : request.headers) copy->request.headers.emplace_back(kept(name), kept(value));
  return {copy, &copy->request};
}

}  // namespace r311::http
