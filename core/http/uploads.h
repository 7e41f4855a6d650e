// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/form_body.h"
#include "open311/model.h"
#include "store/media_files.h"

namespace r311::http {

// The media type of a photo or document by its first bytes, whatever the client calls it: JPEG, PNG, GIF, WebP, TIFF,
// HEIC, PDF. Empty: none of these. A pure function.
std::string_view media_type_of(std::string_view bytes);

// A fault for each file that is none of these, naming its part. A pure function.
std::vector<open311::Fault> file_faults(const std::vector<UploadedFile>& files);

// Puts every file on disk and answers how the report names them, in the same order. Blocks. Fails with the store's
// error at the first that can't be kept.
Result<std::vector<open311::Attachment>> keep_files(const std::vector<UploadedFile>& files,
                                                    const store::MediaFiles& media);

}  // namespace r311::http
