// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "http/byte_source.h"

// A multipart body taken apart (RFC 2046, section 5.1.1), without copying it. Any thread, one at a time.
namespace r311::http {

// Walks the parts of a body. Lines may end in LF alone, as some clients' do; what stands before the first boundary is
// passed over, and what is behind the last one is not looked at.
class MultipartParts {
 public:
  enum class Next {
    part,    // headers() and content() are of the next one
    end,     // the last boundary was there
    broken,  // there is no (further) boundary, or the body can't be read
  };

  // `boundary` is the bare one.
  MultipartParts(std::shared_ptr<ByteSource> body, std::string_view boundary);

  Next next();
  // The part's header lines with the blank line that ends them. Empty: it has none, which is broken too.
  const std::string& headers() const { return headers_; }
  const ByteSlice& content() const { return content_; }

 private:
  struct Boundary {
    std::size_t begin = 0;  // the line end before it belongs to it
    std::size_t end = 0;    // behind its own line end
    bool last = false;
    bool found = false;
  };
  Boundary find(std::size_t from) const;

  std::shared_ptr<ByteSource> body_;
  std::string dashed_;  // the boundary with the dashes before it
  Boundary at_;
  std::string headers_;
  ByteSlice content_;
};

}  // namespace r311::http
