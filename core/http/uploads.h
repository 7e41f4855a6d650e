// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "base/result.h"
#include "http/form_body.h"
#include "media/media_files.h"
#include "open311/model.h"

namespace r311::http {

// Moves each media_url that is a data: URL out of the form's fields to its files, as if it had been uploaded. Answers a
// fault for each that is no image, and for those past the limits.
std::vector<open311::Fault> take_data_urls(FormBody& form, const UploadLimits& limits);

// A fault for each file that media::media_type_of() does not know, naming its part, unless such are taken too; or that
// they can't be read.
std::vector<open311::Fault> file_faults(const std::vector<UploadedFile>& files, const UploadLimits& limits);

// Files of one report or update, on disk while it is not known yet whether that is stored.
struct KeptFiles {
  // How the report names them: photo1, photo2 ... first, then as they came.
  std::vector<open311::Attachment> attachments;
  std::vector<media::UnclaimedFile> files;  // each content once
};

// Puts every file on disk, a piece at a time, one of a type that is not known as open311::other_file. Blocks. Fails
// with the store's error at the first that can't be kept, and leaves none then.
Result<KeptFiles> keep_files(const std::vector<UploadedFile>& files, const media::MediaFiles& media);

}  // namespace r311::http
