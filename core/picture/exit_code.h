// SPDX-License-Identifier: Apache-2.0
#pragma once

// How relay311-picture ends, for the gateway that starts it.
namespace r311::picture {

enum ExitCode {
  exit_made = 0,
  exit_misused = 2,          // the arguments are wrong
  exit_unable = 3,           // this machine or disk does not do it now
  exit_no_picture = 4,       // nothing that can be read as a picture, or not within the memory that it may use
  exit_too_many_pixels = 5,  // its header tells more than are decoded
};

}  // namespace r311::picture
