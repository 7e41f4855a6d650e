// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

// The one seam to the logging library. A line is a sentence and a few named values; a terminal gets it readable and
// coloured, anything else gets one JSON object a line. Personal data goes to `debug` only, secrets nowhere.
namespace r311::log {

enum class Level { debug, info, warning, error };

using Field = std::pair<std::string_view, std::string_view>;
using Fields = std::initializer_list<Field>;

// Call once, before other threads start; until then lines of `info` and above go out in the readable form. `json`
// chooses the form; lines go to standard error.
void start(Level level, bool json);

// From now on lines are written by a thread of the log's own, so that no caller waits for whoever reads them; what
// finds no room any more is dropped, and counted in a line of its own. Call once, after start().
void detach();

// Waits until what was logged is written, but not longer than a second. Any thread.
void flush();

// Any thread. `event` is a fixed sentence; what varies goes into `fields`. Control characters of values are escaped.
void write(Level level, std::string_view event, Fields fields = {});

inline void debug(std::string_view event, Fields fields = {}) { write(Level::debug, event, fields); }
inline void info(std::string_view event, Fields fields = {}) { write(Level::info, event, fields); }
inline void warning(std::string_view event, Fields fields = {}) { write(Level::warning, event, fields); }
inline void error(std::string_view event, Fields fields = {}) { write(Level::error, event, fields); }

// Whether a line of that level is written. Any thread.
bool enabled(Level level);

}  // namespace r311::log
