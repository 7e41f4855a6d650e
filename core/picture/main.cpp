// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>
#include <vips/vips8>

#include "picture/confine.h"
#include "picture/exit_code.h"
#include "picture/make_picture.h"

#if defined(__SANITIZE_ADDRESS__)
// The search for leaks opens files, which this program may not; and it ends after one picture.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
#endif

// relay311-picture LONGEST_EDGE MOST_PIXELS EXTENSION: reads a picture from standard input and writes what the public is
// shown of it to standard output. The gateway starts it for each picture; how it ends is told by exit_code.h.
namespace {

using namespace r311::picture;

constexpr unsigned most_seconds = 20;
constexpr std::size_t most_memory = 768u << 20;
constexpr std::size_t largest_made = 64u << 20;

bool read_all(std::string& bytes) {
  char piece[65536];
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    bytes.append(piece, static_cast<std::size_t>(got));
  }
}

bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool read_number(std::string_view text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0;
}

}  // namespace

int main(int count, char** arguments) {
  Wish wish;
  int most_pixels = 0;
  if (count != 4 || !read_number(arguments[1], wish.longest_edge) || !read_number(arguments[2], most_pixels))
    return exit_misused;
  wish.most_pixels = most_pixels;
  wish.extension = arguments[3];
  if (VIPS_INIT(arguments[0]) != 0) return exit_unable;
  // Loaders that libvips' authors do not trust with what strangers send: documents, scientific formats, ImageMagick's.
  vips_block_untrusted_set(TRUE);
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  std::string bytes;
  if (!read_all(bytes) || !confine(most_seconds, most_memory, largest_made)) return exit_unable;
  try {
    return write_all(make_picture(bytes, wish)) ? exit_made : exit_unable;
  } catch (const TooManyPixels&) {
    return exit_too_many_pixels;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return exit_no_picture;
  }
}
